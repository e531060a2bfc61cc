"""Honest numbers: how far away free times are, and how often a search found nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from einamt.platform.facts.models import Fact
from einamt.procedures.appointments.errors import FreeTime
from einamt.procedures.appointments.models import FailedSearch
from einamt.procedures.appointments.operations import count_failed_search, publish_failed_searches, record_waits
from einamt.procedures.appointments.search import free_starts
from einamt.procedures.appointments.waits import waits
from tests.factories.appointments import Bookable, make_bookable, make_booking

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def at(db: None) -> Bookable:
    """One counter that serves from 8:00 to 8:24, two steps a day, for three days."""
    return make_bookable(now=NOW, days=3, opens=480, closes=504)


def test_the_first_and_the_third_time_are_counted_in_days_from_today(at: Bookable) -> None:
    [wait] = waits(now=NOW)
    assert (wait.first_days, wait.third_days) == (0, 1)
    for minute in (480, 492):
        make_booking(at=at, day=TODAY, minute=minute, now=NOW)
    [wait] = waits(now=NOW)
    assert (wait.first_days, wait.third_days) == (1, 2)
    make_booking(at=at, day=TODAY + timedelta(days=1), minute=480, now=NOW)
    make_booking(at=at, day=TODAY + timedelta(days=1), minute=492, now=NOW)
    [wait] = waits(now=NOW)
    assert (wait.first_days, wait.third_days) == (2, None)


def test_the_third_time_is_the_third_of_the_list_of_all_times(at: Bookable) -> None:
    make_bookable(now=NOW, days=3, opens=480, closes=516, office=at.office, service=at.service)
    starts = free_starts(wishes=at.wishes(), now=NOW)
    listed: list[FreeTime] = starts.earliest(100)
    for rank in (1, 2, 3, 5, 15):
        assert starts.nth_day_by_office(rank)[at.office.pk] == [listed[rank - 1].day]
    assert starts.nth_day_by_office(len(listed) + 1)[at.office.pk] == [None]


def test_a_day_s_waits_are_facts_without_anybody(at: Bookable) -> None:
    assert record_waits(now=NOW) == 1
    fact = Fact.objects.get(schema="appointments.wait")
    assert fact.data == {
        "service": at.service.identifier,
        "district": at.office.organisation.identifier,
        "office": at.office.identifier,
        "measured_on": "2026-11-24",
        "first_days": 0,
        "third_days": 1,
        "horizon_days": 56,
    }


def test_searches_in_vain_are_counted_by_the_hour_and_become_facts_when_it_is_over(at: Bookable) -> None:
    for minutes in (0, 5, 59, 61):
        now = NOW + timedelta(minutes=minutes)
        count_failed_search(service_ids=[at.service.pk], office_ids=[at.office.pk], is_narrowed=True, now=now)
    count_failed_search(service_ids=[at.service.pk], office_ids=[], is_narrowed=False, now=NOW)
    assert publish_failed_searches(now=NOW + timedelta(minutes=70)) == 2
    facts = {fact.data["office"]: fact.data for fact in Fact.objects.filter(schema="appointments.search-failed")}
    assert facts[at.office.identifier]["count"] == 3
    assert facts[at.office.identifier]["hour"] == 7
    assert (facts[""]["count"], facts[""]["is_narrowed"], facts[""]["district"]) == (1, False, "")
    assert FailedSearch.objects.get().count == 1
    assert publish_failed_searches(now=NOW + timedelta(minutes=70)) == 0


def test_a_search_for_a_service_that_is_gone_is_not_counted(db: None) -> None:
    count_failed_search(service_ids=[4711], office_ids=[], is_narrowed=False, now=NOW)
    assert not FailedSearch.objects.exists()
