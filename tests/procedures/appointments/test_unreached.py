"""Whom a team reaches no more since another gave up a time: on a day on which it is off duty for a while."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from einamt.kernel.actor import SYSTEM, Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.procedures.appointments import jobs, operations
from einamt.procedures.appointments.models import BacklogEntry
from einamt.procedures.appointments.operations import Booked
from einamt.procedures.appointments.tours.errors import VisitNotReachable
from einamt.procedures.visits.operations import Desk, call_visit
from tests.factories.appointments import STEP, cancel, misnoted, move, somebody, unbalanced
from tests.factories.tours import Touring, be_away, hold_home, make_tour, visit_home

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
