"""Moving and cancelling an appointment."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from einamt.cases.models import Case, CaseEvent
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform.facts.models import Fact
from einamt.platform.outbox.models import OutboxMessage
from einamt.procedures.appointments import errors
from einamt.procedures.appointments.models import Appointment, Hold
from einamt.procedures.appointments.operations import cancel_appointment, close_office, expire_holds
from tests.factories.appointments import (
    Bookable,
    cancel,
    confirm,
    make_bookable,
    make_booking,
    make_hold,
    move,
    unbalanced,
)


def test_a_cancelled_appointment_gives_its_time_back_at_once(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, wishes=at.wishes(persons=2), now=now)
    cancelled = cancel(booked, now=now + timedelta(hours=1))
    assert cancelled.cancelled_at == now + timedelta(hours=1)
    assert set(at.free(day)) == {1}
    assert Case.objects.get().state == "cancelled"
    assert CaseEvent.objects.order_by("pk").values_list("kind", flat=True)[1] == "cancelled"
    assert Fact.objects.filter(schema="appointments.cancelled").get().data["lead_days"] == 1
    assert OutboxMessage.objects.filter(topic="appointments.cancelled").count() == 1
    assert unbalanced() == []


def test_cancelling_twice_with_the_same_command_answers_the_same(at: Bookable, now: datetime, day: date) -> None:
    booked, command_id = make_booking(at=at, day=day, minute=480, now=now), uuid4()
    first = cancel(booked, now=now, command_id=command_id)
    second = cancel(booked, now=now + timedelta(minutes=1), command_id=command_id)
    assert second.cancelled_at == first.cancelled_at
    assert OutboxMessage.objects.filter(topic="appointments.cancelled").count() == 1
    assert unbalanced() == []


def test_cancelling_again_says_that_it_is_cancelled(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    cancel(booked, now=now)
    with pytest.raises(errors.AlreadyCancelled):
        cancel(booked, now=now)
    assert unbalanced() == []


def test_an_appointment_that_has_begun_cannot_be_cancelled_or_moved(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    begun = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    with pytest.raises(errors.TooLate):
        cancel(booked, now=begun)
    hold = make_hold(at=at, day=day, minute=600, now=begun)
    with pytest.raises(errors.TooLate):
        move(booked, to=hold, now=begun)


def test_somebody_who_has_come_early_cannot_cancel_any_more(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    Case.objects.update(state="arrived")
    with pytest.raises(errors.TooLate):
        cancel(booked, now=now)


def test_an_appointment_that_does_not_exist_cannot_be_cancelled(at: Bookable, now: datetime) -> None:
    with pytest.raises(errors.AppointmentNotFound):
        cancel_appointment(appointment_id=uuid4(), actor=CITIZEN, channel=Channel.PORTAL, command_id=uuid4(), now=now)


def test_a_moved_appointment_keeps_its_case_and_link_and_gives_the_old_time_back(
    at: Bookable, now: datetime, day: date
) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    hold = make_hold(at=at, day=date(2026, 11, 26), minute=600, wishes=at.wishes(persons=2), now=now)
    assert at.free(day)[0] == 0, "the old time is kept until the new one is certain"
    moved = move(booked, to=hold, now=now)
    assert (moved.pk, moved.case_id, moved.token_hash) == (
        booked.appointment.pk,
        booked.case.pk,
        booked.appointment.token_hash,
    )
    assert (moved.starts_at, moved.ends_at) == (
        datetime(2026, 11, 26, 9, 0, tzinfo=UTC),
        datetime(2026, 11, 26, 9, 24, tzinfo=UTC),
    )
    assert (moved.sequence, moved.wishes) == (1, at.wishes(persons=2))
    assert set(at.free(day)) == {1}
    assert CaseEvent.objects.order_by("pk").last().kind == "moved"  # type: ignore[union-attr]
    assert OutboxMessage.objects.filter(topic="appointments.moved").count() == 1
    assert unbalanced() == []


def test_the_case_follows_to_the_new_office(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    elsewhere = make_bookable(now=now)
    move(booked, to=make_hold(at=elsewhere, day=day, minute=480, now=now), now=now)
    case = Case.objects.get()
    assert (case.office_id, case.organisation_id, case.service_id) == (
        elsewhere.office.pk,
        elsewhere.office.organisation_id,
        elsewhere.service.pk,
    )


def test_moving_twice_with_the_same_command_answers_the_same(at: Bookable, now: datetime, day: date) -> None:
    booked, command_id = make_booking(at=at, day=day, minute=480, now=now), uuid4()
    hold = make_hold(at=at, day=day, minute=600, now=now)
    first, second = (move(booked, to=hold, now=now, command_id=command_id) for _ in range(2))
    assert (first.start_minute, second.start_minute, second.sequence) == (600, 600, 1)
    assert unbalanced() == []


def test_a_hold_in_two_tabs_moves_once(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    hold = make_hold(at=at, day=day, minute=600, now=now)
    move(booked, to=hold, now=now)
    with pytest.raises(errors.HoldUsed):
        move(booked, to=hold, now=now)
    with pytest.raises(errors.HoldUsed):
        confirm(hold, now=now)
    assert unbalanced() == []


def test_moving_back_to_the_old_time_is_possible(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    move(booked, to=make_hold(at=at, day=day, minute=600, now=now), now=now)
    moved = move(booked, to=make_hold(at=at, day=day, minute=480, now=now), now=now)
    assert (moved.start_minute, moved.sequence) == (480, 2)
    assert unbalanced() == []


def test_a_cancelled_appointment_cannot_be_moved(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    hold = make_hold(at=at, day=day, minute=600, now=now)
    cancel(booked, now=now)
    with pytest.raises(errors.AlreadyCancelled):
        move(booked, to=hold, now=now)
    assert Hold.objects.get().outcome == Hold.Outcome.KEPT


def test_moving_to_a_hold_that_ran_out_takes_its_time_again(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    hold = make_hold(at=at, day=day, minute=600, now=now)
    expire_holds(now=now + timedelta(minutes=15))
    move(booked, to=hold, now=now + timedelta(minutes=16))
    assert unbalanced() == []


def test_where_the_new_time_is_gone_the_old_one_stays(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    hold = make_hold(at=at, day=day, minute=600, now=now)
    expire_holds(now=now + timedelta(minutes=15))
    make_booking(at=at, day=day, minute=600, now=now)
    with pytest.raises(errors.HoldExpired):
        move(booked, to=hold, now=now + timedelta(minutes=16))
    assert Appointment.objects.get(pk=booked.appointment.pk).start_minute == 480
    assert unbalanced() == []


def test_where_the_new_office_has_closed_the_old_time_stays(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    elsewhere = make_bookable(now=now)
    hold = make_hold(at=elsewhere, day=day, minute=480, now=now)
    close_office(office_id=elsewhere.office.pk, starts_on=day, ends_on=day + timedelta(days=1), reason="!", now=now)
    with pytest.raises(errors.OfficeClosed):
        move(booked, to=hold, now=now)
    assert Appointment.objects.get().start_minute == 480
    assert unbalanced() == []


def test_what_is_cancelled_in_a_closed_office_does_not_come_free(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    close_office(office_id=at.office.pk, starts_on=day, ends_on=day + timedelta(days=1), reason="Umzug", now=now)
    cancel(booked, now=now)
    assert not any(at.free(day))
    assert unbalanced() == []
