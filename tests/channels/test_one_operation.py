"""One operation, tried through every channel: the same result, and the same refusals.

Each way does what somebody does there: fills in the portal's pages, the clerk's, the hotline agent's, or sends JSON.
What comes out is read in the database; what is refused, from what the channel answers.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.translation import override

from einamt.accounts.rights import Role
from einamt.cases.models import Case, CaseEvent
from einamt.channels.parts import humans
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.platform.facts.models import Fact
from einamt.platform.outbox.models import OutboxMessage
from einamt.procedures.appointments import errors
from einamt.procedures.appointments.helping import NOTHING
from einamt.procedures.appointments.models import Appointment, ArrangedHelp, Hold
from einamt.procedures.appointments.needs import particulars_of
from einamt.procedures.appointments.operations import close_office
from einamt.procedures.appointments.tokens import token_of
from tests.channels.api.conftest import Program
from tests.channels.portal.visitor import Visitor, fields_of, text_of
from tests.factories.accounts import make_clerk, make_staff
from tests.factories.appointments import Bookable, make_bookable, make_booking, make_rules, somebody, unbalanced

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""Tuesday, 10:00 in Berlin."""
TOMORROW = date(2026, 11, 25)
TIME, OTHER = 8 * 60 + 12, 9 * 60
EMAIL = "ayse@example.org"
REFUSALS: tuple[type[DomainError], ...] = (
    *(errors.SlotTaken, errors.SlotTakenNextSameDay, errors.SlotTakenNextOtherDay, errors.TooManyAppointments),
    *(errors.NotOffered, errors.OfficeClosed, errors.TooManyPersons, errors.TimePassed),
    *(errors.AlreadyCancelled, errors.TooLate, errors.HelpNotOffered, errors.TooShortNotice),
)


def refusal_on(page: Any) -> str:
    """The code of the refusal whose sentence stands on a page; nothing where none does."""
    text = text_of(page)
    for error in REFUSALS:
        first = error.message.split(". ", 1)[0]
        pattern = re.sub(r"%\\\((\w+)\\\)s", ".+?", re.escape(first))
        if re.search(pattern, text):
            return error.code
    return ""


@dataclass
class Done:
    """What a way has come to: the appointment, or the code of a refusal."""

    refused: str = ""
    appointment: Appointment | None = None

    @property
    def booked(self) -> Appointment:
        assert self.appointment is not None, self.refused
        return Appointment.objects.select_related("case", "contact").get(pk=self.appointment.pk)


@dataclass
class Wanted:
    """What somebody wants: the office's service at a minute of a day."""

    place: Bookable
    day: date = TOMORROW
    minute: int = TIME
    persons: int = 1
    email: str = EMAIL
    help: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        return f"{self.place.day(self.day).pk}-{self.minute}"

    @property
    def query(self) -> str:
        return f"leistung={self.place.service.slug}&personen={self.persons}"


class Way(ABC):
    """A channel, and how its people use it."""

    channel: Channel

    def __init__(self, place: Bookable) -> None:
        self.place = place

    @abstractmethod
    def book(self, wanted: Wanted) -> Done: ...

    @abstractmethod
    def move(self, appointment: Appointment, to: Wanted) -> Done: ...

    @abstractmethod
    def cancel(self, appointment: Appointment) -> Done: ...

    @abstractmethod
    def leave_one_out(self, appointment: Appointment) -> Done: ...


def done(refused: str, before: set[Any]) -> Done:
    made = Appointment.objects.exclude(pk__in=before)
    return Done(refused, made.first())


class Portal(Way):
    channel = Channel.PORTAL

    def book(self, wanted: Wanted) -> Done:
        before = {*Appointment.objects.values_list("pk", flat=True)}
        visitor = Visitor(client=Client(), place=wanted.place, email=wanted.email)
        tapped = visitor.tap(wanted.day, wanted.minute, follow=True, wish=wanted.query)
        if refused := refusal_on(tapped):
            return done(refused, before)
        filled = visitor.fill_in(help=list(wanted.help), follow=True)
        assert filled.status_code == 200
        return done(refusal_on(visitor.confirm(follow=True)), before)

    def _link(self, appointment: Appointment) -> str:
        return f"/termin/aendern/{token_of(appointment_id=appointment.pk)}/"

    def move(self, appointment: Appointment, to: Wanted) -> Done:
        client, link = Client(), self._link(appointment)
        tapped = client.post(f"{link}halten/", {"zeit": to.value}, follow=True)
        if refused := refusal_on(tapped) or self._said_in_own_words(tapped):
            return Done(refused, appointment)
        fields = fields_of(tapped)
        moved = client.post(f"{link}verschieben/", {k: fields.get(k, "") for k in ("hold", "command")}, follow=True)
        return Done(refusal_on(moved), appointment)

    def cancel(self, appointment: Appointment) -> Done:
        client, link = Client(), self._link(appointment)
        page = client.get(f"{link}absagen/", follow=True)
        command = fields_of(page).get("command", "")
        if command:
            return Done(refusal_on(client.post(f"{link}absagen/", {"command": command}, follow=True)), appointment)
        return Done(self._said_in_own_words(page), appointment)

    @staticmethod
    def _said_in_own_words(page: Any) -> str:
        """Where nothing can be changed any more the portal asks nothing, and its page says why."""
        words = {"Dieser Termin ist abgesagt": errors.AlreadyCancelled, "Dieser Termin ist vorbei": errors.TooLate}
        return next((error.code for text, error in words.items() if text in text_of(page)), "")

    def leave_one_out(self, appointment: Appointment) -> Done:
        client, link = Client(), self._link(appointment)
        fields = fields_of(client.get(f"{link}weniger/"))
        sent = {"what": str(appointment.wishes[0][0]), "sequence": fields["sequence"], "command": fields["command"]}
        return Done(refusal_on(client.post(f"{link}weniger/", sent, follow=True)), appointment)


class Staff(Way):
    """The pages that clerks and the agents of the hotline share."""

    def __init__(self, place: Bookable) -> None:
        super().__init__(place)
        self.client = Client()

    def book(self, wanted: Wanted) -> Done:
        before = {*Appointment.objects.values_list("pk", flat=True)}
        address = f"/schalter/termin/buchen/?{wanted.query}&zeit={wanted.value}"
        fields = fields_of(self.client.get(address))
        sent = {"name": "Ayşe Öztürk", "email": wanted.email, "spoken": "de", "command": fields["command"]}
        page = self.client.post(address, {**sent, "help": list(wanted.help)}, follow=True)
        return done(refusal_on(page), before)

    def move(self, appointment: Appointment, to: Wanted) -> Done:
        address = f"/schalter/termin/{appointment.case.reference}/verschieben/?zeit={to.value}"
        page = self.client.get(address)
        fields = fields_of(page)
        if "command" not in fields:
            return Done(refusal_on(page) or errors.TooLate.code, appointment)
        page = self.client.post(address, {"command": fields["command"]}, follow=True)
        return Done(refusal_on(page), appointment)

    def _post(self, appointment: Appointment, action: str, **sent: str) -> Done:
        address = f"/schalter/termin/{appointment.case.reference}/{action}/"
        page = self.client.post(address, {"command": str(uuid4()), **sent}, follow=True)
        return Done("" if page.status_code == 200 else refusal_on(page), appointment)

    def cancel(self, appointment: Appointment) -> Done:
        return self._post(appointment, "absagen")

    def leave_one_out(self, appointment: Appointment) -> Done:
        return self._post(appointment, "weglassen", what=str(appointment.wishes[0][0]), sequence="0")


class Counter(Staff):
    channel = Channel.COUNTER

    def __init__(self, place: Bookable) -> None:
        super().__init__(place)
        self.client.force_login(make_clerk(office=place.office))
        self.client.post("/schalter/platz/", {"counter": "7"})


class Hotline(Staff):
    channel = Channel.HOTLINE

    def __init__(self, place: Bookable) -> None:
        super().__init__(place)
        self.client.force_login(make_staff(role=Role.HOTLINE))


class Api(Way):
    channel = Channel.API

    def _done(self, response: Any, appointment: Appointment | None = None) -> Done:
        if response.status_code >= 400:
            return Done(response.json()["code"], appointment)
        return Done("", appointment or Appointment.objects.get(case__reference=response.json()["reference"]))

    def _hold(self, wanted: Wanted) -> Any:
        program = Program(client=Client(), place=wanted.place)
        clock = f"{wanted.minute // 60:02d}:{wanted.minute % 60:02d}"
        return program, program.hold(clock, persons=wanted.persons, day=wanted.day)

    def book(self, wanted: Wanted) -> Done:
        program, held = self._hold(wanted)
        if held.status_code >= 400:
            return self._done(held)
        told = {"email": wanted.email, "help": list(wanted.help)}
        return self._done(program.post("appointments", program.person(held.json(), **told)))

    def _on(self, appointment: Appointment, what: str, body: Any = None) -> Done:
        known = {"reference": appointment.case.reference, "token": token_of(appointment_id=appointment.pk)}
        return self._done(Program(client=Client(), place=self.place).on(known, what, body), appointment)

    def move(self, appointment: Appointment, to: Wanted) -> Done:
        _, held = self._hold(to)
        if held.status_code >= 400:
            return Done(held.json()["code"], appointment)
        return self._on(appointment, "move", {"hold": held.json()["id"]})

    def cancel(self, appointment: Appointment) -> Done:
        return self._on(appointment, "cancel")

    def leave_one_out(self, appointment: Appointment) -> Done:
        return self._on(appointment, "leave-out", {"service": self.place.service.slug, "sequence": 0})


WAYS: list[Callable[[Bookable], Way]] = [Portal, Counter, Hotline, Api]


@dataclass
class StandingClock:
    """Shows `now` until it is moved."""

    now: datetime


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    standing = StandingClock(NOW)
    monkeypatch.setattr("einamt.platform.clock.now", lambda: standing.now)
    return standing


@pytest.fixture
def place(db: None, clock: StandingClock, monkeypatch: pytest.MonkeyPatch) -> Bookable:
    """One office with one counter, open every day from 8 to 12 h, planned for two weeks; proofs take no time."""
    monkeypatch.setattr(humans, "_COST", 1)
    make_rules()
    return make_bookable(now=NOW, days=14)


@pytest.fixture(params=WAYS, ids=lambda way: way.channel.value)
def way(request: pytest.FixtureRequest, place: Bookable) -> Iterator[Way]:
    with override("de"):
        yield request.param(place)


# The same result


def test_a_booking_is_the_same_appointment_case_fact_and_message(way: Way, place: Bookable) -> None:
    booked = way.book(Wanted(place)).booked
    assert (booked.starts_at, booked.steps, booked.wishes) == (
        datetime(2026, 11, 25, 7, 12, tzinfo=UTC),
        1,
        [[place.service.pk, 1]],
    )
    assert (booked.person_name, booked.contact and booked.contact.email) == ("Ayşe Öztürk", EMAIL)
    case = Case.objects.get()
    assert (case.state, case.channel, case.office, case.service) == ("booked", way.channel, place.office, place.service)
    assert [(event.kind, event.channel) for event in CaseEvent.objects.all()] == [("booked", way.channel)]
    assert Fact.objects.get().data["channel"] == way.channel
    assert [message.topic for message in OutboxMessage.objects.all()] == ["appointments.confirmed"]
    assert unbalanced() == []


def test_another_time_takes_the_place_of_the_old_one(way: Way, place: Bookable) -> None:
    booked = way.book(Wanted(place)).booked
    assert way.move(booked, Wanted(place, minute=OTHER)).refused == ""
    moved = Done("", booked).booked
    assert (moved.start_minute, moved.sequence) == (OTHER, 1)
    assert [event.kind for event in CaseEvent.objects.order_by("id")] == ["booked", "moved"]
    assert CaseEvent.objects.get(kind="moved").channel == way.channel
    assert place.free(TOMORROW).count(0) == 1
    assert unbalanced() == []


def test_cancelling_gives_the_time_back_once(way: Way, place: Bookable) -> None:
    booked = way.book(Wanted(place)).booked
    assert way.cancel(booked).refused == ""
    assert Done("", booked).booked.cancelled_at == NOW
    assert 0 not in place.free(TOMORROW)
    assert CaseEvent.objects.get(kind="cancelled").channel == way.channel
    assert OutboxMessage.objects.filter(topic="appointments.cancelled").count() == 1
    assert unbalanced() == []


def test_one_of_two_persons_can_be_left_out(way: Way, place: Bookable) -> None:
    booked = way.book(Wanted(place, persons=2)).booked
    assert way.leave_one_out(booked).refused == ""
    assert Done("", booked).booked.wishes == [[place.service.pk, 1]]
    assert place.free(TOMORROW).count(0) == 1
    assert unbalanced() == []


# The same refusals


def refused(way: Way, wanted: Wanted) -> str:
    """The code of the refusal of a booking that must not have come to anything."""
    before = Appointment.objects.count()
    said = way.book(wanted).refused
    assert Appointment.objects.count() == before
    assert unbalanced() == []
    return said


def test_a_time_that_somebody_else_has_is_refused(way: Way, place: Bookable) -> None:
    make_booking(at=place, day=TOMORROW, minute=TIME, now=NOW)
    assert refused(way, Wanted(place)) == "slot-taken"


def test_a_contact_with_too_many_open_appointments_is_refused(way: Way, place: Bookable) -> None:
    make_rules(appointments_per_contact=1)
    make_booking(at=place, day=TOMORROW, minute=OTHER, now=NOW, contact=somebody(email=EMAIL))
    assert refused(way, Wanted(place)) == "too-many-appointments"


def test_a_service_that_the_office_does_not_serve_is_refused(way: Way, place: Bookable) -> None:
    elsewhere = make_bookable(now=NOW, days=14)
    wanted = Wanted(Bookable(office=place.office, group=place.group, service=elsewhere.service))
    assert refused(way, wanted) == "not-offered"


def test_more_persons_than_the_office_serves_at_once_are_refused(way: Way, place: Bookable) -> None:
    place.service.offers.update(max_persons=1)
    assert refused(way, Wanted(place, persons=2)) == "too-many-persons"


def test_a_day_on_which_the_office_stays_closed_is_refused(way: Way, place: Bookable) -> None:
    close_office(
        office_id=place.office.pk, starts_on=TOMORROW, ends_on=TOMORROW + timedelta(days=1), reason="Umzug", now=NOW
    )
    assert refused(way, Wanted(place)) == "office-closed"


def test_a_time_that_has_passed_is_refused(way: Way, place: Bookable) -> None:
    assert refused(way, Wanted(place, day=NOW.date())) == "time-passed"


def test_help_that_the_city_does_not_arrange_cannot_be_had(way: Way, place: Bookable) -> None:
    wanted = Wanted(place, help=("sign-language",))
    if way.channel is Channel.API:
        assert refused(way, wanted) == "help-not-offered"
    else:  # pages do not ask about it, and what is sent all the same is not heard
        assert particulars_of(way.book(wanted).booked) == NOTHING


def test_help_that_cannot_be_there_in_time_is_refused(way: Way, place: Bookable) -> None:
    ArrangedHelp.objects.create(kind="sign-language", notice_days=7)
    assert refused(way, Wanted(place, help=("sign-language",))) == "too-short-notice"


def test_what_is_cancelled_is_not_cancelled_again(way: Way, place: Bookable) -> None:
    booked = way.book(Wanted(place)).booked
    way.cancel(booked)
    assert way.cancel(booked).refused == "already-cancelled"
    assert Done("", booked).booked.sequence == 1


def test_what_has_begun_is_neither_moved_nor_cancelled(way: Way, place: Bookable, clock: StandingClock) -> None:
    booked = way.book(Wanted(place)).booked
    clock.now = datetime(2026, 11, 25, 7, 12, tzinfo=UTC)
    assert way.cancel(booked).refused == "too-late"
    assert way.move(booked, Wanted(place, minute=OTHER)).refused == "too-late"
    assert Done("", booked).booked.sequence == 0
    left = Hold.objects.filter(outcome=Hold.Outcome.KEPT, start_minute=OTHER)
    assert left.exists() == (way.channel is Channel.API)  # a program holds first, and its hold runs out


def test_moving_to_a_time_that_somebody_else_has_keeps_the_old_one(way: Way, place: Bookable) -> None:
    booked = way.book(Wanted(place)).booked
    make_booking(at=place, day=TOMORROW, minute=OTHER, now=NOW)
    assert way.move(booked, Wanted(place, minute=OTHER)).refused == "slot-taken"
    assert Done("", booked).booked.start_minute == TIME
    assert unbalanced() == []
