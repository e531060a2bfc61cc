"""Eight processes that want neighbouring times of one tour: no two that cannot both be reached, and no double."""

from collections import Counter
from datetime import date, timedelta

import pytest

from einamt.catalog.rules.distances import distance_km
from einamt.procedures.appointments.backlog.queries import standing_entries
from einamt.procedures.appointments.models import Appointment, BacklogEntry, Hold, HomeVisit
from einamt.procedures.appointments.operations import expire_holds, note_unreached, settle_served
from einamt.procedures.appointments.rules import capacity_day_id
from einamt.procedures.appointments.tours.reading import home_of
from tests.factories.appointments import STEP, unbalanced
from tests.factories.tours import BASE, KMH, OVERHEAD, Touring, be_away, busy, make_tour, served_on, visit_home
from tests.procedures.appointments.conftest import NOW, PROCESSES, Race

pytestmark = pytest.mark.django_db(transaction=True)

DAYS = [date(2026, 11, 24), date(2026, 11, 25)]
MORE_DAYS = [date(2026, 11, 26), date(2026, 11, 27)], [date(2026, 11, 28), date(2026, 11, 29)]
STARTS = list(range(8 * 60, 12 * 60, STEP))


def late(place: Touring, *, days: list[date] = DAYS) -> list[str]:
    """Visits at which the team would arrive late, driven along by the minute from each day's first to its last."""
    found = []
    for day in days:
        row = place.day(day)
        here, free_from = BASE, 8 * 60.0
        stops = [
            *Hold.objects.filter(capacity_day=row, outcome=Hold.Outcome.KEPT),
            *Appointment.objects.filter(capacity_day=row, cancelled_at=None),
        ]
        for stop in sorted(stops, key=lambda stop: stop.start_minute):
            reached = home_of(stop)
            assert reached is not None
            arrives = free_from + distance_km(start=here, end=reached.place) / KMH * 60 + OVERHEAD
            if arrives > stop.start_minute + 1e-6:
                found.append(f"{day} {stop.start_minute}")
            here, free_from = reached.place, stop.start_minute + stop.steps * STEP
    return found


def visit_everybody(race: Race, place: Touring, *, days: list[date]) -> Counter[str]:
    """What the processes were told, added up."""
    rows = [capacity_day_id(day=day, group_id=place.group.pk) for day in days]
    given = race("visit_homes", days=rows, starts=STARTS, service=place.service.pk, pause=0.002)
    return sum(map(Counter, given), Counter())


def test_eight_processes_never_promise_times_that_a_team_cannot_keep(race: Race) -> None:
    place = make_tour(now=NOW)
    deeds = ("booked", "confirm", "release", "move", "cancelled", "visit-not-reachable")
    told: Counter[str] = Counter()
    for days in (DAYS, *MORE_DAYS):  # chance says who does what: until everything was done by somebody
        told += visit_everybody(race, place, days=days)
        assert late(place, days=days) == []
        assert unbalanced() == []
        assert not any("!" in busy(place.day(day)) for day in days)
        if all(told[name] for name in deeds):
            break
    assert [name for name in deeds if not told[name]] == []
    open_ones = Appointment.objects.filter(cancelled_at=None)
    assert open_ones.count() > len(DAYS)
    assert HomeVisit.objects.filter(appointment__in=open_ones).count() == open_ones.count()


def test_who_is_reached_no_more_stands_in_the_backlog_whatever_eight_processes_do(race: Race) -> None:
    place = make_tour(now=NOW)
    days = [*DAYS, *MORE_DAYS[0]]
    given_up = []
    for day in days:
        visits = [
            visit_home(at=place, day=day, minute=STARTS[step], km=km, now=NOW)
            for step, km in ((2, 9), (6, 3), (12, 3), (15, 3))
        ]
        be_away(at=place, day=day, steps=range(9, 11), now=NOW)
        # without the visit before it the drive to the third one begins while the team is away
        given_up += [str(visits[1].appointment.pk), str(visits[3].appointment.pk)]
    assert not BacklogEntry.objects.exists()
    rows = [capacity_day_id(day=day, group_id=place.group.pk) for day in days]
    given = race("give_up_visits", appointments=given_up, days=rows, starts=STARTS, service=place.service.pk)
    assert sum(answer.get("given up", 0) for answer in given) == len(given_up)
    assert BacklogEntry.objects.exists()
    expire_holds(now=NOW + timedelta(hours=1))
    settle_served(now=NOW)
    note_unreached(now=NOW)
    served = set().union(*(served_on(at=place, day=day) for day in days))
    booked = set(Appointment.objects.filter(cancelled_at=None).values_list("pk", flat=True))
    assert booked - served == set(standing_entries().values_list("appointment_id", flat=True))
    assert late(place) == []
    assert unbalanced() == []


def want_neighbouring_times(race: Race, place: Touring, **options: bool) -> Counter[str]:
    """What eight were told who want eight times in a row, each for a home on the other side of the base."""
    day = capacity_day_id(day=DAYS[0], group_id=place.group.pk)
    starts = [8 * 60 + step * STEP for step in range(4, 4 + PROCESSES)]
    given = race("visit_neighbours", day=day, starts=starts, service=place.service.pk, pause=0.3, **options)
    return sum(map(Counter, given), Counter())


def test_of_neighbouring_times_for_homes_far_apart_those_are_held_that_can_be_reached(race: Race) -> None:
    place = make_tour(now=NOW)
    told = want_neighbouring_times(race, place)
    assert late(place) == []
    assert unbalanced() == []
    assert 1 <= told["held"] <= 4, "one side of the base, or fewer of both"
    assert told["held"] + told["too far"] == PROCESSES


def test_without_the_look_under_the_lock_the_team_would_be_late(race: Race) -> None:
    place = make_tour(now=NOW)
    told = want_neighbouring_times(race, place, is_unguarded=True)
    assert told["held"] > 4
    assert late(place)
