"""What happens between counters: begun, parked until a paper is there, handed on, and chains of appointments."""

from uuid import uuid4

import pytest

from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits import errors, operations
from tests.factories.appointments import Bookable, make_bookable, make_booking, somebody
from tests.factories.catalog import make_service
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at


@pytest.fixture
def cars(morning: Morning) -> Bookable:
    """The same office's counters for vehicles, which serve another service."""
    office = morning.place.office
    return make_bookable(now=BOOKED_AT, counters=3, office=office, service=make_service(offices=[office], steps=1))


def own(place: Bookable) -> list[int]:
    return [place.group.pk]


def test_a_service_begins_when_the_person_is_at_the_counter(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.start("Ada", "9:01")
    morning.start("Ada", "9:02")
    visit = morning.visit("Ada")
    assert (visit.state, visit.started_at) == ("serving", at("9:01"))
    assert morning.recall("Ada", "9:03").calls == 1, "whoever is there needs no call"
    morning.finish("Ada", "9:10")
    assert morning.events("Ada") == ["booked", "arrived", "called", "started", "served"]


def test_whoever_is_being_served_keeps_the_counter(morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="4")
    morning.start("Ada", "9:01", counter="4")
    with pytest.raises(errors.CounterBusy):
        morning.call("Bilal", "9:02", counter="4")
    with pytest.raises(errors.WasThere):
        morning.miss("Ada", "9:30", counter="4")


def test_whoever_fetches_a_paper_frees_the_counter_and_comes_back_first(morning: Morning) -> None:
    morning.call("Çiğdem", "9:00")
    morning.start("Çiğdem", "9:00")
    morning.park("Çiğdem", "9:05")
    morning.arrive("Ada", "9:05")
    assert morning.next("9:06") == "Ada"
    morning.finish("Ada", "9:10")
    morning.arrive("Bilal", "9:10")
    morning.arrive("Çiğdem", "9:11")
    assert morning.next("9:12") == "Çiğdem", "before somebody punctual whose time has come"
    visit = morning.visit("Çiğdem")
    assert (visit.arrived_at, visit.called_at, visit.last_called_at) == (at("9:00"), at("9:00"), at("9:12"))
    assert morning.events("Çiğdem")[-3:] == ["parked", "returned", "called"]


def test_whoever_is_away_is_not_missing_and_may_be_called_when_seen(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.park("Ada", "9:05")
    with pytest.raises(errors.WasThere):
        morning.miss("Ada", "9:30")
    morning.call("Ada", "9:31", counter="2")
    assert morning.events("Ada")[-2:] == ["returned", "called"]


def test_somebody_handed_on_is_called_next_by_the_other_counters_alone(morning: Morning, cars: Bookable) -> None:
    morning.call("Ada", "9:00")
    morning.hand_on("Ada", "9:05", to=cars.group.pk)
    with pytest.raises(errors.NobodyWaiting):
        morning.next("9:06", group_ids=own(morning.place))
    assert morning.next("9:06", counter="K1", group_ids=own(cars)) == "Ada"
    assert morning.visit("Ada").called_at == at("9:00"), "the wait ended with the first call"


def test_nobody_is_handed_on_to_another_office_s_counters(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    elsewhere = make_bookable(now=BOOKED_AT)
    with pytest.raises(errors.GroupElsewhere):
        morning.hand_on("Ada", "9:05", to=elsewhere.group.pk)
    assert morning.visit("Ada").state == "called"


@pytest.mark.parametrize(
    ("begun", "act", "before"),
    [(False, "park", "called"), (True, "park", "serving"), (False, "hand_on", "called"), (True, "hand_on", "serving")],
)
def test_parking_and_handing_on_are_taken_back_by_the_counter_that_did_it(
    morning: Morning, cars: Bookable, begun: bool, act: str, before: str
) -> None:
    morning.call("Ada", "9:00", counter="4")
    if begun:
        morning.start("Ada", "9:01", counter="4")
    if act == "park":
        morning.park("Ada", "9:02", counter="4")
    else:
        morning.hand_on("Ada", "9:02", to=cars.group.pk, counter="4")
    with pytest.raises(errors.AlreadyCalled):
        morning.undo("Ada", "9:03", counter="5")
    morning.undo("Ada", "9:03", counter="4")
    visit = morning.visit("Ada")
    assert (visit.state, visit.counter, visit.calls, visit.group_id) == (before, "4", 1, None)
    assert visit.started_at == (at("9:01") if begun else None)


def test_who_came_back_by_mistake_is_away_again(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.park("Ada", "9:02")
    morning.arrive("Ada", "9:10")
    morning.undo("Ada", "9:11")
    visit = morning.visit("Ada")
    assert (visit.state, visit.resumed_at) == ("parked", None)


def test_a_chain_goes_on_at_its_next_counters_at_their_time(morning: Morning, cars: Bookable) -> None:
    minute = 10 * 60
    booked = make_booking(
        at=morning.place,
        day=at("10:00").date(),
        minute=minute,
        now=BOOKED_AT,
        wishes=[*morning.place.wishes(), *cars.wishes()],
        contact=somebody(email="dora@example.org", name="Dora"),
    )
    morning.appointments["Dora"] = booked.appointment
    [leg] = booked.appointment.legs.all()
    first, second = booked.appointment.capacity_day.group_id, leg.capacity_day.group_id
    assert {first, second} == {morning.place.group.pk, cars.group.pk}

    morning.arrive("Dora", "9:55")
    assert morning.next("10:00", counter="1", group_ids=[first]) == "Dora"
    morning.finish("Dora", "10:06", counter="1")
    visit = morning.visit("Dora")
    assert (visit.state, visit.part, visit.group_id, visit.ended_at) == ("waiting", 1, second, None)
    assert visit.due_at == at(f"{leg.start_minute // 60}:{leg.start_minute % 60:02}")
    with pytest.raises(errors.NobodyWaiting):
        morning.next("10:07", counter="1", group_ids=[first])
    assert morning.next("10:07", counter="K1", group_ids=[second]) == "Dora"
    morning.finish("Dora", "10:20", counter="K1")
    assert morning.visit("Dora").state == "done"
    assert morning.events("Dora") == ["booked", "arrived", "called", "handed-on", "called", "served"]


def test_what_the_first_counters_of_a_chain_did_holds_until_others_say_otherwise(
    morning: Morning, cars: Bookable
) -> None:
    booked = make_booking(
        at=morning.place,
        day=at("10:00").date(),
        minute=10 * 60,
        now=BOOKED_AT,
        wishes=[*morning.place.wishes(), *cars.wishes()],
        contact=somebody(email="dora@example.org", name="Dora"),
    )
    morning.appointments["Dora"] = booked.appointment
    said = [(morning.place.service.pk, 2), (cars.service.pk, 1)]
    morning.call("Dora", "10:00", counter="1")
    morning.finish("Dora", "10:06", counter="1", done=said)
    assert morning.visit("Dora").done == [list(each) for each in said]
    morning.undo("Dora", "10:07", counter="1")
    assert morning.visit("Dora").done is None
    morning.finish("Dora", "10:08", counter="1", done=said)
    morning.call("Dora", "10:09", counter="K1")
    morning.finish("Dora", "10:20", counter="K1")
    assert morning.visit("Dora").done == [list(each) for each in said]


def test_the_same_click_hands_on_once(morning: Morning, cars: Bookable) -> None:
    morning.call("Ada", "9:00")
    command = uuid4()
    for _ in range(2):
        operations.hand_on(
            case_id=morning.id("Ada"),
            group_id=cars.group.pk,
            desk=morning.desk(),
            command_id=command,
            now=at("9:05"),
        )
    assert morning.events("Ada").count("handed-on") == 1
    assert CounterGroup.objects.get(handed_visits=morning.visit("Ada")).pk == cars.group.pk
