"""What a booking leaves behind, and what it answers when it is asked again."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from einamt.cases import steps as case_steps
from einamt.cases.codes import is_code
from einamt.cases.models import Case, CaseEvent
from einamt.cases.registry import kind_of
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform.facts.models import Fact
from einamt.platform.outbox.models import OutboxMessage
from einamt.procedures.appointments import errors
from einamt.procedures.appointments.models import Appointment, BookingRules, Contact, Hold
from einamt.procedures.appointments.operations import ContactDetails, book_slot, expire_holds, release_hold
from einamt.procedures.appointments.queries import appointment_by_token
from tests.factories.appointments import (
    Bookable,
    confirm,
    make_booking,
    make_hold,
    make_rules,
    somebody,
    unbalanced,
)


def test_a_booking_has_an_appointment_a_case_a_first_event_a_fact_and_a_message(
    at: Bookable, now: datetime, day: date
) -> None:
    booked = make_booking(at=at, day=day, minute=600, now=now)
    appointment = Appointment.objects.get()
    assert appointment.pk == booked.appointment.pk
    assert (appointment.starts_at, appointment.ends_at) == (
        datetime(2026, 11, 25, 9, 0, tzinfo=UTC),
        datetime(2026, 11, 25, 9, 12, tzinfo=UTC),
    )
    assert appointment.person_name == "Anna Muster"
    case = Case.objects.get()
    assert (case.kind, case.state, case.office_id, case.service_id) == (
        "appointment",
        "booked",
        at.office.pk,
        at.service.pk,
    )
    event = CaseEvent.objects.get()
    assert (event.kind, event.state, event.actor, event.channel) == ("booked", "booked", "citizen", "portal")
    assert event.data["starts_at"] == "2026-11-25T09:00:00+00:00"
    assert OutboxMessage.objects.get().payload == {"appointment": str(appointment.pk)}
    fact = Fact.objects.get()
    assert (fact.schema, fact.data["lead_days"], fact.data["persons"]) == ("appointments.booked", 1, 1)
    assert unbalanced() == []


def test_no_fact_and_no_event_says_who_came(at: Bookable, now: datetime, day: date) -> None:
    make_booking(at=at, day=day, minute=600, now=now, contact=somebody(email="anna@example.org", name="Anna Ä"))
    said = f"{Fact.objects.get().data} {CaseEvent.objects.get().data} {OutboxMessage.objects.get().payload}"
    assert "anna" not in said.casefold()


def test_names_and_addresses_are_encrypted_in_the_database(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=600, now=now, contact=somebody(email="anna@example.org"))
    tables = {Appointment: ("person_name", "case_code"), Contact: ("email", "phone")}
    for model, columns in tables.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(columns)} FROM {model._meta.db_table}")  # noqa: S608
            for value in cursor.fetchone():
                for secret in (b"Muster", b"anna", booked.code.encode()):
                    assert secret not in bytes(value)


def test_the_code_and_the_link_that_are_handed_out_open_the_case_and_the_appointment(
    at: Bookable, now: datetime, day: date
) -> None:
    booked = make_booking(at=at, day=day, minute=600, now=now)
    case = Case.objects.get()
    assert is_code(case_id=case.pk, stored_hash=case.code_hash, code=booked.code)
    assert appointment_by_token(token=booked.token).pk == booked.appointment.pk


@pytest.mark.parametrize("token", ["", "x", "0" * 32, "ä" * 300])
def test_a_wrong_link_finds_nothing(at: Bookable, now: datetime, day: date, token: str) -> None:
    make_booking(at=at, day=day, minute=600, now=now)
    with pytest.raises(errors.AppointmentNotFound):
        appointment_by_token(token=token)


def test_a_hold_that_ran_out_unswept_is_still_good(at: Bookable, now: datetime, day: date) -> None:
    hold = make_hold(at=at, day=day, minute=480, now=now)
    confirm(hold, now=now + timedelta(minutes=16))
    assert expire_holds(now=now + timedelta(hours=1)) == 0
    assert unbalanced() == []


def test_a_released_hold_can_be_confirmed_from_a_second_window_while_its_time_is_free(
    at: Bookable, now: datetime, day: date
) -> None:
    hold = make_hold(at=at, day=day, minute=480, now=now)
    release_hold(hold_id=hold.pk, now=now)
    confirm(hold, now=now)
    assert unbalanced() == []


def test_a_form_left_open_for_more_than_a_day_is_told_to_choose_again(at: Bookable, now: datetime) -> None:
    hold = make_hold(at=at, day=date(2026, 11, 27), minute=480, now=now)
    for _ in range(2):
        expire_holds(now=now + timedelta(days=2))
    with pytest.raises(errors.HoldUnknown):
        confirm(hold, now=now + timedelta(days=2))


def test_an_unknown_hold_is_refused(at: Bookable, now: datetime) -> None:
    with pytest.raises(errors.HoldUnknown):
        confirm(Hold(id=uuid4()), now=now)


def test_two_tabs_with_different_times_book_both_for_one_contact(at: Bookable, now: datetime, day: date) -> None:
    person = somebody(email="anna@example.org")
    holds = [make_hold(at=at, day=day, minute=minute, now=now) for minute in (480, 492)]
    for hold in holds:
        confirm(hold, now=now, contact=person)
    assert (Appointment.objects.count(), Contact.objects.count()) == (2, 1)


@pytest.mark.parametrize("counters", [1, 2])
def test_the_same_command_twice_at_a_counter_gives_the_first_appointment(
    at: Bookable, now: datetime, day: date, counters: int
) -> None:
    at.open_with(counters, now=now)
    command_id = uuid4()
    first, second = (make_booking(at=at, day=day, minute=480, now=now, command_id=command_id) for _ in range(2))
    assert (first.appointment.pk, first.code, first.token) == (second.appointment.pk, second.code, second.token)
    assert at.free(day)[0] == counters - 1


def test_the_same_command_is_answered_also_where_the_limit_has_been_reached(
    at: Bookable, now: datetime, day: date
) -> None:
    make_rules(appointments_per_contact=1)
    person, command_id = somebody(email="anna@example.org"), uuid4()
    hold = make_hold(at=at, day=day, minute=480, now=now)
    first, second = (confirm(hold, now=now, contact=person, command_id=command_id) for _ in range(2))
    assert first.appointment.pk == second.appointment.pk


def test_a_newer_phone_number_replaces_the_older(at: Bookable, now: datetime, day: date) -> None:
    for minute, phone in ((480, "030 1"), (492, "030 2"), (504, "")):
        contact = ContactDetails(name="Anna", email="anna@example.org", phone=phone)
        make_booking(at=at, day=day, minute=minute, now=now, contact=contact)
    assert Contact.objects.get().phone == "030 2"


def test_a_city_without_rules_says_that_booking_is_not_set_up(at: Bookable, now: datetime, day: date) -> None:
    BookingRules.objects.all().delete()
    with pytest.raises(errors.RulesMissing):
        make_booking(at=at, day=day, minute=480, now=now)


def test_a_reference_that_is_taken_is_made_anew(
    at: Bookable, now: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_booking(at=at, day=day, minute=480, now=now)
    references = iter([first.case.reference, "K7M4-RX9-3PA"])
    monkeypatch.setattr(case_steps, "new_reference", lambda: next(references))
    second = make_booking(at=at, day=day, minute=492, now=now)
    assert second.case.reference == "K7M4-RX9-3PA"
    assert unbalanced() == []


def test_an_appointment_can_be_shown_by_its_case_alone(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, wishes=at.wishes(persons=2), now=now)
    kind = kind_of("appointment")
    german = {line.label: line.value for line in kind.summary(booked.case.pk, "de")}
    assert german["Termin"] == "Mittwoch, 25. November 2026, 8:00 Uhr"
    assert german["Anliegen"] == "Reisepass beantragen für 2 Personen"
    assert "Breite Straße 24a" in german["Ort"]
    assert "Wednesday, 25 November 2026" in kind.summary(booked.case.pk, "en")[0].value
    (action,) = kind.actions(booked.case.pk, now)
    assert (action.link, action.parameters) == ("appointment-change", {"token": booked.token})
    assert kind.actions(booked.case.pk, now + timedelta(days=2)) == []


@pytest.mark.parametrize(
    ("is_known", "most"), [(False, {"postgresql": 4, "sqlite": 11}), (True, {"postgresql": 7, "sqlite": 13})]
)
def test_a_booking_asks_the_database_few_questions(
    at: Bookable, now: datetime, day: date, is_known: bool, most: dict[str, int]
) -> None:
    """Counted within the test's transaction; by itself a new contact's booking is two questions on PostgreSQL."""
    person = somebody(email="anna@example.org")
    if is_known:
        make_booking(at=at, day=day, minute=480, now=now, contact=person)
    capacity_day_id = at.day(day).pk
    with CaptureQueriesContext(connection) as asked:
        book_slot(
            capacity_day_id=capacity_day_id,
            start_minute=492,
            wishes=at.wishes(),
            contact=person,
            channel=Channel.COUNTER,
            actor=CITIZEN,
            command_id=uuid4(),
            now=now,
        )
    assert len(asked) <= most[connection.vendor], [query["sql"][:80] for query in asked]
