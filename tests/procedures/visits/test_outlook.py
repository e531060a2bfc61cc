"""What the forecast of a day is made of: the plan or who is really there, who is expected, and who usually comes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from einamt.kernel.actor import Actor, ActorKind
from einamt.procedures.appointments.models import CounterGroup, NoShowShare
from einamt.procedures.visits import board, errors
from einamt.procedures.visits.arrivals import walk_in_profile
from einamt.procedures.visits.board import CounterState, Deed
from einamt.procedures.visits.forecasting import forecast
from einamt.procedures.visits.halls import HALLS
from einamt.procedures.visits.models import CounterOpening, FloorRevision, TicketStop, Visit
from einamt.procedures.visits.opening import close_counter, open_counter, opened_counters
from einamt.procedures.visits.outlook import GroupOutlook, Outlook, outlook
from einamt.procedures.visits.resting import go_on, rest_counter
from einamt.procedures.visits.rules import Standing
from einamt.procedures.visits.ticketing import open_stops, resume_tickets, stop_tickets
from tests.factories.appointments import make_bookable
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at

JONAS = Actor(ActorKind.STAFF, "jonas")


@pytest.fixture(autouse=True)
def unknown_halls() -> None:
    """What was measured before this test is not known."""
    HALLS.forget()
    walk_in_profile.cache_clear()


def seen(morning: Morning, clock: str) -> Outlook:
    return outlook(office_id=morning.place.office.pk, now=at(clock))


def only(morning: Morning, clock: str) -> GroupOutlook:
    [group] = seen(morning, clock).groups
    return group


def open_nine(morning: Morning, clock: str, *, counter: str = "9") -> CounterOpening:
    office, group = morning.place.office, morning.place.group
    return open_counter(office_id=office.pk, group_id=group.pk, counter=counter, author=JONAS, now=at(clock))


def test_before_anybody_waits_the_plan_says_how_many_counters_are_open(morning: Morning) -> None:
    group = only(morning, "9:00")
    assert (group.planned, group.open) == (3, 3.0)
    assert group.rest.begins == 9 * 60
    assert group.rest.ends == 12 * 60
    assert set(group.rest.counters) == {3.0}


def test_an_hour_before_opening_nobody_serves_yet(morning: Morning) -> None:
    counters = only(morning, "7:00").rest.counters
    assert (set(counters[:12]), set(counters[12:])) == ({0.0}, {3.0})


def test_where_people_wait_those_who_call_count_and_whoever_is_missing_is_missing_all_day(morning: Morning) -> None:
    for name in ("Emil", "Fatma", "Gül"):
        morning.take(name, "9:00")
    morning.call("Emil", "9:02", counter="1")
    group = only(morning, "9:05")
    assert (group.planned, group.open) == (3, 1.0)
    assert set(group.rest.counters) == {1.0}


def test_a_counter_with_somebody_for_an_hour_is_still_open(morning: Morning) -> None:
    for name in ("Emil", "Fatma"):
        morning.take(name, "8:30")
    morning.call("Emil", "8:40", counter="1")
    assert only(morning, "9:40").open == 1.0


def test_a_counter_that_called_another_group_today_still_serves_it(morning: Morning) -> None:
    cars = make_bookable(now=BOOKED_AT, office=morning.place.office)
    service = cars.service.pk
    morning.take("Emil", "8:30", service_id=service)
    morning.call("Emil", "8:31", counter="1")
    morning.finish("Emil", "8:40", counter="1")
    for name in ("Fatma", "Gül"):
        morning.take(name, "9:20", service_id=service if name == "Gül" else None)
    morning.call("Fatma", "9:21", counter="1")
    counters = {each.group.pk: each.open for each in seen(morning, "9:25").groups}
    assert counters[cars.group.pk] == 0.5, "nobody of this group was called for three quarters of an hour"


def test_an_opened_counter_is_one_more_until_it_is_closed(morning: Morning) -> None:
    opening = open_nine(morning, "9:00")
    assert only(morning, "9:00").open == 4.0
    close_counter(office_id=morning.place.office.pk, opening_id=opening.pk, author=JONAS, now=at("9:10"))
    assert only(morning, "9:10").open == 3.0


def test_an_opened_counter_counts_once_when_it_calls(morning: Morning) -> None:
    for name in ("Emil", "Fatma", "Gül"):
        morning.take(name, "9:00")
    morning.call("Emil", "9:01", counter="1")
    open_nine(morning, "9:02")
    assert only(morning, "9:03").open == 2.0
    morning.call("Fatma", "9:04", counter="9")
    assert only(morning, "9:05").open == 2.0


def test_whoever_is_booked_is_expected_at_their_time_less_those_who_stay_away(morning: Morning) -> None:
    before = only(morning, "8:45").rest.booked
    minutes = [number * 5 for number, load in enumerate(before) if load.mean]
    assert minutes == [15, 25, 35], "9:00, 9:12 and 9:24, in steps of five minutes from 8:45"
    NoShowShare.objects.create(
        group=morning.place.group,
        valid_from=at("9:00").date(),
        appointments=1000,
        missed=200,
        measured_on=at("9:00").date(),
    )
    after = only(morning, "8:45").rest.booked
    assert 0.8 < after[3].mean / before[3].mean < 0.85


def test_whoever_is_early_is_work_at_their_own_time(morning: Morning) -> None:
    morning.arrive("Çiğdem", "8:50")
    rest = only(morning, "8:55").rest
    assert rest.waiting_booked.mean == 0
    assert rest.booked[5].mean > 0


def test_without_an_appointment_come_as_many_as_on_the_same_weekday_before(morning: Morning) -> None:
    morning.take("Emil", "10:10")
    morning.take("Fatma", "10:20")
    morning.take("Gül", "11:00")
    for number, name in enumerate(("Emil", "Fatma", "Gül")):
        visit = morning.visit(name)
        back = timedelta(weeks=1 + number % 2)
        Visit.objects.filter(pk=visit.pk).update(
            visit_date=visit.visit_date - back, arrived_at=visit.arrived_at - back, state="done"
        )
    looked = seen(morning, "9:00")
    assert looked.measured_days == 2
    walk_ins = looked.groups[0].rest.walk_ins
    came = {9 * 60 + step * 5 for step, load in enumerate(walk_ins) if load.mean}
    assert came == {*range(600, 630, 5), *range(660, 690, 5)}
    first, second = walk_ins[12].mean, walk_ins[24].mean
    assert first == pytest.approx(2 * second)


def test_where_nothing_is_counted_nobody_is_expected_without_an_appointment(morning: Morning) -> None:
    assert seen(morning, "9:00").measured_days == 0
    assert not any(load.mean for load in only(morning, "9:00").rest.walk_ins)


def test_whoever_any_counter_serves_is_shared_between_the_groups(morning: Morning) -> None:
    cars = make_bookable(now=BOOKED_AT, office=morning.place.office, counters=3)
    morning.take("Emil", "9:00")
    ticket = Visit.objects.get(case_id=morning.id("Emil")).case.walk_in
    ticket.group = None
    ticket.save()
    halves = [each.rest.waiting_others.mean for each in seen(morning, "9:05").groups]
    assert len(halves) == 2
    assert halves[0] == pytest.approx(halves[1])
    assert halves[0] > 0
    assert cars.group.pk in {each.group.pk for each in seen(morning, "9:05").groups}


def test_a_day_that_is_over_has_no_forecast(morning: Morning) -> None:
    group = only(morning, "12:30")
    assert (list(group.rest.counters), group.open) == ([], 0.0)
    assert list(forecast(rest=group.rest).half_hours) == []


def test_the_reading_takes_a_fixed_number_of_queries(
    morning: Morning, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        morning.take(f"Person {number}", "9:00")
    with django_assert_max_num_queries(13):
        seen(morning, "9:10")


def test_a_counter_says_what_it_does_now_and_a_free_one_not_since_when(morning: Morning) -> None:
    for name, clock in (("Emil", "8:58"), ("Fatma", "8:59"), ("Gül", "9:00")):
        morning.take(name, clock)
    morning.call("Emil", "9:01", counter="1")
    morning.start("Emil", "9:02", counter="1")
    morning.call("Fatma", "9:03", counter="10")
    morning.call("Gül", "9:03", counter="2")
    morning.finish("Gül", "9:05", counter="2")
    open_nine(morning, "9:06")
    now = [(each.name, each.state, each.number, each.since) for each in board.counters_now(seen=seen(morning, "9:07"))]
    assert now == [
        ("1", CounterState.SERVING, "B001", at("9:01")),
        ("2", CounterState.FREE, "", None),
        ("9", CounterState.WANTED, "", None),
        ("10", CounterState.CALLED, "B002", at("9:03")),
    ]


def test_who_waits_is_told_by_number_and_why_they_stand_there(morning: Morning) -> None:
    morning.arrive("Ada", "8:55")
    morning.take("Emil", "8:50")
    [group] = board.waiting_by_group(seen=seen(morning, "9:10"))
    assert [(each.number, each.standing, each.minutes) for each in group.people] == [
        ("A001", Standing.PUNCTUAL, 10),
        ("B001", Standing.WALK_IN, 20),
    ]
    assert group.longest.number == "B001"
    assert board.waiting_by_group(seen=seen(Morning(make_bookable(now=BOOKED_AT)), "9:10")) == []


def test_a_counter_is_opened_once_and_only_for_the_offices_own_groups(morning: Morning) -> None:
    open_nine(morning, "9:00")
    with pytest.raises(errors.CounterOpened):
        open_nine(morning, "9:01")
    elsewhere = make_bookable(now=BOOKED_AT)
    with pytest.raises(errors.OpeningElsewhere):
        open_counter(
            office_id=morning.place.office.pk, group_id=elsewhere.group.pk, counter="8", author=JONAS, now=at("9:02")
        )
    office_id = morning.place.office.pk
    assert [each.counter for each in opened_counters(office_id=office_id, now=at("9:03"))] == ["9"]
    assert opened_counters(office_id=office_id, now=at("9:03") + timedelta(days=1)) == []


def test_another_offices_manager_closes_nothing_here(morning: Morning) -> None:
    opening = open_nine(morning, "9:00")
    elsewhere = make_bookable(now=BOOKED_AT)
    close_counter(office_id=elsewhere.office.pk, opening_id=opening.pk, author=JONAS, now=at("9:01"))
    opening.refresh_from_db()
    assert opening.closed_at is None


def test_an_opened_counter_that_has_called_and_makes_a_pause_is_said_to_and_not_reckoned_with(
    morning: Morning,
) -> None:
    def nine(clock: str) -> list[CounterState]:
        return [each.state for each in board.counters_now(seen=seen(morning, clock)) if each.name == "9"]

    def reckoned(clock: str) -> float:
        return seen(morning, clock).groups[0].open

    rest_counter(desk=morning.desk("9"), now=at("8:00"))
    planned = reckoned("8:01")
    open_nine(morning, "8:05")
    assert (nine("8:06"), reckoned("8:06")) == ([CounterState.WANTED], planned + 1)
    morning.call("Ada", "8:10", counter="9")
    morning.finish("Ada", "8:15", counter="9")
    assert nine("8:16") == [CounterState.FREE]
    rest_counter(desk=morning.desk("9"), now=at("8:20"))
    assert (nine("8:21"), reckoned("8:21")) == ([CounterState.PAUSED], planned)
    go_on(desk=morning.desk("9"), now=at("8:30"))
    assert nine("8:31") == [CounterState.FREE]


def test_a_stop_ends_at_its_time_and_can_be_made_again(morning: Morning) -> None:
    office_id = morning.place.office.pk

    def stop(clock: str, until: str | None) -> TicketStop:
        until_at = at(until) if until else None
        return stop_tickets(
            office_id=office_id, group_id=None, reason="Voll.", author=JONAS, now=at(clock), until_at=until_at
        )

    with pytest.raises(errors.StopOver):
        stop("9:00", "9:00")
    stop("9:00", "9:30")
    with pytest.raises(errors.TicketsStopped):
        morning.take("Emil", "9:29")
    assert morning.take("Emil", "9:30").number == "B001"
    again = stop("9:40", None)
    assert again.until_at is None
    assert TicketStop.objects.get(until_at=at("9:30")).ended_at == at("9:30")
    assert open_stops(office_id=office_id, now=at("11:00")) == [again]


def test_what_has_ended_by_itself_is_not_ended_again(morning: Morning) -> None:
    office_id = morning.place.office.pk

    def stop(clock: str, until: str) -> None:
        stop_tickets(
            office_id=office_id, group_id=None, reason="Voll.", author=JONAS, now=at(clock), until_at=at(until)
        )

    def resume(clock: str) -> bool:
        return resume_tickets(office_id=office_id, group_id=None, author=JONAS, now=at(clock))

    stop("9:00", "9:30")
    assert not resume("9:31")
    ended = [each for each in board.decisions(office_id=office_id, now=at("9:31")) if each.deed is Deed.RESUMED]
    assert [(each.at, each.author) for each in ended] == [(at("9:30"), "")]
    stop("9:40", "10:30")
    assert resume("9:50")
    assert not resume("9:51")


def test_after_the_end_of_a_stop_people_come_again_without_an_appointment(morning: Morning) -> None:
    morning.take("Emil", "10:10")
    Visit.objects.filter(case_id=morning.id("Emil")).update(
        visit_date=at("9:00").date() - timedelta(weeks=1), arrived_at=at("10:10") - timedelta(weeks=1), state="done"
    )
    stop_tickets(
        office_id=morning.place.office.pk,
        group_id=None,
        reason="Voll.",
        author=JONAS,
        now=at("9:00"),
        until_at=at("10:15"),
    )
    group = only(morning, "9:00")
    came = [9 * 60 + step * 5 for step, load in enumerate(group.rest.walk_ins) if load.mean]
    assert (group.is_stopped, came) == (True, [615, 620, 625])
    assert sum(load.mean for load in group.unstopped.walk_ins) == pytest.approx(
        2 * sum(load.mean for load in group.rest.walk_ins)
    )


def test_every_decision_stands_in_the_days_history_with_its_author(morning: Morning) -> None:
    office_id = morning.place.office.pk
    opening = open_nine(morning, "9:00")
    stop_tickets(office_id=office_id, group_id=None, reason="Voll.", author=JONAS, now=at("9:05"))
    resume_tickets(office_id=office_id, group_id=None, author=JONAS, now=at("9:10"))
    close_counter(office_id=office_id, opening_id=opening.pk, author=JONAS, now=at("9:15"))
    stop_tickets(office_id=office_id, group_id=None, reason="Pause.", author=JONAS, now=at("9:20"), until_at=at("9:25"))
    told = [(each.deed, each.author) for each in board.decisions(office_id=office_id, now=at("9:30"))]
    assert told == [
        (Deed.RESUMED, ""),
        (Deed.STOPPED, "staff:jonas"),
        (Deed.CLOSED, "staff:jonas"),
        (Deed.RESUMED, "staff:jonas"),
        (Deed.STOPPED, "staff:jonas"),
        (Deed.OPENED, "staff:jonas"),
    ]


def test_every_step_and_every_decision_changes_the_version(morning: Morning) -> None:
    office_id = morning.place.office.pk

    def version() -> str:
        return board.board_version(office_id=office_id, now=at("9:01"))

    first = version()
    assert not FloorRevision.objects.exists()
    morning.take("Emil", "9:00", command_id=uuid4())
    second = version()
    open_nine(morning, "9:00")
    assert len({first, second, version(), board.board_version(office_id=office_id, now=at("9:06"))}) == 4


def test_a_group_of_the_office_without_a_plan_today_is_still_told_who_waits_for_it(morning: Morning) -> None:
    cars = CounterGroup.objects.create(office=morning.place.office, key="kfz", name="Kfz")
    morning.take("Emil", "9:00")
    morning.call("Emil", "9:01")
    morning.hand_on("Emil", "9:02", to=cars.pk)
    [group] = board.waiting_by_group(seen=seen(morning, "9:05"))
    assert (group.group_id, group.longest.standing, group.longest.minutes) == (cars.pk, Standing.RESUMED, 3)
