"""Overbooking: off unless the city sets a bound, never beyond it, and nobody loses a time by being measured."""

from datetime import UTC, date, datetime, timedelta
from math import comb
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.cases.models import Case
from einamt.procedures.appointments.models import BookingRules, CapacityDay, NoShowShare
from einamt.procedures.appointments.operations import measure_no_shows, plan_capacity
from einamt.procedures.appointments.overbooking import FEWEST_MEASURED, cautious_share, extra_openings
from einamt.procedures.appointments.rules import Opening
from tests.factories.appointments import STEP, Bookable, make_bookable, make_booking, unbalanced
from tools.system import ROOT

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)

a_share = st.floats(0, 0.6)
a_percent = st.integers(0, 30)
a_block = st.integers(1, 5).map(lambda steps: steps * STEP)


@st.composite
def some_openings(draw: st.DrawFn) -> list[Opening]:
    begins = draw(st.integers(0, 40)) * STEP
    length = draw(st.integers(1, 50)) * STEP
    return [Opening(begins, begins + length, draw(st.integers(1, 40)))]


def minutes(openings: list[Opening]) -> int:
    """Counter-minutes."""
    return sum((each.closes_minute - each.opens_minute) * each.counters for each in openings)


@given(openings=some_openings(), share=a_share, percent=a_percent, block=a_block)
def test_no_more_is_overbooked_than_the_bound_and_than_stay_away(
    openings: list[Opening], share: float, percent: int, block: int
) -> None:
    extra = extra_openings(openings=openings, share=share, most_percent=percent, block_minutes=block)
    assert minutes(extra) <= minutes(openings) * percent / 100 + 1e-6
    expected_to_come = (minutes(openings) + minutes(extra)) * (1 - share)
    assert expected_to_come <= minutes(openings) + 1e-6


@given(openings=some_openings(), share=a_share, percent=a_percent, block=a_block)
def test_what_is_added_lies_within_the_opening_and_leaves_its_last_block_out(
    openings: list[Opening], share: float, percent: int, block: int
) -> None:
    [opening] = openings
    for each in extra_openings(openings=openings, share=share, most_percent=percent, block_minutes=block):
        assert opening.opens_minute <= each.opens_minute
        assert each.closes_minute - each.opens_minute == block
        assert each.closes_minute <= opening.closes_minute - block
        assert (each.opens_minute - opening.opens_minute) % block == 0


@given(openings=some_openings(), share=a_share, less=a_share, percent=a_percent, block=a_block)
def test_who_is_more_reliable_is_overbooked_less(
    openings: list[Opening], share: float, less: float, percent: int, block: int
) -> None:
    low, high = sorted((share, less))
    options = {"openings": openings, "most_percent": percent, "block_minutes": block}
    assert minutes(extra_openings(share=low, **options)) <= minutes(extra_openings(share=high, **options))  # type: ignore[arg-type]


@given(appointments=st.integers(FEWEST_MEASURED, 5_000), data=st.data())
def test_the_share_is_cautious(appointments: int, data: st.DataObject) -> None:
    missed = data.draw(st.integers(0, appointments))
    assert 0 <= cautious_share(missed=missed, appointments=appointments) <= missed / appointments + 1e-12


def test_few_appointments_say_nothing() -> None:
    assert cautious_share(missed=FEWEST_MEASURED - 1, appointments=FEWEST_MEASURED - 1) == 0


def test_a_fraction_of_a_counter_is_saved_up_until_it_is_one() -> None:
    extra = extra_openings(openings=[Opening(480, 720, 2)], share=0.2, most_percent=30, block_minutes=24)
    assert extra == [Opening(504, 528, 1), Opening(552, 576, 1), Opening(600, 624, 1), Opening(648, 672, 1)]


def too_many(*, counters: int, booked: int, share: float) -> tuple[float, float]:
    """How likely more come at a time than there are counters, and how many then wait for the next, on average."""
    chances = [comb(booked, come) * (1 - share) ** come * share ** (booked - come) for come in range(booked + 1)]
    beyond = [(come - counters, chance) for come, chance in enumerate(chances) if come > counters]
    return sum(chance for _, chance in beyond), sum(more * chance for more, chance in beyond)


def test_the_docs_say_what_overbooking_does_to_waits() -> None:
    text = Path(ROOT / "docs" / "rules" / "appointments.md").read_text(encoding="utf-8")
    for counters, booked in ((2, 3), (4, 5), (8, 9), (16, 18)):
        chance, waiting = too_many(counters=counters, booked=booked, share=0.15)
        assert f"| {counters} | {booked} | {chance:.0%} | {waiting / (booked * 0.85):.0%} |".replace("%", " %") in text


# In the house


@pytest.fixture
def at(db: None) -> Bookable:
    return make_bookable(now=NOW, counters=2, days=60)


def happened(at: Bookable, *, missed: int, served: int, now: datetime = NOW) -> None:
    """Let so many appointments of the last weeks have been missed and served."""
    at.open_with(250, now=now)
    day = now.date() + timedelta(days=1)
    booked = [make_booking(at=at, day=day, minute=480, now=now) for _ in range(missed + served)]
    at.open_with(2, now=now)
    Case.objects.filter(pk__in=[each.case.pk for each in booked]).update(state="served", closed_at=now)
    Case.objects.filter(pk__in=[each.case.pk for each in booked[:missed]]).update(state="no-show")


def plan(*, now: datetime) -> None:
    plan_capacity(first_day=now.date(), last_day=now.date() + timedelta(days=62), now=now)


def totals(at: Bookable, day: date) -> set[int]:
    return set(bytes(at.day(day).total))


def test_without_a_bound_of_the_city_nothing_is_overbooked(at: Bookable) -> None:
    happened(at, missed=40, served=80)
    later = NOW + timedelta(days=3)
    assert measure_no_shows(now=later) == 1
    plan(now=later)
    assert totals(at, DAY + timedelta(days=9)) == {2}


def test_an_office_is_overbooked_by_what_was_measured_from_the_next_day_on(at: Bookable) -> None:
    BookingRules.objects.update(overbook_percent_max=20)
    happened(at, missed=40, served=80)
    later = NOW + timedelta(days=3)
    measure_no_shows(now=later)
    share = NoShowShare.objects.get()
    assert (share.missed, share.appointments, share.valid_from) == (40, 120, later.date() + timedelta(days=1))
    plan(now=later)
    assert totals(at, later.date()) == {2}
    row = at.day(later.date() + timedelta(days=1))
    assert sum(bytes(row.total)) == 20 * 2 + 7, "a fifth of 2 counters over 20 steps, none in the last"
    assert unbalanced() == []


def test_a_share_that_falls_takes_no_time_away_from_whoever_has_booked(at: Bookable) -> None:
    BookingRules.objects.update(overbook_percent_max=20)
    happened(at, missed=40, served=80)
    later = NOW + timedelta(days=3)
    measure_no_shows(now=later)
    plan(now=later)
    before = [bytes(row.total) for row in CapacityDay.objects.order_by("pk")]
    happened(at, missed=0, served=150, now=later)
    plan(now=later)
    much_later = later + timedelta(days=28)
    assert measure_no_shows(now=much_later) == 1
    latest = NoShowShare.objects.order_by("-measured_on")[0]
    assert latest.valid_from == CapacityDay.objects.order_by("-day")[0].day + timedelta(days=1)
    plan_capacity(first_day=much_later.date(), last_day=latest.valid_from - timedelta(days=1), now=much_later)
    assert [bytes(row.total) for row in CapacityDay.objects.order_by("pk")] == before


def test_it_is_measured_every_four_weeks(at: Bookable) -> None:
    happened(at, missed=40, served=80)
    later = NOW + timedelta(days=3)
    assert [measure_no_shows(now=later + timedelta(days=days)) for days in (0, 1, 27, 28)] == [1, 0, 0, 1]


def test_somebody_who_was_there_and_left_is_not_counted_as_missing(at: Bookable) -> None:
    from einamt.cases.models import CaseEvent

    happened(at, missed=1, served=0)
    case = Case.objects.get()
    CaseEvent.objects.create(case=case, kind="arrived", state="arrived", occurred_at=NOW, actor="", channel="counter")
    measure_no_shows(now=NOW + timedelta(days=3))
    assert NoShowShare.objects.get().missed == 0
