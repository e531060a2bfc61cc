"""What screens and phones know of a hall: who is called where, and how long it will still take."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits.estimating import Interval
from einamt.procedures.visits.hall import Hall, Spot, hall, open_counters
from einamt.procedures.visits.halls import HALLS, Halls
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.rules import State
from tests.factories.catalog import make_service
from tests.procedures.visits.conftest import Morning, at


@pytest.fixture(autouse=True)
def unknown_halls() -> None:
    HALLS.forget()


def seen(morning: Morning, clock: str) -> Hall:
    return hall(office_id=morning.place.office.pk, now=at(clock))


def spot(morning: Morning, name: str, clock: str) -> Spot:
    return seen(morning, clock).spots[morning.id(name)]


def test_calls_stand_with_the_latest_in_front(morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="1")
    morning.start("Ada", "9:01", counter="1")
    morning.call("Bilal", "9:02", counter="7")
    morning.recall("Bilal", "9:03", counter="7")
    calls = [(call.number, call.counter, call.times) for call in seen(morning, "9:04").calls]
    assert calls == [("A002", "7", 2), ("A001", "1", 1)]


def test_a_call_is_shown_as_long_whether_the_visit_takes_long_or_not(morning: Morning) -> None:
    """Who watches the wall does not see when somebody comes, or is done."""
    morning.call("Ada", "9:00", counter="1")
    morning.call("Bilal", "9:01", counter="7")
    morning.call("Çiğdem", "9:02", counter="3")
    before = seen(morning, "9:02").calls
    morning.start("Çiğdem", "9:02", counter="3")
    morning.finish("Ada", "9:03", counter="1")
    morning.miss("Bilal", "9:03", counter="7")
    assert [call.number for call in before] == ["A003", "A002", "A001"]
    assert seen(morning, "9:04").calls == before
    assert [call.number for call in seen(morning, "9:09").calls] == ["A003", "A002", "A001"]
    assert [call.number for call in seen(morning, "9:10").calls] == ["A003", "A002"]
    assert seen(morning, "9:12").calls == []


def test_a_call_that_is_taken_back_is_not_shown(morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="1")
    morning.undo("Ada", "9:01", counter="1")
    assert seen(morning, "9:01").calls == []


def test_of_a_counter_its_last_call_is_shown(morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="1")
    morning.finish("Ada", "9:02", counter="1")
    morning.call("Bilal", "9:03", counter="1")
    assert [call.number for call in seen(morning, "9:04").calls] == ["A002"]


def test_whoever_is_early_is_in_front_of_nobody_twice(morning: Morning) -> None:
    morning.book("Dora", "10:00")
    morning.book("Emil", "10:12")
    morning.call("Ada", "9:00")
    morning.miss("Bilal", "9:40")
    morning.miss("Çiğdem", "9:44")
    morning.arrive("Dora", "9:45")
    assert spot(morning, "Dora", "9:46").wait == Interval(0, 5), "Ada alone, who was called long ago"
    morning.arrive("Emil", "9:46")
    assert spot(morning, "Emil", "9:46").in_front == 1
    assert spot(morning, "Emil", "9:46").wait == Interval(5, 25), "Ada, and Dora once"
    assert spot(morning, "Dora", "9:46").wait == Interval(0, 5), "Emil comes later"


def test_whoever_waits_knows_how_many_are_in_front_and_between_when_and_when(morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="1")
    morning.take("Dora", "9:01")
    morning.take("Emil", "9:02")
    dora, emil = spot(morning, "Dora", "9:03"), spot(morning, "Emil", "9:03")
    assert (dora.state, dora.number, dora.in_front) == (State.WAITING, "B001", 0)
    assert emil.in_front == 1
    assert dora.wait == Interval(0, 55), "planned are 12 minutes; Bilal and Çiğdem may still come and go in front"
    assert emil.wait == Interval(10, 70)


def test_before_a_counter_calls_nobody_says_how_long(morning: Morning) -> None:
    morning.take("Dora", "8:00")
    assert spot(morning, "Dora", "8:01").wait is None


def test_a_counter_that_has_long_called_nobody_does_not_count(morning: Morning) -> None:
    morning.call("Ada", "8:00", counter="1")
    morning.finish("Ada", "8:05", counter="1")
    morning.take("Dora", "8:10")
    assert spot(morning, "Dora", "8:29").wait is not None
    assert spot(morning, "Dora", "8:31").wait is None


def test_a_counter_is_open_also_when_all_whom_it_called_are_parked_or_handed_on(morning: Morning) -> None:
    office, own = morning.place.office, morning.place.group.pk
    cash = CounterGroup.objects.create(office=office, key="kasse", name="Kasse")
    morning.call("Ada", "9:00", counter="1")
    morning.park("Ada", "9:02", counter="1")
    morning.call("Bilal", "9:03", counter="2")
    morning.hand_on("Bilal", "9:05", to=cash.pk, counter="2")

    def open_now() -> object:
        return open_counters(office_id=office.pk, day=at("9:00").date(), now=at("9:06"))

    assert open_now() == {"1": {own}, "2": {own}}, "who was handed on does not make it a till"
    morning.call("Bilal", "9:06", counter="3")
    assert open_now() == {"1": {own}, "3": {cash.pk}}
    morning.undo("Bilal", "9:06", counter="3")
    assert open_now() == {"1": {own}, "2": {own}}, "called by mistake"


def test_counters_of_another_group_do_not_shorten_the_wait(morning: Morning) -> None:
    office = morning.place.office
    cars = CounterGroup.objects.create(office=office, key="kfz", name="Kfz-Zulassung")
    ummelden = make_service(name="Fahrzeug ummelden", offices=[office])
    cars.services.add(ummelden)
    morning.call("Ada", "9:00", counter="1")
    morning.take("Dora", "9:01", service_id=ummelden.pk)
    morning.take("Emil", "9:01")
    assert spot(morning, "Dora", "9:02").wait is None
    assert spot(morning, "Emil", "9:02").in_front == 0, "Dora is called elsewhere"


def test_whoever_is_called_or_away_is_told_where_and_has_no_wait(morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="7")
    called = spot(morning, "Ada", "9:01")
    assert (called.state, called.counter, called.wait) == (State.CALLED, "7", None)
    morning.park("Ada", "9:02", counter="7")
    assert spot(morning, "Ada", "9:03").state is State.PARKED
    assert morning.id("Bilal") not in seen(morning, "9:04").spots, "who has not come is not in the hall"


def test_what_was_measured_here_is_taken_for_what_is_planned(morning: Morning) -> None:
    for number in range(8):
        morning.take(f"Past {number}", "8:00")
    Visit.objects.update(visit_date=at("9:00").date() - timedelta(days=1), state="done", service_minutes=5, number="")
    morning.call("Ada", "9:00", counter="1")
    morning.take("Dora", "9:00")
    HALLS.forget()
    morning.miss("Bilal", "9:30")
    morning.miss("Çiğdem", "9:40")
    morning.call("Ada", "9:00", counter="1")
    assert spot(morning, "Dora", "9:00").wait == Interval(5, 10)


def test_a_hall_takes_five_queries_and_two_more_once_a_day(
    morning: Morning, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    morning.call("Ada", "9:00")
    for number in range(6):
        morning.take(f"Somebody {number}", "9:00")
    with django_assert_num_queries(7):
        seen(morning, "9:01")
    with django_assert_num_queries(5):
        assert len(seen(morning, "9:01").spots) == 7


def test_a_process_looks_again_only_when_something_happened_or_a_minute_is_over(
    morning: Morning, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    elapsed = [0.0]
    monkeypatch.setattr("einamt.procedures.visits.halls.monotonic", lambda: elapsed[0])
    monkeypatch.setattr("einamt.procedures.visits.halls.thread_time", lambda: 0.0)
    halls, office_id = Halls(), morning.place.office.pk
    morning.take("Dora", "9:00")
    first = halls.at(office_id=office_id, now=at("9:00"))
    with django_assert_num_queries(0):
        assert halls.at(office_id=office_id, now=at("9:00")) is first
    elapsed[0] += 0.6
    with django_assert_num_queries(1):
        assert halls.at(office_id=office_id, now=at("9:00")) is first
    morning.call("Dora", "9:00")
    elapsed[0] += 0.6
    second = halls.at(office_id=office_id, now=at("9:00"))
    assert (first.waiting, second.waiting) == (1, 0)
    assert second.revision > first.revision
    assert halls.at(office_id=office_id, now=at("9:01")) is not second


@pytest.fixture
def worked(morning: Morning, monkeypatch: pytest.MonkeyPatch) -> tuple[list[float], list[float]]:
    """The clock, and how long each of the next halls takes to build; where nothing more is said, no time."""
    elapsed, takes, used = [0.0], list[float](), [0.0]

    def build(*, office_id: int, now: datetime, revision: int) -> Hall:
        used[0] += takes.pop(0) if takes else 0.0
        return hall(office_id=office_id, now=now, revision=revision)

    morning.take("Dora", "9:00")
    monkeypatch.setattr("einamt.procedures.visits.halls.thread_time", lambda: used[0])
    monkeypatch.setattr("einamt.procedures.visits.halls.monotonic", lambda: elapsed[0])
    monkeypatch.setattr("einamt.procedures.visits.halls.hall", build)
    return elapsed, takes


def test_where_building_takes_long_a_hall_is_kept_for_longer(
    morning: Morning, worked: tuple[list[float], list[float]]
) -> None:
    elapsed, takes = worked
    halls, office_id = Halls(), morning.place.office.pk
    takes += [0.1, 0.1]
    first = halls.at(office_id=office_id, now=at("9:00"))
    morning.call("Dora", "9:00")
    elapsed[0] += 3.9
    assert halls.at(office_id=office_id, now=at("9:01")) is first
    elapsed[0] += 0.2
    assert halls.at(office_id=office_id, now=at("9:01")).waiting == 0


def test_that_building_took_long_once_keeps_nobody_waiting(
    morning: Morning, worked: tuple[list[float], list[float]]
) -> None:
    elapsed, takes = worked
    halls, office_id = Halls(), morning.place.office.pk
    takes += [0.01, 0.2]
    halls.at(office_id=office_id, now=at("9:00"))
    elapsed[0] += 0.6
    halls.at(office_id=office_id, now=at("9:01"))
    morning.call("Dora", "9:01")
    elapsed[0] += 0.6
    assert halls.at(office_id=office_id, now=at("9:01")).waiting == 0
