"""Visits to several counter groups one after another: found, taken whole or not at all, given back whole."""

from datetime import date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from einamt.procedures.appointments import errors
from einamt.procedures.appointments.capacity import HEADER
from einamt.procedures.appointments.capacity_rows import read_rows
from einamt.procedures.appointments.chain_search import add_chain_starts
from einamt.procedures.appointments.chains import Part, PlannedDay, begin_of_parts, chains
from einamt.procedures.appointments.models import Appointment, Hold, Leg
from einamt.procedures.appointments.operations import (
    close_office,
    expire_holds,
    extend_hold,
    hold_slot,
    release_hold,
)
from einamt.procedures.appointments.rules import Offer, capacity_day_id
from einamt.procedures.appointments.search import free_starts
from tests.factories.appointments import (
    STEP,
    Bookable,
    cancel,
    confirm,
    make_bookable,
    make_booking,
    move,
    somebody,
    unbalanced,
)

# The rule, in plain Python


def test_wishes_that_one_group_serves_are_no_chain() -> None:
    served = {1: {7: Offer(1), 8: Offer(1)}, 2: {8: Offer(1)}}
    assert chains(wishes=[(7, 1), (8, 1)], served=served) == []


def test_each_wish_goes_to_the_first_group_that_serves_it_and_both_orders_are_possible() -> None:
    served = {1: {7: Offer(2), 9: Offer(1)}, 2: {8: Offer(1), 9: Offer(1)}}
    found = chains(wishes=[(7, 2), (8, 1), (9, 1)], served=served)
    assert found == [
        (Part(1, ((7, 2), (9, 1)), 5), Part(2, ((8, 1),), 1)),
        (Part(2, ((8, 1), (9, 1)), 2), Part(1, ((7, 2),), 4)),
    ]


def test_a_wish_that_nobody_serves_and_too_many_persons_make_no_chain() -> None:
    assert chains(wishes=[(7, 1), (8, 1)], served={1: {7: Offer(1)}}) == []
    assert chains(wishes=[(7, 3), (8, 1)], served={1: {7: Offer(1, 2)}, 2: {8: Offer(1)}}) == []


def test_a_chain_is_as_short_as_can_be() -> None:
    served = {1: {7: Offer(1)}, 2: {8: Offer(1)}, 3: {9: Offer(1)}, 4: {8: Offer(1), 9: Offer(1)}}
    assert {len(chain) for chain in chains(wishes=[(7, 1), (8, 1), (9, 1)], served=served)} == {2}


some_days = st.lists(
    st.tuples(st.sampled_from([470, 480, 486]), st.sampled_from([6, 12]), st.lists(st.booleans(), max_size=14)),
    min_size=2,
    max_size=3,
)


def brute_force(chain: tuple[Part, ...], days: list[PlannedDay], start: int, gap: int) -> bool:
    """Try all minutes for all parts."""
    places = [
        [
            minute
            for index in range(len(day.is_free) - part.steps + 1)
            if all(day.is_free[index : index + part.steps])
            for minute in [day.first_minute + index * day.step_minutes]
        ]
        for part, day in zip(chain, days, strict=True)
    ]
    return any(
        begins[0] == start
        and all(
            0 <= later - (earlier + part.steps * day.step_minutes) <= gap
            for earlier, later, part, day in zip(begins, begins[1:], chain, days, strict=False)
        )
        for begins in product(*places)
    )


@settings(max_examples=150)
@given(given_days=some_days, steps=st.lists(st.integers(1, 3), min_size=3, max_size=3), gap=st.integers(0, 40))
def test_arrays_and_the_rule_find_what_trying_everything_finds(
    given_days: list[tuple[int, int, list[bool]]], steps: list[int], gap: int
) -> None:
    day = date(2026, 11, 25)
    days = [PlannedDay(first, step, is_free) for first, step, is_free in given_days]
    chain = tuple(Part(number, (), steps[number - 1]) for number in range(1, len(days) + 1))
    by_group = dict(enumerate(days, start=1))
    joined = b"".join(
        HEADER.pack(capacity_day_id(day=day, group_id=group), each.first_minute, each.step_minutes, len(each.is_free))
        + bytes(each.is_free)
        for group, each in by_group.items()
    )
    rows = read_rows(joined)
    can_start = np.zeros(rows.free.shape, np.bool_)
    add_chain_starts(can_start, rows=rows, chain=chain, gap_minutes=gap)
    first = days[0]
    assert not can_start[1:].any()
    for index in range(len(first.is_free)):
        minute = first.first_minute + index * first.step_minutes
        begins = begin_of_parts(chain=chain, days=by_group, start_minute=minute, gap_minutes=gap)
        expected = brute_force(chain, days, minute, gap)
        assert (begins is not None, bool(can_start[0, index])) == (expected, expected)


# In the house


@pytest.fixture
def cars(at: Bookable, now: datetime) -> Bookable:
    """A second group in the same office, for another service, from 8:30 on; its service takes two steps."""
    from einamt.catalog.models import ServiceOffer

    made = make_bookable(now=now, office=at.office, opens=510, steps=2)
    assert ServiceOffer.objects.get(service=made.service).steps == 2
    return made


def wishes(at: Bookable, cars: Bookable) -> list[tuple[int, int]]:
    return [(at.service.pk, 1), (cars.service.pk, 1)]


def hold(at: Bookable, cars: Bookable, day: date, minute: int, now: datetime) -> Hold:
    return hold_slot(capacity_day_id=at.day(day).pk, start_minute=minute, wishes=wishes(at, cars), now=now)


def parts(appointment: Appointment | Hold) -> list[tuple[int, int]]:
    """Minutes and steps of each part."""
    return [(each.start_minute, each.steps) for each in (appointment, *appointment.legs.all())]


def starts_of(at: Bookable, cars: Bookable, now: datetime, day: date) -> dict[int, list[int]]:
    found = free_starts(wishes=wishes(at, cars), now=now)
    return {times.group_id: times.minutes for times in found.at(day)}


def test_a_chain_begins_where_both_groups_have_time_in_either_order(
    at: Bookable, cars: Bookable, now: datetime, day: date
) -> None:
    found = starts_of(at, cars, now, day)
    assert found[at.group.pk][0] == 480, "8:00 to 8:12, and 18 minutes later at the other counter"
    assert found[at.group.pk][-1] == 672, "11:12 to 11:24, then 11:30 to 11:54"
    assert found[cars.group.pk][0] == 510


def test_what_is_found_can_be_held_and_what_is_not_cannot(
    at: Bookable, cars: Bookable, now: datetime, day: date
) -> None:
    make_booking(at=cars, day=day, minute=534, now=now)
    found = starts_of(at, cars, now, day)
    for minute in range(480, 720, STEP):
        if minute in found[at.group.pk]:
            release_hold(hold_id=hold(at, cars, day, minute, now).pk, now=now)
        else:
            with pytest.raises((errors.SlotTaken, errors.NotOffered)):
                hold(at, cars, day, minute, now)
    assert unbalanced() == []


def test_all_parts_are_held_and_booked_and_the_visit_ends_with_the_last(
    at: Bookable, cars: Bookable, now: datetime, day: date
) -> None:
    held = hold(at, cars, day, 504, now)
    assert parts(held) == [(504, 1), (522, 2)]
    booked = confirm(held, now=now)
    appointment = Appointment.objects.get()
    assert parts(appointment) == [(504, 1), (522, 2)]
    assert appointment.ends_at - appointment.starts_at == timedelta(minutes=42)
    assert appointment.wishes == [list(wish) for wish in wishes(at, cars)]
    assert booked.case.service_id == at.service.pk
    assert unbalanced() == []


def test_counter_and_hotline_book_a_chain_in_one(at: Bookable, cars: Bookable, now: datetime, day: date) -> None:
    command_id = uuid4()
    first, second = (
        make_booking(at=at, day=day, minute=504, wishes=wishes(at, cars), now=now, command_id=command_id)
        for _ in range(2)
    )
    assert first.appointment.pk == second.appointment.pk
    assert parts(first.appointment) == [(504, 1), (522, 2)]
    make_booking(at=at, day=day, minute=540, wishes=wishes(at, cars), now=now, contact=somebody(phone="0301234"))
    assert unbalanced() == []


def test_a_chain_that_has_lost_a_part_is_refused_with_the_next_time(
    at: Bookable, cars: Bookable, now: datetime, day: date
) -> None:
    for minute in (510, 534):
        make_booking(at=cars, day=day, minute=minute, now=now)
    with pytest.raises(errors.SlotTaken) as refused:
        hold(at, cars, day, 480, now)
    assert refused.value.next_time is not None
    assert refused.value.next_time.minute == starts_of(at, cars, now, day)[at.group.pk][0]
    assert at.free(day)[0] == 1, "nothing of a chain is taken where not all of it is"


@pytest.mark.parametrize("how", ["release", "expire", "cancel"])
def test_all_parts_are_given_back(at: Bookable, cars: Bookable, now: datetime, day: date, how: str) -> None:
    held = hold(at, cars, day, 504, now)
    if how == "release":
        release_hold(hold_id=held.pk, now=now)
    elif how == "expire":
        expire_holds(now=now + timedelta(hours=1))
    else:
        cancel(confirm(held, now=now), now=now)
    assert (set(at.free(day)), set(cars.free(day))) == ({1}, {1})
    assert unbalanced() == []


def test_a_hold_that_ran_out_takes_all_parts_again_or_none(
    at: Bookable, cars: Bookable, now: datetime, day: date
) -> None:
    held = hold(at, cars, day, 504, now)
    release_hold(hold_id=held.pk, now=now)
    assert extend_hold(hold_id=held.pk, now=now).outcome == Hold.Outcome.KEPT
    assert unbalanced() == []
    release_hold(hold_id=held.pk, now=now)
    make_booking(at=cars, day=day, minute=534, now=now)
    for act in (lambda: extend_hold(hold_id=held.pk, now=now), lambda: confirm(held, now=now)):
        with pytest.raises(errors.HoldExpired):
            act()
    assert at.free(day)[2] == 1
    assert unbalanced() == []


def test_a_released_chain_is_confirmed_where_it_is_still_free(
    at: Bookable, cars: Bookable, now: datetime, day: date
) -> None:
    held = hold(at, cars, day, 504, now)
    release_hold(hold_id=held.pk, now=now)
    assert parts(confirm(held, now=now).appointment) == [(504, 1), (522, 2)]
    with pytest.raises(errors.HoldUsed):
        confirm(held, now=now)
    assert unbalanced() == []


def test_a_chain_moves_as_a_whole_and_into_a_plain_time_and_back(
    at: Bookable, cars: Bookable, now: datetime, day: date
) -> None:
    booked = confirm(hold(at, cars, day, 504, now), now=now)
    moved = move(booked, to=hold(at, cars, day, 516, now + timedelta(minutes=1)), now=now)
    assert parts(moved)[0] == (516, 1)
    assert unbalanced() == []
    plain = hold_slot(capacity_day_id=at.day(day).pk, start_minute=600, wishes=at.wishes(), now=now)
    assert parts(move(booked, to=plain, now=now)) == [(600, 1)]
    assert (Leg.objects.filter(appointment=None).count(), Leg.objects.exclude(appointment=None).count()) == (2, 0)
    assert parts(move(booked, to=hold(at, cars, day, 480, now), now=now)) == [(480, 1), (510, 2)]
    assert unbalanced() == []


def test_a_chain_in_an_office_that_closes_is_reported_once_and_not_confirmed(
    at: Bookable, cars: Bookable, now: datetime, day: date
) -> None:
    booked, held = confirm(hold(at, cars, day, 480, now), now=now), hold(at, cars, day, 540, now)
    closed = close_office(
        office_id=at.office.pk, starts_on=day, ends_on=day + timedelta(days=1), reason="Umzug", now=now
    )
    assert closed.affected == [booked.appointment.pk]
    with pytest.raises(errors.OfficeClosed):
        confirm(held, now=now)
    with pytest.raises(errors.OfficeClosed):
        hold(at, cars, day, 480, now)


def test_the_limit_of_a_contact_holds_for_chains(at: Bookable, cars: Bookable, now: datetime, day: date) -> None:
    contact = somebody(email="ada@example.org")
    inputs: dict[str, Any] = {"at": at, "day": day, "now": now, "contact": contact}
    for minute in (480, 540, 600):
        make_booking(minute=minute, **inputs)
    with pytest.raises(errors.TooManyAppointments):
        make_booking(minute=504, wishes=wishes(at, cars), **inputs)
    assert unbalanced() == []


def test_a_double_tap_holds_a_chain_once(at: Bookable, cars: Bookable, now: datetime, day: date) -> None:
    command = uuid4()
    first, second = (
        hold_slot(
            capacity_day_id=at.day(day).pk,
            start_minute=504,
            wishes=wishes(at, cars),
            now=now,
            command_id=command,
        )
        for _ in range(2)
    )
    assert first.pk == second.pk
    assert unbalanced() == []
