"""Counting time, steps and counters: plain Python."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.kernel.localtime import at_minute
from einamt.procedures.appointments.errors import NotOffered, TimePassed, TooManyPersons
from einamt.procedures.appointments.rules import (
    DayPlan,
    Offer,
    Opening,
    affected,
    capacity_day_id,
    check_day,
    day_of,
    group_of,
    merged,
    odd_minutes,
    planned,
    step_index,
    steps_needed,
)

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 24)
AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)


def plan(*openings: tuple[int, int, int], step: int = 12, day: date = DAY, before: DayPlan | None = None) -> DayPlan:
    return planned(
        openings=[Opening(*opening) for opening in openings], step_minutes=step, day=day, zone=BERLIN, before=before
    )


def taken(before: DayPlan, **minutes: int) -> DayPlan:
    """`before` with counters taken: m480=1 takes one at minute 480."""
    counts = dict.fromkeys(range(len(before.total)), 0)
    for name, count in minutes.items():
        counts[(int(name[1:]) - before.first_minute) // before.step_minutes] = count
    free = bytes(max(0, total - counts[index]) for index, total in enumerate(before.total))
    over = bytes(max(0, counts[index] - total) for index, total in enumerate(before.total))
    return DayPlan(before.first_minute, before.step_minutes, before.total, free, over)


def test_steps_are_summed_over_services_and_persons() -> None:
    assert steps_needed(wishes=[(1, 2), (2, 1)], offers={1: Offer(1), 2: Offer(3)}) == 5


def test_a_service_that_is_not_offered_is_refused() -> None:
    with pytest.raises(NotOffered):
        steps_needed(wishes=[(1, 1), (2, 1)], offers={1: Offer(1)})


def test_more_persons_than_an_office_serves_are_refused_with_the_number() -> None:
    with pytest.raises(TooManyPersons) as refusal:
        steps_needed(wishes=[(1, 3)], offers={1: Offer(1, max_persons=2)})
    assert refusal.value.params == {"persons": 2}


def test_the_same_service_twice_is_one_wish_for_more_persons() -> None:
    assert merged([(7, 1), (8, 1), (7, 2)]) == [(7, 3), (8, 1)]


@pytest.mark.parametrize("wishes", [[], [(1, 0)], [(1, -1)]])
def test_wishing_for_nothing_is_refused(wishes: list[tuple[int, int]]) -> None:
    with pytest.raises(NotOffered):
        merged(wishes)


@pytest.mark.parametrize("minute", [479, 481, 468, 540, 528])
def test_only_the_beginning_of_a_step_with_room_after_it_can_be_booked(minute: int) -> None:
    with pytest.raises(NotOffered):
        step_index(start_minute=minute, steps=2, first_minute=480, step_minutes=12, length=5)


def test_the_last_start_ends_with_the_day() -> None:
    assert step_index(start_minute=516, steps=2, first_minute=480, step_minutes=12, length=5) == 3


def test_today_is_the_first_day_of_the_horizon() -> None:
    now = datetime(2026, 11, 24, 6, tzinfo=UTC)
    last = DAY + timedelta(days=55)
    for day, is_offered in ((DAY, True), (last, True), (last + timedelta(days=1), False)):
        starts_at = at_minute(day=day, minute=600, zone=BERLIN)
        if is_offered:
            check_day(day=day, starts_at=starts_at, horizon_days=56, zone=BERLIN, now=now)
        else:
            with pytest.raises(NotOffered):
                check_day(day=day, starts_at=starts_at, horizon_days=56, zone=BERLIN, now=now)


def test_what_has_begun_cannot_be_booked() -> None:
    starts_at = at_minute(day=DAY, minute=600, zone=BERLIN)
    with pytest.raises(TimePassed):
        check_day(day=DAY, starts_at=starts_at, horizon_days=56, zone=BERLIN, now=starts_at)


def test_openings_add_up_step_by_step() -> None:
    found = plan((480, 540, 2), (516, 600, 1))
    assert (found.first_minute, list(found.total)) == (480, [2, 2, 2, 3, 3, 1, 1, 1, 1, 1])
    assert found.free == found.total
    assert not any(found.over)


def test_a_step_that_does_not_end_before_closing_is_not_planned() -> None:
    assert len(plan((480, 539, 1)).total) == 4


def test_steps_count_from_the_first_opening() -> None:
    assert plan((450, 474, 1), (480, 510, 1)).first_minute == 450
    assert list(plan((450, 474, 1), (480, 510, 1)).total) == [1, 1, 0, 1, 1]


def test_replanning_keeps_what_is_taken() -> None:
    before = taken(plan((480, 528, 2)), m480=2, m492=1)
    found = plan((480, 528, 3), before=before)
    assert (list(found.free), list(found.over)) == ([1, 2, 3, 3], [0, 0, 0, 0])


def test_fewer_counters_than_taken_leave_nothing_free_and_say_how_many_too_many() -> None:
    before = taken(plan((480, 528, 3)), m480=3, m492=1)
    found = plan((480, 528, 1), before=before)
    assert (list(found.free), list(found.over)) == ([0, 0, 1, 1], [2, 0, 0, 0])


def test_a_closed_day_keeps_room_for_what_is_taken() -> None:
    before = taken(plan((480, 600, 1)), m504=1)
    found = plan(before=before)
    assert (found.first_minute, found.total, found.free, found.over) == (504, b"\0", b"\0", b"\1")
    assert plan((480, 600, 1), before=found) == before


def test_a_closed_day_without_anything_taken_is_empty() -> None:
    assert plan(before=plan((480, 600, 1))).total == b""


def test_an_earlier_opening_keeps_the_steps_of_what_is_taken() -> None:
    before = taken(plan((480, 528, 1)), m492=1)
    found = plan((450, 528, 1), before=before)
    assert found.first_minute == 456
    assert found.taken[(492 - 456) // 12] == 1


def test_other_steps_wait_until_nothing_is_taken() -> None:
    before = taken(plan((480, 540, 1)), m492=1)
    assert plan((480, 540, 1), step=10, before=before).step_minutes == 12
    assert plan((480, 540, 1), step=10, before=plan((480, 540, 1))).step_minutes == 10


@given(
    st.lists(st.tuples(st.integers(0, 1300), st.integers(1, 140), st.integers(0, 5)), max_size=4),
    st.lists(st.tuples(st.integers(0, 1300), st.integers(1, 140), st.integers(0, 5)), max_size=4),
    st.sampled_from([5, 10, 12, 15, 20]),
    st.data(),
)
def test_whatever_is_replanned_the_books_balance(
    first: list[tuple[int, int, int]], second: list[tuple[int, int, int]], step: int, data: st.DataObject
) -> None:
    before = plan(*[(opens, opens + length, counters) for opens, length, counters in first], step=step)
    counts = [data.draw(st.integers(0, total)) for total in before.total]
    before = DayPlan(
        before.first_minute,
        step,
        before.total,
        bytes(total - count for total, count in zip(before.total, counts, strict=True)),
        bytes(len(before.total)),
    )
    after = plan(*[(opens, opens + length, counters) for opens, length, counters in second], step=12, before=before)
    for total, free, over in zip(after.total, after.free, after.over, strict=True):
        assert not (free and over)
        assert free <= total
    held = {before.first_minute + index * step: count for index, count in enumerate(before.taken) if count}
    kept = {after.first_minute + index * after.step_minutes: count for index, count in enumerate(after.taken) if count}
    assert held == kept


def test_who_booked_first_keeps_the_time_when_counters_are_taken_away() -> None:
    two_counters_left = plan((480, 528, 2))
    assert affected(plan=two_counters_left, booked=[(480, 2), (492, 1), (480, 1), (492, 2), (516, 1)]) == [3]


def test_all_are_affected_when_the_day_is_closed() -> None:
    assert affected(plan=DayPlan(480, 12, b"\0", b"\0", b"\1"), booked=[(480, 1), (492, 1)]) == [0, 1]


@pytest.mark.parametrize(("day", "odd"), [(AUTUMN, range(120, 180)), (SPRING, range(120, 180)), (DAY, range(0))])
def test_the_hour_that_a_night_leaves_out_or_repeats_is_found(day: date, odd: range) -> None:
    assert odd_minutes(day=day, zone=BERLIN) == odd


@pytest.mark.parametrize("day", [AUTUMN, SPRING])
def test_nothing_is_planned_while_the_clock_changes_and_all_else_lasts_as_long_as_it_says(day: date) -> None:
    found = plan((0, 360, 1), day=day)
    minutes = [found.first_minute + index * 12 for index, total in enumerate(found.total) if total]
    assert not [minute for minute in minutes if minute + 12 > 120 and minute < 180]
    assert len(minutes) == 25
    for minute in minutes:
        begins, ends = (at_minute(day=day, minute=each, zone=BERLIN) for each in (minute, minute + 12))
        assert ends - begins == timedelta(minutes=12)


@given(st.dates(date(2000, 1, 1), date(2200, 1, 1)), st.integers(1, 2**20 - 1))
def test_an_id_holds_its_day_and_its_group(day: date, group_id: int) -> None:
    pk = capacity_day_id(day=day, group_id=group_id)
    assert (day_of(pk), group_of(pk)) == (day, group_id)
    assert pk < 2**53


def test_a_group_that_does_not_fit_into_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="group"):
        capacity_day_id(day=DAY, group_id=2**20)
