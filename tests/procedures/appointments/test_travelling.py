"""The rule of ways: whatever is booked and cancelled in whatever order, the team arrives in time everywhere."""

from collections.abc import Callable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.rules.distances import Place, distance_km
from einamt.procedures.appointments.tours.travelling import Stop, TourDay, Ways, begins, drives, fits, lengths_of_drives

BASE = Place(latitude=52.5, longitude=13.4)

places = st.builds(Place, latitude=st.floats(52.4, 52.6), longitude=st.floats(13.2, 13.6))
ways = st.builds(Ways, base=st.just(BASE), kmh=st.integers(5, 90), overhead_minutes=st.integers(0, 20))
steps_of_minutes = st.sampled_from([5, 10, 12, 15, 20])
days = st.builds(
    TourDay,
    first_minute=st.just(480),
    step_minutes=steps_of_minutes,
    total=st.lists(st.sampled_from(b"\1\1\1\1\1\0"), min_size=4, max_size=50).map(bytes),
)
wanted = st.lists(st.tuples(st.integers(0, 49), st.integers(1, 4), places), max_size=12)


def add_all(
    *, among: list[tuple[int, int, Place]], day: TourDay, ways: Ways, is_held: Callable[[], bool] = lambda: False
) -> list[Stop]:
    """The stops that fit, one after the other, in the order of their begins."""
    stops: list[Stop] = []
    for position, steps, place in among:
        new = Stop(place=place, start_minute=480 + position * day.step_minutes, steps=steps, is_unsure=is_held())
        if fits(new=new, stops=stops, ways=ways, day=day):
            stops.append(new)
    return sorted(stops, key=lambda stop: stop.start_minute)


def driven_in_time(*, stops: list[Stop], day: TourDay, ways: Ways) -> bool:
    """Drive along by the minute, without the rule: from the base, to each home in time, and back before duty ends."""
    here, free_from = ways.base, 480.0
    for stop in sorted(stops, key=lambda stop: stop.start_minute):
        arrives = free_from + distance_km(start=here, end=stop.place) / ways.kmh * 60 + ways.overhead_minutes
        if arrives > stop.start_minute + 1e-6:
            return False
        here, free_from = stop.place, stop.start_minute + stop.steps * day.step_minutes
    back = free_from + distance_km(start=here, end=ways.base) / ways.kmh * 60 + ways.overhead_minutes
    return not stops or back <= 480 + len(day.total) * day.step_minutes + 1e-6


def taken(*, stops: list[Stop], day: TourDay, ways: Ways) -> list[int]:
    """How often each step is taken, by visits and drives."""
    counts = [0] * len(day.total)
    spans = [(stop.start_minute, stop.steps) for stop in stops]
    spans += [(d.start_minute, d.steps) for d in drives(stops=stops, ways=ways, step_minutes=day.step_minutes)]
    for start, steps in spans:
        first = (start - day.first_minute) // day.step_minutes
        assert first >= 0, "a drive before the day begins"
        for step in range(first, first + steps):
            counts[step] += 1
    return counts


@given(among=wanted, day=days, ways=ways)
def test_a_team_arrives_in_time_at_all_that_fits(among: list[tuple[int, int, Place]], day: TourDay, ways: Ways) -> None:
    stops = add_all(among=among, day=day, ways=ways)
    assert driven_in_time(stops=stops, day=day, ways=ways)


@given(among=wanted, day=days, ways=ways, data=st.data())
def test_leaving_visits_out_makes_none_late_and_takes_no_step_twice(
    among: list[tuple[int, int, Place]], day: TourDay, ways: Ways, data: st.DataObject
) -> None:
    stops = add_all(among=among, day=day, ways=ways)
    left = [stop for stop in stops if data.draw(st.booleans())]
    assert driven_in_time(stops=left, day=day, ways=ways)
    assert max(taken(stops=left, day=day, ways=ways), default=0) <= 1


@given(among=wanted, day=days, ways=ways)
def test_visits_and_drives_lie_in_steps_on_duty(among: list[tuple[int, int, Place]], day: TourDay, ways: Ways) -> None:
    stops = add_all(among=among, day=day, ways=ways)
    for count, total in zip(taken(stops=stops, day=day, ways=ways), day.total, strict=True):
        assert count <= total


@given(among=wanted, day=days, ways=ways, data=st.data())
def test_whoever_gives_up_a_hold_the_team_is_on_duty_on_its_way_to_all_others(
    among: list[tuple[int, int, Place]], day: TourDay, ways: Ways, data: st.DataObject
) -> None:
    """The way home is waited for by nobody."""
    stops = add_all(among=among, day=day, ways=ways, is_held=lambda: data.draw(st.booleans()))
    left = [stop for stop in stops if not stop.is_unsure or data.draw(st.booleans())]
    lengths = lengths_of_drives(stops=stops, ways=ways, step_minutes=day.step_minutes)
    for stop, drive in zip(left, drives(stops=left, ways=ways, step_minutes=day.step_minutes), strict=False):
        assert day.is_planned(
            from_minute=drive.start_minute, until_minute=stop.start_minute + stop.steps * day.step_minutes
        )
        if not stop.is_unsure:
            fewest, most = lengths[stop.start_minute]
            assert fewest <= drive.steps <= most


@given(among=wanted, day=days, ways=ways, place=places, steps=st.integers(1, 3))
def test_what_is_offered_is_what_fits(
    among: list[tuple[int, int, Place]], day: TourDay, ways: Ways, place: Place, steps: int
) -> None:
    stops = add_all(among=among, day=day, ways=ways)
    offered = begins(steps=steps, place=place, stops=stops, ways=ways, day=day)
    for minute in range(480, 480 + len(day.total) * day.step_minutes):
        new = Stop(place=place, start_minute=minute, steps=steps)
        assert (minute in offered) == fits(new=new, stops=stops, ways=ways, day=day)


@given(day=days, ways=ways, place=places, steps=st.integers(1, 3))
def test_on_an_empty_day_all_is_offered_that_can_be_driven(day: TourDay, ways: Ways, place: Place, steps: int) -> None:
    """The rule refuses nothing but for the rounding of a drive to whole steps."""
    on_duty = TourDay(day.first_minute, day.step_minutes, b"\1" * len(day.total))
    offered = begins(steps=steps, place=place, stops=[], ways=ways, day=on_duty)
    way = ways.minutes(start=BASE, end=place)
    ends = 480 + len(day.total) * day.step_minutes
    for position in range(len(day.total)):
        minute = 480 + position * day.step_minutes
        with_room = minute - way >= 480 + day.step_minutes and minute + steps * day.step_minutes + way <= ends - (
            day.step_minutes
        )
        assert not with_room or minute in offered


def test_drives_are_rounded_up_to_whole_minutes_and_steps() -> None:
    at = Ways(base=BASE, kmh=30, overhead_minutes=6)
    three_km_north = Place(latitude=52.5 + 0.026979, longitude=13.4)
    stops = [Stop(place=three_km_north, start_minute=600, steps=2)]
    assert at.minutes(start=BASE, end=three_km_north) == 12
    assert [(drive.start_minute, drive.steps) for drive in drives(stops=stops, ways=at, step_minutes=12)] == [
        (588, 1),
        (624, 1),
    ]
    assert all(
        one.start_minute < other.start_minute for one, other in pairwise(drives(stops=stops, ways=at, step_minutes=12))
    )


def test_two_homes_in_one_house_still_cost_the_minutes_of_packing() -> None:
    at = Ways(base=BASE, kmh=30, overhead_minutes=6)
    day = TourDay(480, 12, b"\1" * 10)
    first = Stop(place=BASE, start_minute=492, steps=1)
    assert begins(steps=1, place=BASE, stops=[first], ways=at, day=day) == [516, 528, 540, 552, 564, 576]
