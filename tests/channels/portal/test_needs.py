"""For whom somebody comes, what help they need, offices without steps, and who stays at home after all."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from einamt.catalog.models import Office
from einamt.platform.outbox import relay
from einamt.procedures.appointments import errors
from einamt.procedures.appointments.helping import ActingFor, Help, Particulars, read, understood, written
from einamt.procedures.appointments.models import Appointment, AppointmentParticulars, ArrangedHelp
from einamt.procedures.appointments.needs import OrderState, help_tasks, particulars_of
from einamt.procedures.appointments.operations import Booked, ContactDetails
from tests.channels.portal.conftest import NOW, TOMORROW
from tests.channels.portal.visitor import Visitor, fields_of, text_of, times_of
from tests.factories.appointments import Bookable, make_booking, make_hold, move, unbalanced


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def day() -> date:
    """Tomorrow."""
    return TOMORROW


@pytest.fixture
def other_day() -> date:
    """Within the notice of one kind of help, and beyond that of the other."""
    return TOMORROW + timedelta(days=1)


@pytest.fixture
def arranged(place: Bookable) -> None:
    """The city brings somebody who signs, with three days' notice, and interprets, with one."""
    ArrangedHelp.objects.create(kind=Help.SIGN_LANGUAGE.value, notice_days=3)
    ArrangedHelp.objects.create(kind=Help.INTERPRETER.value, notice_days=1)


def test_who_comes_for_a_child_is_told_what_to_bring(visitor: Visitor, other_day: date) -> None:
    visitor.tap(other_day)
    check = text_of(visitor.fill_in(follow=True, acting_for="child"))
    assert "Für wen Für mein Kind" in check
    page = text_of(visitor.confirm(follow=True))
    assert "Geburtsurkunde des Kindes" in page
    kept = AppointmentParticulars.objects.get()
    assert read(kept.content) == Particulars(acting_for=(ActingFor.CHILD,))
    relay.drain()
    assert "- Geburtsurkunde des Kindes" in mail.outbox[-1].body


def test_who_comes_for_themselves_leaves_nothing_behind(visitor: Visitor, other_day: date) -> None:
    visitor.book(other_day)
    assert not AppointmentParticulars.objects.exists()


def test_help_that_the_city_does_not_arrange_is_not_asked_about(visitor: Visitor, other_day: date) -> None:
    visitor.tap(other_day)
    assert "Sollen wir jemanden bestellen?" not in text_of(visitor.client.get("/termin/angaben/"))


@pytest.mark.usefixtures("arranged")
def test_help_is_arranged_and_seen_by_the_office(visitor: Visitor, place: Bookable, other_day: date) -> None:
    visitor.tap(other_day)
    assert "Gebärdensprache (mindestens 3 Tage vorher)" in text_of(visitor.client.get("/termin/angaben/"))
    check = text_of(visitor.fill_in(follow=True, help="interpreter", language="Arabisch"))
    assert "Wir bestellen für Sie Dolmetschen (Arabisch)" in check
    visitor.confirm()
    [needed] = help_tasks(office_id=place.office.pk, now=NOW)
    assert (needed.kind, needed.language, needed.state) == (Help.INTERPRETER, "Arabisch", OrderState.TO_ORDER)
    assert help_tasks(office_id=place.office.pk + 1, now=NOW) == []


@pytest.mark.usefixtures("arranged")
def test_an_interpreter_has_to_know_the_language(visitor: Visitor, other_day: date) -> None:
    visitor.tap(other_day)
    answer = visitor.fill_in(help="interpreter")
    assert answer.status_code == 422
    assert "Bitte schreiben Sie, welche Sprache Sie sprechen." in text_of(answer)
    assert (
        'value="interpreter" checked' in " ".join(answer.content.decode().split())
        or "checked" in answer.content.decode()
    )


@pytest.mark.usefixtures("arranged")
def test_help_cannot_be_there_sooner_than_the_city_can_arrange_it(visitor: Visitor, day: date) -> None:
    visitor.tap(day)
    visitor.fill_in(help="sign-language")
    answer = visitor.confirm()
    assert answer.status_code == 422
    assert "So schnell können wir niemanden zum Dolmetschen bestellen." in text_of(answer)
    assert not Appointment.objects.exists()
    visitor.fill_in()
    visitor.confirm()
    assert Appointment.objects.count() == 1, "the time was still held, and can be had without help"


@pytest.mark.usefixtures("arranged")
def test_a_visit_with_help_is_not_moved_to_where_the_help_cannot_be(place: Bookable, now: datetime, day: date) -> None:
    contact = ContactDetails(name="Ada", email="ada@example.org", particulars=Particulars(help=(Help.SIGN_LANGUAGE,)))
    booked = make_booking(at=place, day=day + timedelta(days=5), minute=480, now=now, contact=contact)
    with pytest.raises(errors.TooShortNotice):
        move(booked, to=make_hold(at=place, day=day, minute=600, now=now), now=now)
    assert particulars_of(Appointment.objects.get()).help == (Help.SIGN_LANGUAGE,)
    assert unbalanced() == []


def test_help_that_nobody_offers_is_refused_whatever_is_sent(place: Bookable, now: datetime, day: date) -> None:
    contact = ContactDetails(name="Ada", email="ada@example.org", particulars=Particulars(help=(Help.INTERPRETER,)))
    with pytest.raises(errors.HelpNotOffered):
        make_booking(at=place, day=day, minute=480, now=now, contact=contact)


def test_what_was_said_is_kept_encrypted(place: Bookable, now: datetime, day: date) -> None:
    contact = ContactDetails(name="Ada", particulars=Particulars(acting_for=(ActingFor.WARD,)))
    make_booking(at=place, day=day, minute=480, now=now, contact=contact)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM appointments_appointmentparticulars")
        assert b"ward" not in bytes(cursor.fetchone()[0])


def test_only_known_codes_are_understood() -> None:
    found = understood(acting_for=["ward", "neighbour", "child"], needed=["sign-language"], language="Urdu")
    assert found == Particulars(acting_for=(ActingFor.CHILD, ActingFor.WARD), help=(Help.SIGN_LANGUAGE,))
    assert read(written(found)) == found
    assert not read("")


def test_offices_with_steps_are_left_out_where_somebody_asks(visitor: Visitor, place: Bookable) -> None:
    page = f"/termin/zeiten/?{visitor.wish}&stufenlos=on"
    answer = visitor.client.get(page)
    assert times_of(answer) == []
    assert "Mit diesen Wünschen ist zurzeit nichts frei." in text_of(answer)
    Office.objects.filter(pk=place.office.pk).update(accessibility=Office.Accessibility.STEP_FREE)
    from einamt.catalog.queries.remembering import forget_answers

    forget_answers()
    answer = visitor.client.get(page)
    assert times_of(answer)
    assert "Ohne Stufen" in text_of(answer)


# Somebody stays at home


@pytest.fixture
def family(place: Bookable, now: datetime, other_day: date) -> Booked:
    """Three who want the same."""
    return make_booking(at=place, day=other_day, minute=480, wishes=place.wishes(3), now=now)


def test_one_of_the_family_stays_at_home(client: Client, family: Booked) -> None:
    link = f"/termin/aendern/{family.token}/"
    assert "Jemand kommt nicht mit, oder etwas fällt weg" in text_of(client.get(link))
    question = client.get(f"{link}weniger/")
    assert "Reisepass beantragen: eine Person weniger" in text_of(question)
    fields = fields_of(question)
    sent = {name: fields[name] for name in ("what", "sequence", "command")}
    for _press in range(2):
        answer = client.post(f"{link}weniger/", sent, follow=True)
        assert "Ihr Termin ist jetzt kürzer." in text_of(answer)
    appointment = Appointment.objects.get()
    assert (appointment.steps, appointment.sequence) == (2, 1)
    relay.drain()
    assert mail.outbox[-1].subject.endswith("ist kürzer")


def test_a_page_that_is_older_than_the_appointment_says_so(client: Client, family: Booked) -> None:
    link = f"/termin/aendern/{family.token}/weniger/"
    fields = fields_of(client.get(link))
    client.post(link, {name: fields[name] for name in ("what", "sequence", "command")})
    answer = client.post(link, {"what": fields["what"], "sequence": "0", "command": str(uuid4())})
    assert answer.status_code == 409
    assert "Dieser Termin ist inzwischen geändert worden." in text_of(answer)


def test_pressing_without_a_choice_asks_again(client: Client, family: Booked) -> None:
    link = f"/termin/aendern/{family.token}/weniger/"
    fields = fields_of(client.get(link))
    answer = client.post(link, {"sequence": fields["sequence"], "command": fields["command"]})
    assert answer.status_code == 422
    assert Appointment.objects.get().steps == 3


def test_who_comes_alone_is_not_asked(client: Client, place: Bookable, now: datetime, other_day: date) -> None:
    alone = make_booking(at=place, day=other_day, minute=480, now=now)
    link = f"/termin/aendern/{alone.token}/"
    assert client.get(f"{link}weniger/").url == link
    assert "fällt weg" not in text_of(client.get(link))
