"""Booking without asking first: the same rows, the same refusals, and nothing out of date."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, models, transaction
from django.test.utils import CaptureQueriesContext

from einamt.cases.models import Case, CaseEvent
from einamt.catalog.models import Office, Organisation, PublicService, ServiceOffer
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.localtime import at_minute
from einamt.platform.facts.models import Fact
from einamt.platform.idempotency.models import KeptAnswer
from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import HoldUsed, NoLongerServed, NotOffered, SlotTaken, TooManyAppointments
from einamt.procedures.appointments.lately import lately_held
from einamt.procedures.appointments.locating import forget_grounds, remembered_grounds
from einamt.procedures.appointments.models import Appointment, BookingRules, Contact, CounterGroup, Hold, PlanRevision
from einamt.procedures.appointments.operations import ContactDetails, confirm_booking, hold_time
from einamt.procedures.appointments.queries import Booked
from tests.factories.appointments import (
    OPENS,
    STEP,
    Bookable,
    make_bookable,
    make_booking,
    make_hold,
    somebody,
    unbalanced,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
KINDS: tuple[type[models.Model], ...] = (Contact, Case, CaseEvent, Appointment, Fact, OutboxMessage)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> Bookable:
    """An office with three counters, looked at once, so that what is known of it is remembered."""
    place = make_bookable(now=NOW, counters=3)
    make_booking(at=place, day=DAY, minute=OPENS, now=NOW)
    return place


def rows_of(booking: UUID) -> list[dict[str, Any]]:
    """What an appointment's booking wrote, without what is new for each: ids, references, hashes and codes."""
    appointment = Appointment.objects.get(pk=booking)
    found: list[models.Model | None] = [
        appointment,
        appointment.contact,
        appointment.case,
        appointment.case.events.get(),
        OutboxMessage.objects.get(payload__appointment=str(booking)),
    ]
    unlike = {"id", "case_id", "contact_id", "reference", "payload", "command_id", "_state"}
    unlike |= {"code_hash", "token_hash", "address_index", "case_code", "email"}
    return [{k: v for k, v in vars(row).items() if k not in unlike and not k.startswith("_")} for row in found if row]


def test_it_writes_what_the_long_way_writes_in_one_statement(place: Bookable) -> None:
    forget_grounds()
    long = make_booking(at=place, day=DAY, minute=OPENS + STEP, now=NOW)
    with CaptureQueriesContext(connection) as queries:
        short = make_booking(at=place, day=DAY, minute=OPENS + STEP, now=NOW)
    written = [query["sql"] for query in queries if "INSERT" in query["sql"]]
    assert len(written) == (1 if connection.vendor == "postgresql" else len(KINDS))
    assert rows_of(short.appointment.pk) == rows_of(long.appointment.pk)
    facts = [fact.data for fact in Fact.objects.order_by("id")]
    assert facts[1] == facts[2]
    for given in (long, short):
        kept = Appointment.objects.select_related("case").get(pk=given.appointment.pk)
        assert vars(given.appointment).keys() >= {field.attname for field in Appointment._meta.concrete_fields}
        for row, stored in ((given.appointment, kept), (given.case, kept.case)):
            values = [(field.attname, getattr(row, field.attname)) for field in row._meta.concrete_fields]
            assert [(name, _plain(value)) for name, value in values] == [
                (name, _plain(getattr(stored, name))) for name, _ in values
            ]
        assert not given.appointment._state.adding


def confirm(hold_id: UUID, person: ContactDetails) -> Booked:
    return confirm_booking(
        hold_id=hold_id, contact=person, channel=Channel.PORTAL, actor=CITIZEN, command_id=uuid4(), now=NOW
    )


@pytest.mark.parametrize("is_of_this_process", [True, False])
def test_a_hold_becomes_the_appointment_of_somebody_new_in_one_statement(
    place: Bookable, *, is_of_this_process: bool
) -> None:
    long = make_booking(at=place, day=DAY, minute=OPENS + STEP, now=NOW)
    hold = make_hold(at=place, day=DAY, minute=OPENS + STEP, now=NOW)
    if not is_of_this_process:
        lately_held(hold.pk)
    with CaptureQueriesContext(connection) as queries:
        booked = confirm(hold.pk, somebody())
    written = [query["sql"] for query in queries if "INSERT" in query["sql"]]
    if connection.vendor == "postgresql":
        assert (len(written), len(queries)) == (1, 1 if is_of_this_process else 2)
    else:
        assert len(written) == len(KINDS)
    hold.refresh_from_db()
    assert hold.outcome == "booked"
    unlike = {"person_name", "phone"}
    assert [{k: v for k, v in row.items() if k not in unlike} for row in rows_of(booked.appointment.pk)] == [
        {k: v for k, v in row.items() if k not in unlike} for row in rows_of(long.appointment.pk)
    ]
    assert unbalanced() == []


def test_what_is_remembered_of_a_hold_is_believed_only_where_it_is_so(place: Bookable) -> None:
    hold = make_hold(at=place, day=DAY, minute=OPENS, now=NOW)
    Hold.objects.filter(pk=hold.pk).update(start_minute=OPENS + STEP)
    assert confirm(hold.pk, somebody()).appointment.start_minute == OPENS + STEP


def told(what: Hold | Booked) -> KeptAnswer:
    """A row that is written with something."""
    return KeptAnswer(key_hash="key", request_hash=type(what).__name__, begun_at=NOW, status=201, answer="Ja")


def hold_with_row(place: Bookable, minute: int) -> Hold:
    starts_at = at_minute(day=DAY, minute=minute, zone=city.zone())
    return hold_time(office_id=place.office.pk, starts_at=starts_at, wishes=place.wishes(), now=NOW, with_row=told)


def confirm_with_row(hold_id: UUID, person: ContactDetails) -> Booked:
    return confirm_booking(
        hold_id=hold_id,
        contact=person,
        channel=Channel.API,
        actor=CITIZEN,
        command_id=uuid4(),
        now=NOW,
        with_row=told,
    )


@pytest.mark.parametrize("is_remembered", [True, False])
def test_a_row_goes_in_with_a_hold_or_the_time_stays_free(place: Bookable, *, is_remembered: bool) -> None:
    hold_with_row(place, OPENS)
    assert KeptAnswer.objects.get().request_hash == "Hold"
    if not is_remembered:
        forget_grounds()
    with pytest.raises(IntegrityError):
        hold_with_row(place, OPENS + STEP)
    assert (Hold.objects.count(), unbalanced()) == (1, [])


@pytest.mark.parametrize("is_remembered", [True, False])
def test_a_row_goes_in_with_an_appointment_or_the_hold_stays_a_hold(place: Bookable, *, is_remembered: bool) -> None:
    holds = [make_hold(at=place, day=DAY, minute=OPENS + step * STEP, now=NOW) for step in range(2)]
    if not is_remembered:
        forget_grounds()
    with CaptureQueriesContext(connection) as queries:
        confirm_with_row(holds[0].pk, somebody())
    written = [query["sql"] for query in queries if "INSERT" in query["sql"]]
    if connection.vendor == "postgresql":
        assert len(written) == 1
    assert KeptAnswer.objects.get().request_hash == "Booked"
    with pytest.raises(IntegrityError):
        confirm_with_row(holds[1].pk, somebody())
    holds[1].refresh_from_db()
    assert (holds[1].outcome, Appointment.objects.count(), unbalanced()) == ("kept", 2, [])


def test_a_hold_that_the_plan_has_overtaken_stays_a_hold(place: Bookable) -> None:
    hold = make_hold(at=place, day=DAY, minute=OPENS, now=NOW)
    row = place.day(DAY)
    type(row).objects.filter(pk=row.pk).update(over=bytes([1]) + bytes(len(row.over) - 1))
    with pytest.raises(NoLongerServed):
        confirm(hold.pk, somebody())
    hold.refresh_from_db()
    assert (hold.outcome, Appointment.objects.count()) == ("kept", 1)


def test_a_hold_is_confirmed_once_whoever_asks_again(place: Bookable) -> None:
    hold = make_hold(at=place, day=DAY, minute=OPENS, now=NOW)
    confirm(hold.pk, somebody())
    with pytest.raises(HoldUsed):
        confirm(hold.pk, somebody())
    assert Appointment.objects.count() == 2


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value)) if isinstance(value, (list, tuple)) else value


def test_what_the_office_takes_longer_for_now_is_booked_longer(place: Bookable) -> None:
    ServiceOffer.objects.filter(service=place.service).update(steps=2)
    assert make_booking(at=place, day=DAY, minute=OPENS, now=NOW).appointment.steps == 2


def test_what_is_not_offered_any_more_is_refused(place: Bookable) -> None:
    ServiceOffer.objects.filter(service=place.service).update(is_bookable=False)
    with pytest.raises(NotOffered):
        make_booking(at=place, day=DAY, minute=OPENS, now=NOW)
    with pytest.raises(NotOffered):
        make_hold(at=place, day=DAY, minute=OPENS, now=NOW)


def test_a_shorter_horizon_counts_from_the_next_booking_on(place: Bookable) -> None:
    BookingRules.objects.update(horizon_days=1)
    with pytest.raises(NotOffered):
        make_booking(at=place, day=DAY, minute=OPENS, now=NOW)


def test_somebody_known_is_counted_however_quick_the_booking_is(place: Bookable) -> None:
    person = somebody()
    for step in range(3):
        make_booking(at=place, day=DAY, minute=OPENS + step * STEP, now=NOW, contact=person)
    with pytest.raises(TooManyAppointments):
        make_booking(at=place, day=DAY, minute=OPENS + 4 * STEP, now=NOW, contact=person)
    assert Contact.objects.count() == 2


def test_a_day_replanned_to_other_steps_is_looked_at_again(place: Bookable) -> None:
    row = place.day(DAY)
    type(row).objects.filter(pk=row.pk).update(first_minute=OPENS + STEP)
    booked = make_booking(at=place, day=DAY, minute=OPENS + STEP, now=NOW)
    assert place.free(DAY)[0] == 1, "the first byte is the new first step now"
    assert booked.appointment.start_minute == OPENS + STEP


@pytest.mark.parametrize("kind", [Organisation, Office, PublicService, ServiceOffer, CounterGroup, BookingRules])
def test_every_change_of_what_a_booking_rests_on_is_counted(place: Bookable, kind: type[models.Model]) -> None:
    before = PlanRevision.objects.get().number
    row = kind._default_manager.earliest("pk")
    row.save()
    assert PlanRevision.objects.get().number > before


def test_a_group_that_serves_another_service_is_counted(place: Bookable) -> None:
    before = PlanRevision.objects.get().number
    place.group.services.clear()
    assert PlanRevision.objects.get().number > before


def test_nothing_is_remembered_of_what_a_transaction_has_not_finished(place: Bookable) -> None:

    forget_grounds()
    with transaction.atomic():
        make_booking(at=place, day=DAY, minute=OPENS, now=NOW)
    pk = place.day(DAY).pk
    assert remembered_grounds(capacity_day_id=pk, wishes=place.wishes(), now=NOW) is None


@pytest.fixture
def busy_row(place: Bookable) -> Iterator[Bookable]:
    """The place, sold out, with its row locked by somebody who is still planning."""
    for _ in range(2):
        make_booking(at=place, day=DAY, minute=OPENS, now=NOW)
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one transaction writes at a time: who plans holds the whole file")
    other = connections.create_connection("default")
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM appointments_capacityday WHERE id = %s FOR UPDATE", [place.day(DAY).pk])
    yield place
    other.rollback()
    other.close()


def test_a_time_that_is_sold_out_is_refused_without_waiting_for_a_lock(busy_row: Bookable) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
    try:
        with pytest.raises(SlotTaken):
            make_booking(at=busy_row, day=DAY, minute=OPENS, now=NOW)
        forget_grounds()
        with pytest.raises(SlotTaken):
            make_booking(at=busy_row, day=DAY, minute=OPENS, now=NOW)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
