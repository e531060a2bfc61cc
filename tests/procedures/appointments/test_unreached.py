"""Whom a team reaches no more since another gave up a time: on a day on which it is off duty for a while."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from einamt.kernel.actor import SYSTEM, Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.procedures.appointments import jobs, losses, operations
from einamt.procedures.appointments.errors import NoLongerServed
from einamt.procedures.appointments.models import BacklogEntry, OpeningRule
from einamt.procedures.appointments.operations import Booked
from einamt.procedures.appointments.tours.errors import VisitNotReachable
from einamt.procedures.appointments.tours.search import home_times
from einamt.procedures.visits.operations import Desk, call_visit
from tests.factories.appointments import STEP, cancel, confirm, misnoted, move, somebody, unbalanced
from tests.factories.tours import Touring, be_away, hold_home, home, make_tour, visit_home

pytestmark = pytest.mark.django_db


def minute(step: int) -> int:
    """The begin of a step of the day."""
    return 8 * 60 + step * STEP


@pytest.fixture
def tour(now: datetime) -> Touring:
    """A tour from 8 to 12 h: twenty steps."""
    return make_tour(now=now)


def make_losers(tour: Touring, day: date, now: datetime) -> tuple[Booked, Booked]:
    """Who loses a time by a plan, and who would by being next to be driven to, were the first to give it up."""
    visit_home(at=tour, day=day, minute=minute(2), km=9, now=now)
    lost = visit_home(at=tour, day=day, minute=minute(6), km=3, now=now)
    behind = visit_home(at=tour, day=day, minute=minute(9), km=3, now=now, contact=somebody(email="b@example.org"))
    be_away(at=tour, day=day, steps=range(6, 8), now=now)
    jobs.work_off_backlog(now)
    assert [entry.appointment_id for entry in BacklogEntry.objects.all()] == [lost.appointment.pk]
    return lost, behind


def test_who_is_reached_no_more_because_another_gave_up_a_time_is_told_as_well(
    tour: Touring, now: datetime, day: date
) -> None:
    lost, behind = make_losers(tour, day, now)
    cancel(lost, now=now)
    jobs.work_off_backlog(now)
    entry = BacklogEntry.objects.get(appointment=behind.appointment)
    assert (entry.state, entry.reason, entry.needs_call) == ("waiting", "Auto in der Werkstatt", True)
    assert entry.told_at
    jobs.work_off_backlog(now)
    assert BacklogEntry.objects.filter(appointment=behind.appointment).count() == 1
    assert (misnoted(now=now), unbalanced()) == (set(), [])


def make_unsettled(tour: Touring, day: date, now: datetime, *, reason: str = "Auto in der Werkstatt") -> list[Booked]:
    """Two visits, and the way to the second is on duty because it comes from the first."""
    visits = [
        visit_home(at=tour, day=day, minute=minute(step), km=km, now=now, contact=somebody(email=f"{km}@example.org"))
        for step, km in ((2, 3), (7, 6))
    ]
    be_away(at=tour, day=day, steps=range(3, 6), reason=reason, now=now)
    assert not BacklogEntry.objects.exists()
    return visits


def test_a_move_is_as_good_as_a_cancellation(tour: Touring, now: datetime, day: date) -> None:
    first, behind = make_unsettled(tour, day, now)
    move(first, to=hold_home(at=tour, day=day, minute=minute(14), km=3, now=now), now=now)
    assert operations.note_unreached(now=now) == 1
    assert BacklogEntry.objects.get().appointment_id == behind.appointment.pk


def test_no_reason_is_told_where_it_may_be_another(tour: Touring, now: datetime, day: date) -> None:
    first, _ = make_unsettled(tour, day, now)
    be_away(at=tour, day=day, steps=range(5, 6), reason="Fortbildung", now=now)
    cancel(first, now=now)
    operations.note_unreached(now=now)
    assert BacklogEntry.objects.get().reason == ""


def test_the_reason_is_that_of_the_plan_in_force(tour: Touring, now: datetime, day: date) -> None:
    first, behind = make_unsettled(tour, day, now, reason="Fortbildung")
    visit_home(at=tour, day=day, minute=minute(14), km=3, now=now)
    withdrawn = be_away(at=tour, day=day, steps=range(3, 15), reason="Streik", now=now)
    operations.withdraw_plan(plan_id=withdrawn.plan.pk, actor=SYSTEM, now=now)
    operations.settle_served(now=now)
    cancel(first, now=now)
    operations.note_unreached(now=now)
    entry = BacklogEntry.objects.get(appointment=behind.appointment, state="waiting")
    assert entry.reason == "Fortbildung"


def test_who_was_rung_is_not_told_of_the_same_loss_again(tour: Touring, now: datetime, day: date) -> None:
    first, _ = make_unsettled(tour, day, now)
    cancel(first, now=now)
    jobs.work_off_backlog(now)
    operations.tick_off_call(entry_id=BacklogEntry.objects.get().pk, actor=SYSTEM, now=now)
    jobs.work_off_backlog(now + timedelta(minutes=1))
    assert BacklogEntry.objects.get().settled == "by-hand"
    visit_home(at=tour, day=day, minute=minute(2), km=3, now=now)
    operations.settle_served(now=now)
    assert BacklogEntry.objects.get().settled == "restored", "a loss after this is another"


def test_a_visit_that_was_called_early_is_not_lost_any_more(tour: Touring, now: datetime, day: date) -> None:
    first, behind = make_unsettled(tour, day, now)
    now = first.appointment.starts_at - timedelta(minutes=5)
    desk = Desk(tour.office.pk, "7", Actor(ActorKind.STAFF, "1"), Channel.COUNTER)
    call_visit(case_id=behind.case.pk, desk=desk, command_id=uuid4(), now=now)
    cancel(first, now=now)
    for _ in range(2):
        jobs.work_off_backlog(now)
    assert not BacklogEntry.objects.exists()


def test_nothing_is_promised_because_of_a_time_that_is_only_held(tour: Touring, now: datetime, day: date) -> None:
    be_away(at=tour, day=day, steps=range(4, 7), now=now)
    hold_home(at=tour, day=day, minute=minute(2), km=3, now=now)
    with pytest.raises(VisitNotReachable):
        visit_home(at=tour, day=day, minute=minute(8), km=6, now=now)
    jobs.sweep_holds(now + timedelta(hours=1))
    visit_home(at=tour, day=day, minute=minute(2), km=3, now=now)
    visit_home(at=tour, day=day, minute=minute(8), km=6, now=now)


def test_nobody_loses_a_time_because_of_a_time_that_is_only_held(tour: Touring, now: datetime, day: date) -> None:
    visit_home(at=tour, day=day, minute=minute(12), km=3, now=now)
    held = hold_home(at=tour, day=day, minute=minute(4), km=18, now=now)
    be_away(at=tour, day=day, steps=range(9, 11), now=now)
    operations.note_unreached(now=now)
    assert not BacklogEntry.objects.exists()
    operations.release_hold(hold_id=held.pk, now=now)
    operations.note_unreached(now=now)
    assert not BacklogEntry.objects.exists()


def test_a_hold_delays_only_what_it_could_change(tour: Touring, now: datetime, day: date) -> None:
    lost, behind = make_losers(tour, day, now)
    hold_home(at=tour, day=day, minute=minute(14), km=3, now=now)
    cancel(lost, now=now)
    hold_home(at=tour, day=day, minute=minute(5), km=3, now=now)
    assert operations.note_unreached(now=now) == 0, "from the home nearby the team would be there in time"
    jobs.sweep_holds(now + timedelta(minutes=16))
    hold_home(at=tour, day=day, minute=minute(14), km=3, now=now)
    assert operations.note_unreached(now=now) == 1

    nearby = hold_home(at=tour, day=day, minute=minute(5), km=3, now=now)
    assert operations.settle_served(now=now) == 0, "nobody is told that a visit takes place because of a hold"
    operations.release_hold(hold_id=nearby.pk, now=now)
    visit_home(at=tour, day=day, minute=minute(5), km=3, now=now)
    assert operations.settle_served(now=now) == 1
    assert BacklogEntry.objects.get(appointment=behind.appointment).settled == "restored"


def test_what_loses_somebody_else_a_time_is_not_the_reason(tour: Touring, now: datetime, day: date) -> None:
    """The gap that the way falls into is in the opening hours."""
    rules = OpeningRule.objects.filter(group=tour.group)
    for rule in rules:
        rule.pk, rule.opens_minute = None, minute(6)
        rule.save()
    rules.filter(opens_minute=minute(0)).update(closes_minute=minute(3))
    first, behind, _ = (
        visit_home(at=tour, day=day, minute=minute(step), km=km, now=now) for step, km in ((2, 3), (7, 6), (14, 3))
    )
    operations.plan_capacity(first_day=day, last_day=day, now=now)
    be_away(at=tour, day=day, steps=range(14, 15), reason="Streik", now=now)
    cancel(first, now=now)
    operations.note_unreached(now=now)
    assert BacklogEntry.objects.get(appointment=behind.appointment).reason == ""


def test_nobody_moves_to_a_time_that_is_reached_from_the_old_one_alone(tour: Touring, now: datetime, day: date) -> None:
    booked = visit_home(at=tour, day=day, minute=minute(3), km=9, now=now)
    be_away(at=tour, day=day, steps=range(5, 6), now=now)
    wishes, place = tour.wishes(), home(km=9).place
    searched = [home_times(wishes=wishes, place=place, now=now, moving_id=pk) for pk in (None, booked.appointment.pk)]
    offered, offered_to_them = (
        [found for times in search.times if times.day == day for found in times.minutes] for search in searched
    )
    assert minute(7) in offered
    assert minute(7) not in offered_to_them
    with pytest.raises(VisitNotReachable):
        hold_home(at=tour, day=day, minute=minute(7), km=9, now=now, moving_id=booked.appointment.pk)
    held = hold_home(at=tour, day=day, minute=minute(7), km=9, now=now)
    with pytest.raises(NoLongerServed):
        move(booked, to=held, now=now)
    assert (misnoted(now=now), unbalanced()) == (set(), [])


def test_nobody_is_promised_a_time_that_is_reached_from_a_lost_one_alone(
    tour: Touring, now: datetime, day: date
) -> None:
    visit_home(at=tour, day=day, minute=minute(6), km=9, now=now)
    be_away(at=tour, day=day, steps=range(5, 8), now=now)
    assert BacklogEntry.objects.exists()
    with pytest.raises(VisitNotReachable):
        visit_home(at=tour, day=day, minute=minute(9), km=9, now=now)
    visit_home(at=tour, day=day, minute=minute(10), km=9, now=now)


def test_a_hold_is_confirmed_whoever_held_a_time_behind_it(tour: Touring, now: datetime, day: date) -> None:
    be_away(at=tour, day=day, steps=range(5, 6), now=now)
    behind = hold_home(at=tour, day=day, minute=minute(8), km=9, now=now)
    held = hold_home(at=tour, day=day, minute=minute(4), km=9, now=now)
    operations.release_hold(hold_id=behind.pk, now=now)
    confirm(held, now=now)
    assert (misnoted(now=now), unbalanced()) == (set(), [])


def test_a_hold_is_not_confirmed_because_of_one_before_it(tour: Touring, now: datetime, day: date) -> None:
    hold_home(at=tour, day=day, minute=minute(2), km=3, now=now)
    held = hold_home(at=tour, day=day, minute=minute(7), km=6, now=now)
    be_away(at=tour, day=day, steps=range(3, 6), now=now)
    with pytest.raises(NoLongerServed):
        confirm(held, now=now)


def test_who_moves_to_another_day_while_it_is_looked_breaks_nothing(
    tour: Touring, now: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = visit_home(at=tour, day=day, minute=minute(6), km=3, now=now)
    plan = be_away(at=tour, day=day, steps=range(6, 8), now=now)
    operations.withdraw_plan(plan_id=plan.plan.pk, actor=SYSTEM, now=now)
    look, moves = losses.standing_entries_on, [day + timedelta(days=1)]

    def and_moved(**asked: Any) -> dict[UUID, UUID]:
        found = look(**asked)
        if asked.get("after") and moves:
            move(booked, to=hold_home(at=tour, day=moves.pop(), minute=minute(6), km=3, now=now), now=now)
        return found

    monkeypatch.setattr(losses, "standing_entries_on", and_moved)
    assert operations.settle_served(now=now) == 0
    assert BacklogEntry.objects.get().settled == "moved"
