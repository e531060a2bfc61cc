"""Many clerks at once: nobody is called twice, nobody is forgotten, a click counts once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from einamt.catalog.models import ServiceOffer
from einamt.kernel.channels import Channel
from einamt.procedures.visits import errors
from einamt.procedures.visits.arriving import check_in
from einamt.procedures.visits.models import FloorRevision, Visit, VisitCommand
from einamt.procedures.visits.sending_on import send_on
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_office
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at

CLERKS = 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd(transactional_db: None) -> Iterator[Morning]:
    """Twenty persons who wait, and more counters than the database likes."""
    morning = Morning(make_bookable(now=BOOKED_AT, counters=2))
    for number in range(20):
        morning.book(f"Person {number}", f"{9 + number // 10}:{number // 2 % 5 * 12:02d}")
        morning.arrive(f"Person {number}", "8:30")
    yield morning
    connections.close_all()


def at_once(work: Callable[[int], str | None], *, workers: int = CLERKS) -> list[str | None]:
    """What each worker's `work` gives, all begun at the same moment, each on a connection of its own."""
    barrier = Barrier(workers)
    connections.close_all()  # the pool has one connection for each worker, and none for whoever watches

    def run(number: int) -> str | None:
        barrier.wait()
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(workers)))


def test_clerks_who_call_at_once_get_different_persons_until_nobody_is_left(crowd: Morning) -> None:
    def serve(number: int) -> str:
        called = []
        while True:
            try:
                name = crowd.next("9:00", counter=f"C{number}")
            except errors.NobodyWaiting:
                return ",".join(called)
            called.append(name)
            crowd.finish(name, "9:05", counter=f"C{number}")

    called = [name for names in at_once(serve) for name in (names or "").split(",") if name]
    assert sorted(called) == sorted(crowd.appointments)
    assert all(crowd.events(name).count("called") == 1 for name in crowd.appointments)


def test_one_person_chosen_by_all_comes_to_one_counter(crowd: Morning) -> None:
    def choose(number: int) -> str:
        try:
            return crowd.call("Person 7", "9:00", counter=f"C{number}").counter
        except errors.AlreadyCalled as refusal:
            return f"refused for {refusal.params['counter']}"

    answers = at_once(choose)
    [winner] = [answer for answer in answers if answer and answer.startswith("C")]
    assert sorted(answers, key=str) == sorted([winner, *[f"refused for {winner}"] * (CLERKS - 1)], key=str)
    assert crowd.events("Person 7") == ["booked", "arrived", "called"]


def test_one_click_that_arrives_many_times_calls_one_person(crowd: Morning) -> None:
    command = uuid4()
    called = at_once(lambda _: crowd.next("9:00", counter="C1", command_id=command))
    assert len(set(called)) == 1
    assert Visit.objects.filter(state="called").count() == 1
    assert VisitCommand.objects.filter(pk=command).count() == 1


def test_one_counter_gets_one_person_however_often_its_clerk_calls(crowd: Morning) -> None:
    def call(_: int) -> str:
        try:
            return crowd.next("9:00", counter="C1")
        except errors.CounterBusy:
            return ""

    assert sum(bool(answer) for answer in at_once(call)) == 1
    assert Visit.objects.filter(state="called", counter="C1").count() == 1


def test_tickets_drawn_at_once_have_numbers_of_their_own(crowd: Morning) -> None:
    def draw(worker: int) -> str:
        return ",".join(crowd.take(f"{worker}-{turn}", "8:40").number for turn in range(5))

    numbers = [number for drawn in at_once(draw) for number in (drawn or "").split(",")]
    assert sorted(numbers) == [f"B{number:03d}" for number in range(1, 5 * CLERKS + 1)]


def test_a_tap_that_arrives_many_times_draws_one_number(crowd: Morning) -> None:
    command = uuid4()
    drawn = at_once(lambda _: crowd.take("Emil", "8:40", command_id=command).number)
    assert drawn == ["B001"] * CLERKS
    assert Visit.objects.filter(number__startswith="B").count() == 1


def test_phones_terminals_and_a_desk_that_check_one_person_in_at_once_note_one_arrival(
    transactional_db: None,
) -> None:
    morning = Morning(make_bookable(now=BOOKED_AT))
    morning.book("Ada", "9:00")
    channels = (Channel.PORTAL, Channel.KIOSK, Channel.COUNTER)

    def say_here(worker: int) -> str:
        channel = channels[worker % 3]
        if channel is Channel.COUNTER:
            return morning.arrive("Ada", "8:58").number
        case_id, office_id = morning.id("Ada"), morning.place.office.pk
        return check_in(
            case_id=case_id, office_id=office_id, channel=channel, command_id=uuid4(), now=at("8:58")
        ).number

    assert at_once(say_here) == ["A001"] * CLERKS
    assert morning.events("Ada") == ["booked", "arrived"]


def test_each_of_the_first_steps_of_an_office_counts_for_its_screens(transactional_db: None) -> None:
    morning = Morning(make_bookable(now=BOOKED_AT, counters=2))
    names = [f"Person {number}" for number in range(CLERKS)]
    for number, name in enumerate(names):
        morning.book(name, f"9:{number // 2 * 12:02d}")
    at_once(lambda worker: morning.arrive(names[worker], "8:58").state)
    assert FloorRevision.objects.get().number == CLERKS


def test_two_devices_that_note_one_arrival_make_one(transactional_db: None) -> None:
    morning = Morning(make_bookable(now=BOOKED_AT))
    morning.book("Ada", "9:00")
    at_once(lambda _: morning.arrive("Ada", "8:58").state)
    assert morning.events("Ada") == ["booked", "arrived"]
    assert morning.visit("Ada").arrived_at == at("8:58")


def test_a_person_is_sent_on_once_however_many_try(crowd: Morning) -> None:
    other = office_that_goes_on(crowd)
    crowd.call("Person 3", "9:00", counter="C1")

    def send(_number: int) -> str | None:
        try:
            sent = send_on(
                case_id=crowd.id("Person 3"),
                office_id=other.office.pk,
                desk=crowd.desk("C1"),
                command_id=uuid4(),
                now=at("9:05"),
            )
        except errors.WentOn:
            return None
        return sent.number

    assert [number for number in at_once(send) if number] == ["B001"]
    assert Visit.objects.filter(office=other.office).count() == 1


def test_who_arrives_while_it_is_taken_back_is_there_or_is_not_expected_any_more(crowd: Morning) -> None:
    other = office_that_goes_on(crowd)
    crowd.call("Person 3", "9:00", counter="C1")
    sent = send_on(
        case_id=crowd.id("Person 3"),
        office_id=other.office.pk,
        desk=crowd.desk("C1"),
        command_id=uuid4(),
        now=at("9:05"),
    )

    def take_back_or_arrive(number: int) -> str | None:
        try:
            if number % 2:
                return crowd.undo("Person 3", "9:06", counter="C1").state
            arrived = check_in(
                case_id=sent.case_id,
                office_id=other.office.pk,
                channel=Channel.KIOSK,
                command_id=uuid4(),
                now=at("9:06"),
            )
        except (errors.ArrivedThere, errors.CheckInGoesOn, errors.NothingToUndo):
            return None
        return arrived.state

    at_once(take_back_or_arrive)
    sent.refresh_from_db()
    assert (crowd.visit("Person 3").state, sent.state) in {("sent-on", "waiting"), ("called", "withdrawn")}


def office_that_goes_on(morning: Morning) -> Bookable:
    """Another office with the same service."""
    office = make_office(name="Rathaus")
    ServiceOffer.objects.create(service=morning.place.service, office=office, steps=1)
    return make_bookable(now=BOOKED_AT, counters=2, office=office, service=morning.place.service)
