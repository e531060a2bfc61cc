"""One arrival and one number, tried through every channel: the same visit, refusals and history."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from einamt.cases.models import CaseEvent
from einamt.cases.tokens import holder_token
from einamt.kernel.actor import CITIZEN, Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.facts.models import Fact
from einamt.procedures.appointments.operations import cancel_appointment
from einamt.procedures.visits.hall_codes import hall_code
from einamt.procedures.visits.models import FloorRevision, Visit
from einamt.procedures.visits.ticketing import stop_tickets
from tests.channels.counter.conftest import plain_static_files, set_clock, static_folder, unknown_halls
from tests.channels.counter.pages import text_of
from tests.channels.kiosk.conftest import Terminal, make_terminal
from tests.channels.kiosk.test_pages import reasons
from tests.factories.accounts import make_clerk
from tests.factories.appointments import make_bookable
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at, morning

__all__ = ["morning", "plain_static_files", "set_clock", "static_folder", "unknown_halls"]


@pytest.fixture(autouse=True)
def at_a_quarter_to_nine(set_clock: Callable[[str], None]) -> None:
    """Ada's appointment is in fifteen minutes."""
    set_clock("8:45")


class Way(ABC):
    """A channel, and how somebody checks in by it."""

    channel: Channel

    def __init__(self, morning: Morning) -> None:
        self.morning = morning

    @abstractmethod
    def arrive(self, name: str, *, command: UUID) -> HttpResponse: ...


class Phone(Way):
    channel = Channel.PORTAL

    def arrive(self, name: str, *, command: UUID) -> HttpResponse:  # noqa: ARG002 - it has none
        """A phone says it once a tap; what it says again is said by somebody who is there already."""
        code = hall_code(office_id=self.morning.place.office.pk, now=clock.now())
        return Client().post(f"/warten/{holder_token(case_id=self.morning.id(name))}/da/", {"code": code}, follow=True)


class Desk(Way):
    channel = Channel.COUNTER

    def __init__(self, morning: Morning) -> None:
        super().__init__(morning)
        self.client = Client()
        self.client.force_login(make_clerk(office=morning.place.office))
        self.client.post("/schalter/platz/", {"counter": ""})

    def arrive(self, name: str, *, command: UUID) -> HttpResponse:
        fields = {"act": "arrive", "case": str(self.morning.id(name)), "command": str(command)}
        return self.client.post("/schalter/aktion/", fields, follow=True)

    def draw(self, service_id: int, *, command: UUID, reason: str = "") -> HttpResponse:
        fields = {"service": service_id, "persons": 2, "command": str(command), "reason": reason}
        return self.client.post("/schalter/nummer/", fields, follow=True)


class AtTerminal(Way):
    channel = Channel.KIOSK

    def __init__(self, morning: Morning) -> None:
        super().__init__(morning)
        self.terminal: Terminal = make_terminal(morning)

    def arrive(self, name: str, *, command: UUID) -> HttpResponse:
        link = f"https://stadt.example/warten/{holder_token(case_id=self.morning.id(name))}/"
        address = self.terminal.address("termin/")
        return self.terminal.client.post(address, {"reference": link, "command": str(command)}, follow=True)

    def draw(self, service_id: int, *, command: UUID, reason: str = "") -> HttpResponse:
        fields = {"persons": "2", "command": str(command), "reason": reason}
        return self.terminal.client.post(self.terminal.address(f"anliegen/{service_id}/"), fields, follow=True)


@pytest.fixture(params=[Phone, Desk, AtTerminal], ids=lambda way: way.channel.value)
def way(request: pytest.FixtureRequest, morning: Morning) -> Way:
    made: Way = request.param(morning)
    return made


@pytest.fixture(params=[Desk, AtTerminal], ids=lambda way: way.channel.value)
def drawing(request: pytest.FixtureRequest, morning: Morning) -> Desk | AtTerminal:
    made: Desk | AtTerminal = request.param(morning)
    return made


@dataclass(frozen=True)
class Refused:
    """How a refusal is told, by who reads it: the one who came, or the clerk."""

    citizen: str
    clerk: str

    def told(self, way: Way) -> str:
        return self.clerk if way.channel is Channel.COUNTER else self.citizen


# Checking in


def test_an_arrival_is_the_same_visit_and_event(way: Way, morning: Morning) -> None:
    assert way.arrive("Ada", command=uuid4()).status_code == 200
    visit = morning.visit("Ada")
    assert (visit.state, visit.number, visit.arrived_at, visit.office) == (
        "waiting",
        "A001",
        at("8:45"),
        morning.place.office,
    )
    assert CaseEvent.objects.get(kind="arrived").channel == way.channel
    assert FloorRevision.objects.get().number == 1


def test_said_again_it_is_one_arrival(way: Way, morning: Morning) -> None:
    command = uuid4()
    for _ in range(2):
        assert way.arrive("Ada", command=command).status_code == 200
    assert way.arrive("Ada", command=uuid4()).status_code == 200
    assert morning.events("Ada") == ["booked", "arrived"]


def test_whoever_is_over_is_not_checked_in_again(way: Way, morning: Morning) -> None:
    morning.call("Ada", "8:40")
    morning.finish("Ada", "8:44")
    page = way.arrive("Ada", command=uuid4())
    refused = Refused("Ihr Besuch ist schon abgeschlossen.", "ist schon abgeschlossen.")
    assert (page.status_code, refused.told(way) in text_of(page)) == (409, True)
    assert morning.visit("Ada").state == "done"


def test_whoever_has_cancelled_is_not_checked_in(way: Way, morning: Morning) -> None:
    cancel_appointment(
        appointment_id=morning.appointments["Ada"].pk,
        actor=CITIZEN,
        channel=Channel.PORTAL,
        command_id=new_id(),
        now=at("8:00"),
    )
    page = way.arrive("Ada", command=uuid4())
    refused = Refused("Dieser Termin ist abgesagt.", "ist abgesagt.")
    assert (page.status_code, refused.told(way) in text_of(page)) == (409, True)
    assert not Visit.objects.exists()


# A number


def test_a_number_is_the_same_visit_case_and_fact(drawing: Desk | AtTerminal, morning: Morning) -> None:
    assert "B001" in text_of(drawing.draw(morning.place.service.pk, command=uuid4()))
    visit = Visit.objects.select_related("case__walk_in").get()
    case = visit.case
    assert (visit.state, visit.number, visit.arrived_at) == ("waiting", "B001", at("8:45"))
    assert (case.channel, case.office, case.service) == (drawing.channel, morning.place.office, morning.place.service)
    assert (case.walk_in.group, case.walk_in.wishes) == (morning.place.group, [[morning.place.service.pk, 2]])
    morning.tickets["Emil"] = case.pk
    for step in (morning.call, morning.start, morning.finish):
        step("Emil", "8:50", counter="7")
    assert Fact.objects.get(schema="visits.visited").data["channel"] == drawing.channel


def test_the_same_tap_draws_one_number(drawing: Desk | AtTerminal, morning: Morning) -> None:
    command = uuid4()
    for _ in range(2):
        assert "B001" in text_of(drawing.draw(morning.place.service.pk, command=command))
    assert Visit.objects.count() == 1


def test_an_emergency_goes_first_by_one_of_the_citys_reasons_alone(
    drawing: Desk | AtTerminal, morning: Morning
) -> None:
    reasons()
    refused = drawing.draw(morning.place.service.pk, command=uuid4(), reason="laune")
    assert (refused.status_code, Visit.objects.exists()) == (409, False)
    drawing.draw(morning.place.service.pk, command=uuid4(), reason="reise")
    assert Visit.objects.get().case.walk_in.rank == 1


def test_where_numbers_are_stopped_none_is_drawn_and_why_is_told(drawing: Desk | AtTerminal, morning: Morning) -> None:
    manager, office = Actor(ActorKind.STAFF, "manager"), morning.place.office.pk
    stop_tickets(office_id=office, group_id=None, reason="Zu viele warten.", author=manager, now=at("8:40"))
    page = drawing.draw(morning.place.service.pk, command=uuid4())
    assert (page.status_code, "Zu viele warten." in text_of(page)) == (409, True)
    assert not Visit.objects.exists()


def test_where_numbers_are_stopped_for_a_while_the_end_is_told(drawing: Desk | AtTerminal, morning: Morning) -> None:
    manager, office = Actor(ActorKind.STAFF, "manager"), morning.place.office.pk
    until_at = at("14:00")
    stop_tickets(office_id=office, group_id=None, reason="Voll.", author=manager, now=at("8:40"), until_at=until_at)
    page = drawing.draw(morning.place.service.pk, command=uuid4())
    assert (page.status_code, "bis 14:00 Uhr" in text_of(page)) == (409, True)
    assert "heute keine" not in text_of(page)


def test_what_the_office_does_not_serve_is_refused(drawing: Desk | AtTerminal, morning: Morning) -> None:
    page = drawing.draw(make_bookable(now=BOOKED_AT).service.pk, command=uuid4())
    assert page.status_code == 409
    assert not Visit.objects.exists()
