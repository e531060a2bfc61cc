"""Whose time a plan takes and who gets it back, whatever happens while it is saved."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from einamt.platform.outbox.models import OutboxMessage
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.models import BacklogEntry, CapacityDay
from einamt.procedures.appointments.operations import Booked, settle_served, tick_off_call, withdraw_plan
from einamt.procedures.appointments.planning import drafts
from einamt.procedures.appointments.planning.effects import preview, preview_withdrawal
from einamt.procedures.appointments.planning.errors import PlanWithdrawn
from tests.factories.appointments import (
    STEP,
    Bookable,
    cancel,
    make_bookable,
    make_booking,
    misnoted,
    unbalanced,
)
from tests.factories.catalog import make_service
from tests.factories.plans import AMTSLEITUNG, NOON, TEN, ill, save


def test_taking_back_gives_the_times_back_to_those_who_had_them(at: Bookable, now: datetime, day: date) -> None:
    make_booking(at=at, day=day, minute=600, now=now)
    before = at.free(day)
    saved = save(ill(at, day), now=now)
    effect = preview_withdrawal(plan=saved.plan, now=now)
    assert (effect.gained_minutes, len(effect.restored)) == (120, 1)
    withdraw_plan(plan_id=saved.plan.pk, actor=AMTSLEITUNG, seen=effect.seen, now=now)
    assert at.free(day) == before
    assert OutboxMessage.objects.filter(topic="appointments.served-again").exists(), "it is looked for at once"
    assert (settle_served(now=now), settle_served(now=now)) == (1, 0)
    assert BacklogEntry.objects.get().settled == "restored"
    with pytest.raises(PlanWithdrawn):
        withdraw_plan(plan_id=saved.plan.pk, actor=AMTSLEITUNG, now=now)
    assert unbalanced() == []


def test_who_has_lost_a_time_already_is_not_lost_again(at: Bookable, now: datetime, day: date) -> None:
    make_booking(at=at, day=day, minute=600, now=now)
    save(ill(at, day), now=now)
    closing = drafts.closing(office=at.office, first_day=day, end_day=day + timedelta(days=1), reason="Streik")
    assert preview(draft=closing, now=now).affected == []
    save(closing, now=now)
    assert BacklogEntry.objects.count() == 1


def test_who_was_rung_is_not_told_again_by_another_plan(at: Bookable, now: datetime, day: date) -> None:
    make_booking(at=at, day=day, minute=TEN, now=now)
    first = save(ill(at, day), now=now)
    entry = BacklogEntry.objects.get()
    tick_off_call(entry_id=entry.pk, actor=AMTSLEITUNG, now=now)
    second = save(ill(at, day, opens=TEN - STEP), now=now)
    assert BacklogEntry.objects.get().settled == "by-hand"
    for saved in (second, first):
        withdraw_plan(plan_id=saved.plan.pk, actor=AMTSLEITUNG, now=now)
    assert settle_served(now=now) == 1, "the loss is over"
    save(ill(at, day), now=now)
    assert BacklogEntry.objects.exclude(pk=entry.pk).get().state == "waiting"


@pytest.fixture(params=["read_days", "locked_days"], ids=["before the second look", "before the locks"])
def meanwhile(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets something happen after planning has read: before it looks again, or before it has its locks."""

    def register(*deeds: Callable[[], object]) -> None:
        look, left = getattr(capacity, request.param), list(deeds)

        def after_the_deeds(*, capacity_day_ids: Iterable[int]) -> list[CapacityDay]:
            due, left[:] = left[:], []
            for deed in due:  # they look at days themselves
                deed()
            return look(capacity_day_ids=capacity_day_ids)

        monkeypatch.setattr(capacity, request.param, after_the_deeds)

    return register


def entries() -> set[tuple[UUID, str]]:
    """Whose entry stands in the backlog, and how it ended."""
    return set(BacklogEntry.objects.values_list("appointment_id", "settled"))


def test_a_time_that_changes_hands_while_a_plan_is_saved_is_lost_by_whom_has_it_then(
    at: Bookable, now: datetime, day: date, meanwhile: Callable[..., None]
) -> None:
    gone = make_booking(at=at, day=day, minute=TEN, now=now)
    came: list[Booked] = []
    meanwhile(
        lambda: cancel(gone, now=now),
        lambda: came.append(make_booking(at=at, day=day, minute=TEN, now=now)),
    )
    before = at.free(day)
    saved = save(ill(at, day), now=now)
    assert saved.affected == [came[0].appointment.pk]
    assert entries() == {(came[0].appointment.pk, "")}
    assert (before[10], unbalanced()) == (0, [])


def test_who_books_while_a_plan_is_saved_loses_the_time_like_the_others(
    at: Bookable, now: datetime, day: date, meanwhile: Callable[..., None]
) -> None:
    first = make_booking(at=at, day=day, minute=TEN, now=now)
    late: list[Booked] = []
    meanwhile(lambda: late.append(make_booking(at=at, day=day, minute=TEN + STEP, now=now)))
    save(ill(at, day), now=now)
    assert entries() == {(first.appointment.pk, ""), (late[0].appointment.pk, "")}
    assert OutboxMessage.objects.filter(topic="appointments.lost").exists()
    assert unbalanced() == []


def test_who_cancels_while_a_plan_is_taken_back_is_told_nothing(
    at: Bookable, now: datetime, day: date, meanwhile: Callable[..., None]
) -> None:
    gone, kept = (make_booking(at=at, day=day, minute=minute, now=now) for minute in (TEN, TEN + STEP))
    saved = save(ill(at, day), now=now)
    meanwhile(lambda: cancel(gone, now=now))
    withdraw_plan(plan_id=saved.plan.pk, actor=AMTSLEITUNG, now=now)
    settle_served(now=now)
    assert entries() == {(gone.appointment.pk, "cancelled"), (kept.appointment.pk, "restored")}
    assert at.free(day)[10:12] == [1, 0]
    assert unbalanced() == []


def test_what_somebody_gives_up_is_served_to_who_lost_a_time_beside_it(at: Bookable, now: datetime, day: date) -> None:
    more = save(ill(at, day, counters=1), now=now)
    kept, lost = (make_booking(at=at, day=day, minute=TEN, now=now) for _ in range(2))
    withdraw_plan(plan_id=more.plan.pk, actor=AMTSLEITUNG, now=now)
    assert entries() == {(lost.appointment.pk, "")}
    assert settle_served(now=now) == 0
    cancel(kept, now=now)
    assert settle_served(now=now) == 1
    assert entries() == {(lost.appointment.pk, "restored")}


def test_what_is_given_up_goes_to_nobody_who_would_take_a_time_from_somebody_else(
    at: Bookable, now: datetime, day: date
) -> None:
    """A long visit fits again beside the place that was given up, and somebody who kept a time is in its other step."""
    more = save(ill(at, day, counters=1), now=now)
    short, long = at.wishes(), [(make_service(offices=[at.office], steps=2).pk, 1)]
    at.group.services.add(long[0][0])
    first = make_booking(at=at, day=day, minute=TEN, wishes=short, now=now)
    lost = make_booking(at=at, day=day, minute=TEN, wishes=long, now=now + timedelta(minutes=1))
    kept = make_booking(at=at, day=day, minute=TEN + STEP, wishes=short, now=now + timedelta(minutes=2))
    withdraw_plan(plan_id=more.plan.pk, actor=AMTSLEITUNG, now=now)
    cancel(first, now=now)
    assert settle_served(now=now) == 0
    another = save(ill(at, day, counters=1, opens=NOON, closes=NOON + STEP), now=now)
    withdraw_plan(plan_id=another.plan.pk, actor=AMTSLEITUNG, now=now)
    assert (entries(), misnoted(now=now)) == ({(lost.appointment.pk, "")}, set())
    cancel(kept, now=now)
    assert settle_served(now=now) == 1
    assert entries() == {(lost.appointment.pk, "restored")}


def test_nobody_is_told_of_a_time_that_is_served_again_when_it_has_begun(
    at: Bookable, now: datetime, day: date
) -> None:
    booked = make_booking(at=at, day=day, minute=TEN, now=now)
    saved = save(ill(at, day), now=now)
    withdraw_plan(plan_id=saved.plan.pk, actor=AMTSLEITUNG, now=now)
    begun = booked.appointment.starts_at
    assert (settle_served(now=begun), preview_withdrawal(plan=saved.plan, now=begun).restored) == (0, [])
    assert entries() == {(booked.appointment.pk, "")}


def test_however_many_lost_a_time_each_gets_it_back_once(
    at: Bookable, now: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("einamt.procedures.appointments.operations.restoring.AT_ONCE", 2)
    booked = {make_booking(at=at, day=day, minute=TEN + STEP * step, now=now).appointment.pk for step in range(5)}
    saved = save(ill(at, day), now=now)
    withdraw_plan(plan_id=saved.plan.pk, actor=AMTSLEITUNG, now=now)
    assert settle_served(now=now) == 5
    assert entries() == {(pk, "restored") for pk in booked}
    assert OutboxMessage.objects.filter(topic="appointments.restored").count() == 5


def test_a_later_part_of_a_visit_that_is_lost_stands_in_the_backlog_once_until_all_of_it_is_served(
    at: Bookable, now: datetime, day: date
) -> None:
    other = make_bookable(now=now, office=at.office)
    visit = make_booking(at=at, day=day, minute=TEN, now=now, wishes=[*at.wishes(), *other.wishes()])
    of_the_second = save(ill(other, day), now=now)
    assert of_the_second.affected == [visit.appointment.pk]
    more = save(ill(other, day, counters=-2), now=now)
    of_the_first = save(ill(at, day), now=now)
    withdraw_plan(plan_id=of_the_first.plan.pk, actor=AMTSLEITUNG, now=now)
    settle_served(now=now)
    assert entries() == {(visit.appointment.pk, "")}, "the second counter still serves nobody"
    for saved in (more, of_the_second):
        withdraw_plan(plan_id=saved.plan.pk, actor=AMTSLEITUNG, now=now)
    settle_served(now=now)
    assert entries() == {(visit.appointment.pk, "restored")}
    assert unbalanced() == []
