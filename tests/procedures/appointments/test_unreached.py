"""Whom a team reaches no more since another gave up a time: on a day on which it is off duty for a while."""

from datetime import date, datetime

import pytest

from einamt.procedures.appointments import jobs, operations
from einamt.procedures.appointments.models import BacklogEntry
from einamt.procedures.appointments.operations import Booked
from tests.factories.appointments import STEP, cancel, misnoted, somebody, unbalanced
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


def test_no_reason_is_told_where_it_may_be_another(tour: Touring, now: datetime, day: date) -> None:
    lost, behind = make_losers(tour, day, now)
    last = visit_home(at=tour, day=day, minute=minute(13), km=3, now=now)
    be_away(at=tour, day=day, steps=range(13, 14), reason="Fortbildung", now=now)
    assert BacklogEntry.objects.filter(appointment=last.appointment, reason="Fortbildung").exists()
    cancel(lost, now=now)
    operations.note_unreached(now=now)
    assert BacklogEntry.objects.get(appointment=behind.appointment).reason == ""


def test_whom_a_team_reaches_is_not_settled_while_somebody_holds_a_time_of_the_day(
    tour: Touring, now: datetime, day: date
) -> None:
    lost, behind = make_losers(tour, day, now)
    held = hold_home(at=tour, day=day, minute=minute(14), km=3, now=now)
    cancel(lost, now=now)
    assert operations.note_unreached(now=now) == 0
    operations.release_hold(hold_id=held.pk, now=now)
    assert operations.note_unreached(now=now) == 1
    # on the way from a home nearby it could be reached in time
    held = hold_home(at=tour, day=day, minute=minute(5), km=3, now=now)
    assert not any(bytes(tour.day(day).over))
    assert operations.settle_served(now=now) == 0
    operations.release_hold(hold_id=held.pk, now=now)
    visit_home(at=tour, day=day, minute=minute(5), km=3, now=now)
    assert operations.settle_served(now=now) == 1
    assert BacklogEntry.objects.get(appointment=behind.appointment).settled == "restored"
