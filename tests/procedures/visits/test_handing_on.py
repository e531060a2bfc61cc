"""A visit to several counter groups: handed from counter to counter, without a new appointment."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from einamt.cases.models import Case
from einamt.platform.facts.models import Fact
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.visits import errors, operations
from einamt.procedures.visits.models import ServedStation, Visit
from einamt.procedures.visits.operations import Desk
from einamt.procedures.visits.queries import DayEntry, Progress, day_list, line
from einamt.procedures.visits.rules import Standing, State
from tests.factories.appointments import Bookable, make_bookable, make_booking, somebody, unbalanced
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at


@dataclass
class Chain:
    """Emine's passport at the first counters at 9:36, and her car at the others afterwards."""

    morning: Morning
    cars: Bookable
    appointment: Appointment

    def desk(self, counter: str) -> Desk:
        return self.morning.desk(counter)

    def groups(self, *places: Bookable) -> list[int]:
        return [place.group.pk for place in places]

    def do(self, operation: str, clock: str, *, counter: str, command_id: UUID | None = None) -> Visit:
        act = getattr(operations, operation)
        return act(
            appointment_id=self.appointment.pk,
            desk=self.desk(counter),
            command_id=command_id or uuid4(),
            now=at(clock),
        )

    def next(self, clock: str, *, counter: str, place: Bookable) -> Visit:
        return operations.call_next(
            desk=self.desk(counter), group_ids=[place.group.pk], command_id=uuid4(), now=at(clock)
        )

    def entry(self, clock: str, place: Bookable) -> DayEntry:
        found = day_list(
            office_id=place.office.pk,
            day=at(clock).date(),
            now=at(clock),
            language="de",
            group_ids=[place.group.pk],
        ).entry(self.appointment.pk)
        assert found is not None
        return found

    def line(self, clock: str, place: Bookable) -> list[UUID]:
        return line(office_id=place.office.pk, day=at(clock).date(), group_ids=[place.group.pk], now=at(clock))


@pytest.fixture
def chain(morning: Morning) -> Chain:
    cars = make_bookable(now=BOOKED_AT, office=morning.place.office, steps=2)
    booked = make_booking(
        at=morning.place,
        day=at("9:36").date(),
        minute=9 * 60 + 36,
        now=BOOKED_AT,
        contact=somebody(name="Emine"),
        wishes=[(morning.place.service.pk, 1), (cars.service.pk, 1)],
    )
    assert booked.appointment.legs.get().start_minute == 9 * 60 + 48
    return Chain(morning, cars, booked.appointment)


def at_the_first_counter(chain: Chain) -> None:
    chain.do("mark_arrived", "9:30", counter="")
    chain.next("9:36", counter="1", place=chain.morning.place)


def test_only_the_first_counters_call_first_and_both_see_who_comes(chain: Chain) -> None:
    chain.do("mark_arrived", "9:30", counter="")
    assert chain.line("9:36", chain.morning.place) == [chain.appointment.pk]
    assert chain.line("9:36", chain.cars) == []
    with pytest.raises(errors.NobodyWaiting):
        chain.next("9:36", counter="21", place=chain.cars)
    for place in (chain.morning.place, chain.cars):
        entry = chain.entry("9:36", place)
        assert [(each.progress, each.minute) for each in entry.stations] == [
            (Progress.NOW, 9 * 60 + 36),
            (Progress.NEXT, 9 * 60 + 48),
        ]


def test_a_person_is_handed_on_and_called_at_the_next_counters(chain: Chain) -> None:
    at_the_first_counter(chain)
    chain.do("hand_on", "9:46", counter="1")
    assert chain.line("9:47", chain.morning.place) == []
    assert chain.line("9:47", chain.cars) == [chain.appointment.pk]
    waiting = chain.entry("9:47", chain.cars)
    assert (waiting.state, waiting.due_at, waiting.waiting_minutes) == (State.WAITING, at("9:48"), 1)
    visit = chain.next("9:48", counter="21", place=chain.cars)
    assert (visit.counter, visit.station) == ("21", 1)
    chain.do("finish_visit", "10:08", counter="21")
    assert Case.objects.get(appointment=chain.appointment).state == "served"
    assert [event.kind for event in chain.appointment.case.events.order_by("occurred_at", "id")] == [
        *("booked", "arrived", "called", "handed-on", "called", "served"),
    ]
    entry = chain.entry("10:08", chain.morning.place)
    assert [(each.progress, each.counter) for each in entry.stations] == [(Progress.SERVED, "1"), (Progress.SERVED, "")]
    assert unbalanced() == []


def test_minutes_of_service_leave_the_wait_between_out(chain: Chain) -> None:
    at_the_first_counter(chain)
    chain.do("hand_on", "9:46", counter="1")
    chain.next("9:58", counter="21", place=chain.cars)
    chain.do("finish_visit", "10:08", counter="21")
    counted = Fact.objects.get(schema="visits.visited").data
    assert (counted["wait_minutes"], counted["service_minutes"]) == (0, 20)


def test_the_first_counter_is_free_for_the_next_person_at_once(chain: Chain) -> None:
    at_the_first_counter(chain)
    chain.morning.arrive("Ada", "9:40")
    with pytest.raises(errors.CounterBusy):
        chain.morning.call("Ada", "9:46")
    chain.do("hand_on", "9:46", counter="1")
    assert chain.morning.call("Ada", "9:46").counter == "1"


def test_whoever_the_first_counter_kept_long_is_not_late_at_the_next(chain: Chain) -> None:
    at_the_first_counter(chain)
    chain.do("hand_on", "10:10", counter="1")
    assert chain.entry("10:11", chain.cars).standing is Standing.PUNCTUAL


def test_whoever_was_quick_waits_for_the_time_of_the_next_part_where_others_wait(chain: Chain) -> None:
    chain.do("mark_arrived", "9:00", counter="")
    chain.do("call_visit", "9:05", counter="1")
    chain.do("hand_on", "9:08", counter="1")
    assert chain.entry("9:09", chain.cars).standing is Standing.EARLY
    assert chain.line("9:09", chain.cars) == [chain.appointment.pk]


def test_handing_on_can_be_taken_back_once_by_who_did_it(chain: Chain) -> None:
    at_the_first_counter(chain)
    chain.do("hand_on", "9:46", counter="1")
    with pytest.raises(errors.HandedOnElsewhere):
        chain.do("undo_last", "9:47", counter="2")
    assert chain.entry("9:47", chain.cars).undo_counter == "1"
    visit = chain.do("undo_last", "9:47", counter="1")
    assert (visit.counter, visit.station, visit.called_at) == ("1", 0, at("9:36"))
    assert not ServedStation.objects.exists()
    with pytest.raises(errors.NothingToUndo):
        chain.do("undo_last", "9:48", counter="1")
    chain.do("hand_on", "9:49", counter="1")
    assert ServedStation.objects.get().ended_at == at("9:49")


def test_a_call_of_the_next_counters_is_taken_back_to_their_line(chain: Chain) -> None:
    at_the_first_counter(chain)
    chain.do("hand_on", "9:46", counter="1")
    chain.next("9:48", counter="21", place=chain.cars)
    visit = chain.do("undo_last", "9:49", counter="21")
    assert (visit.state, visit.station, visit.counter) == (State.WAITING, 1, "")
    assert chain.line("9:49", chain.cars) == [chain.appointment.pk]


def test_a_counter_with_somebody_else_takes_nobody_back(chain: Chain) -> None:
    at_the_first_counter(chain)
    chain.do("hand_on", "9:46", counter="1")
    chain.morning.call("Ada", "9:47")
    with pytest.raises(errors.CounterBusy):
        chain.do("undo_last", "9:48", counter="1")
    assert Visit.objects.get(appointment=chain.appointment).station == 1
    assert ServedStation.objects.count() == 1


def test_the_same_click_hands_on_once(chain: Chain) -> None:
    at_the_first_counter(chain)
    command_id = uuid4()
    for _ in range(2):
        assert chain.do("hand_on", "9:46", counter="1", command_id=command_id).station == 1
    assert ServedStation.objects.count() == 1


def test_after_the_last_counters_there_is_nobody_to_hand_on_to(chain: Chain) -> None:
    at_the_first_counter(chain)
    chain.do("hand_on", "9:46", counter="1")
    chain.next("9:48", counter="21", place=chain.cars)
    with pytest.raises(errors.NoFurtherCounters):
        chain.do("hand_on", "10:00", counter="21")
    chain.morning.call("Ada", "10:00")
    with pytest.raises(errors.NoFurtherCounters):
        operations.hand_on(
            appointment_id=chain.morning.id("Ada"), desk=chain.desk("1"), command_id=uuid4(), now=at("10:01")
        )


def test_who_was_served_once_and_did_not_come_to_the_next_counters_is_no_no_show(chain: Chain) -> None:
    at_the_first_counter(chain)
    chain.do("hand_on", "9:46", counter="1")
    chain.next("9:48", counter="21", place=chain.cars)
    chain.do("mark_no_show", "9:55", counter="21")
    assert Fact.objects.get(schema="visits.visited").data["outcome"] == "unfinished"
    chain.do("undo_last", "9:56", counter="21")
    assert [fact.data["count"] for fact in Fact.objects.filter(schema="visits.visited").order_by("id")] == [1, -1]


def test_where_all_was_done_at_once_the_visit_ends_there(chain: Chain) -> None:
    at_the_first_counter(chain)
    chain.do("finish_visit", "10:00", counter="1")
    assert Case.objects.get(appointment=chain.appointment).state == "served"
