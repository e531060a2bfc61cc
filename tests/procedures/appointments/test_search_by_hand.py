"""The search against counting by hand, over capacity of any shape."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from einamt.kernel.localtime import at_minute
from einamt.platform.shell import city
from einamt.procedures.appointments.capacity import add_days
from einamt.procedures.appointments.models import CapacityDay
from einamt.procedures.appointments.rules import DayPlan
from einamt.procedures.appointments.search import free_starts
from tests.factories.appointments import make_bookable, make_rules
from tests.factories.catalog import make_office, make_service

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)

frees = st.lists(st.sampled_from([0, 0, 1, 1, 2, 255]), max_size=12).map(bytes)
a_row = st.tuples(st.integers(0, 1), st.integers(-1, 8), st.integers(0, 80), st.sampled_from([5, 12, 15]), frees)


@settings(max_examples=25, deadline=None)
@given(
    drawn=st.lists(a_row, max_size=14, unique_by=lambda row: row[:2]),
    minutes_later=st.integers(0, 20 * 60),
    persons=st.integers(1, 3),
    horizon_days=st.integers(1, 10),
    weekdays=st.none() | st.sets(st.integers(1, 7)),
)
def test_the_search_finds_what_counting_by_hand_finds(
    *,
    drawn: list[tuple[int, int, int, int, bytes]],
    minutes_later: int,
    persons: int,
    horizon_days: int,
    weekdays: set[int] | None,
) -> None:
    with transaction.atomic():
        make_rules(horizon_days=horizon_days)
        offices = [make_office(), make_office()]
        service = make_service(offices=offices[:1])
        service.offers.create(office=offices[1], steps=2)
        groups = [make_bookable(now=NOW, office=office, service=service, days=1).group.pk for office in offices]
        CapacityDay.objects.all().delete()
        plans = {
            (groups[group], TODAY + timedelta(days=day)): DayPlan(first * 12, step, free, free, bytes(len(free)))
            for group, day, first, step, free in drawn
        }
        add_days(plans=plans)
        now = NOW + timedelta(minutes=minutes_later)
        expected = []
        for (group, day), plan in plans.items():
            steps = persons * (groups.index(group) + 1)
            for index in range(len(plan.free) - steps + 1):
                minute = plan.first_minute + index * plan.step_minutes
                starts_at = at_minute(day=day, minute=minute, zone=city.zone())
                last_day = now.astimezone(city.zone()).date() + timedelta(days=horizon_days - 1)
                if (
                    all(plan.free[index : index + steps])
                    and starts_at >= now + timedelta(minutes=10)
                    and day <= last_day
                    and (weekdays is None or day.isoweekday() in weekdays)
                ):
                    expected.append((day, minute, group))
        starts = free_starts(wishes=[(service.pk, persons)], now=now, weekdays=weekdays)
        found = [(time.day, time.minute, time.group_id) for time in starts.earliest(len(expected) + 1)]
        assert found == sorted(expected)
        assert len(starts) == len(expected)
        transaction.set_rollback(True)
