"""A visit from arrival to its end, and all that is refused on the way."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from einamt.cases.models import Case
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform.facts.models import Fact
from einamt.procedures.appointments.models import BookingRules, CounterGroup
from einamt.procedures.appointments.operations import cancel_appointment
from einamt.procedures.visits import errors, operations
from einamt.procedures.visits.models import FloorRules, Visit
from tests.factories.appointments import make_bookable
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at


def facts() -> list[dict[str, object]]:
    return [fact.data for fact in Fact.objects.filter(schema="visits.visited").order_by("occurred_at", "id")]


def test_a_visit_goes_from_arrival_to_done_and_the_case_tells_it(morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    assert morning.next("9:03", counter="7") == "Ada"
    morning.recall("Ada", "9:04", counter="7")
    morning.finish("Ada", "9:15", counter="7")
    visit = morning.visit("Ada")
    assert (visit.state, visit.counter, visit.calls) == ("done", "7", 2)
    assert (visit.arrived_at, visit.called_at, visit.last_called_at, visit.ended_at) == (
        at("8:58"),
        at("9:03"),
        at("9:04"),
        at("9:15"),
    )
    case = morning.appointments["Ada"].case
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("served", at("9:15"))
    assert morning.events("Ada") == ["booked", "arrived", "called", "recalled", "served"]


def test_each_event_tells_the_office_and_the_counters_and_handing_on_to_whom(morning: Morning) -> None:
    office = morning.place.office
    cash = CounterGroup.objects.create(office=office, key="kasse", name="Kasse")
    morning.arrive("Ada", "8:58")
    morning.call("Ada", "9:00", counter="7")
    morning.hand_on("Ada", "9:05", to=cash.pk, counter="7")
    morning.call("Ada", "9:06", counter="8")
    morning.take("Dora", "9:07")
    own = {"office": office.identifier, "counter_group": "buergerdienste"}
    events = morning.appointments["Ada"].case.events.exclude(kind="booked").order_by("occurred_at", "id")
    assert [(event.kind, event.data) for event in events] == [
        ("arrived", own),
        ("called", own | {"counter": "7"}),
        ("handed-on", own | {"to_counter_group": "kasse"}),
        ("called", own | {"counter_group": "kasse", "counter": "8"}),
    ]
    assert Case.objects.get(pk=morning.id("Dora")).events.get().data == own


def test_a_visit_is_counted_once_with_its_minutes(morning: Morning) -> None:
    morning.call("Bilal", "8:40", counter="2")
    morning.call("Çiğdem", "8:40", counter="3")
    morning.arrive("Ada", "8:58")
    morning.next("9:03")
    morning.finish("Ada", "9:15")
    office = morning.place.office
    assert facts() == [
        {
            "service": morning.place.service.identifier,
            "district": office.organisation.identifier,
            "office": office.identifier,
            "counter_group": "buergerdienste",
            "channel": "portal",
            "arrival": "appointment",
            "arrival_channel": "counter",
            "visit_date": "2026-11-24",
            "outcome": "served",
            "wait_minutes": 3,
            "service_minutes": 12,
            "count": 1,
        }
    ]


def test_a_no_show_is_counted_without_minutes(morning: Morning) -> None:
    morning.miss("Ada", "9:10")
    [fact] = facts()
    assert fact["arrival_channel"] == ""
    assert (fact["outcome"], fact["wait_minutes"], fact["service_minutes"], fact["count"]) == ("no-show", None, None, 1)


def test_an_end_that_is_taken_back_is_counted_back(morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    morning.next("9:03")
    morning.finish("Ada", "9:15")
    morning.undo("Ada", "9:16")
    first, second = facts()
    assert {**first, "count": -1} == second


def test_an_early_end_gives_no_capacity_back(morning: Morning) -> None:
    day = at("9:00").date()
    before = bytes(morning.place.day(day).free)
    morning.call("Ada", "8:30")
    morning.finish("Ada", "8:31")
    assert bytes(morning.place.day(day).free) == before


def test_the_line_is_called_in_its_order(morning: Morning) -> None:
    morning.arrive("Çiğdem", "8:50")
    morning.arrive("Bilal", "9:11")
    morning.arrive("Ada", "9:12")
    assert [morning.next("9:13", counter=counter) for counter in ("1", "2", "3")] == ["Bilal", "Çiğdem", "Ada"]
    with pytest.raises(errors.NobodyWaiting):
        morning.next("9:14", counter="4")


def test_a_counter_calls_only_whom_it_serves(morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    with pytest.raises(errors.NobodyWaiting):
        operations.call_next(desk=morning.desk(), group_ids=[], command_id=uuid4(), now=at("9:00"))


def test_somebody_who_is_only_expected_arrives_with_the_call(morning: Morning) -> None:
    visit = morning.call("Ada", "9:00", counter="2")
    assert (visit.state, visit.arrived_at) == ("called", at("9:00"))
    assert morning.events("Ada") == ["booked", "arrived", "called"]


def test_a_second_arrival_keeps_the_first(morning: Morning) -> None:
    morning.arrive("Ada", "8:50")
    morning.arrive("Ada", "8:58")
    assert morning.visit("Ada").arrived_at == at("8:50")
    assert morning.events("Ada") == ["booked", "arrived"]


def test_the_same_click_calls_one_person(morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    morning.arrive("Bilal", "8:59")
    command = uuid4()
    assert morning.next("9:00", command_id=command) == morning.next("9:00", command_id=command) == "Ada"
    assert morning.events("Ada").count("called") == 1
    assert morning.visit("Bilal").state == "waiting"


@pytest.mark.parametrize(
    "operation",
    [operations.mark_arrived, operations.call_visit],
    ids=lambda operation: operation.__name__,
)
def test_the_same_click_again_answers_the_same_even_when_things_moved_on(
    morning: Morning, operation: Callable[..., Visit]
) -> None:
    command = uuid4()
    inputs = {"case_id": morning.id("Ada"), "desk": morning.desk(), "command_id": command}
    first = operation(**inputs, now=at("9:00"))
    if operation is operations.mark_arrived:
        morning.call("Ada", "9:01")
    morning.finish("Ada", "9:05")
    assert operation(**inputs, now=at("9:06")) == first
    assert morning.visit("Ada").state == "done"


def test_a_refused_click_may_be_tried_again(morning: Morning) -> None:
    command = uuid4()
    with pytest.raises(errors.NobodyWaiting):
        morning.next("9:00", command_id=command)
    morning.arrive("Ada", "9:01")
    assert morning.next("9:02", command_id=command) == "Ada"


def test_a_stale_tab_learns_which_counter_has_the_person(morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    morning.next("9:00", counter="4")
    reference = morning.appointments["Ada"].case.reference
    for act in (morning.call, morning.recall, morning.finish, morning.miss, morning.undo):
        with pytest.raises(errors.AlreadyCalled) as refused:
            act("Ada", "9:01", counter="5")
        assert refused.value.params == {"reference": reference, "counter": "4"}
    with pytest.raises(errors.AlreadyCalled):
        morning.arrive("Ada", "9:01")


def test_calling_somebody_again_from_the_same_counter_changes_nothing(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.call("Ada", "9:01")
    assert morning.events("Ada").count("called") == 1


def test_a_counter_has_one_person_at_a_time(morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="4")
    morning.arrive("Bilal", "9:01")
    for act in (lambda: morning.call("Bilal", "9:02", counter="4"), lambda: morning.next("9:02", counter="4")):
        with pytest.raises(errors.CounterBusy) as refused:
            act()
        assert refused.value.params == {"counter": "4", "reference": morning.appointments["Ada"].case.reference}
    assert morning.visit("Bilal").state == "waiting"


def test_calling_needs_a_counter(morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    with pytest.raises(errors.NoCounter):
        morning.next("9:00", counter="")


def test_what_is_over_is_refused_with_what_to_do(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.finish("Ada", "9:05")
    morning.miss("Bilal", "9:30")
    for act in (morning.call, morning.recall, morning.finish, morning.miss):
        with pytest.raises(errors.AlreadyDone):
            act("Ada", "9:31")
        with pytest.raises(errors.MarkedMissing):
            act("Bilal", "9:31")
    with pytest.raises(errors.AlreadyDone):
        morning.arrive("Ada", "9:31")


def test_what_needs_a_call_is_refused_before_it(morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    for act in (morning.recall, morning.finish):
        with pytest.raises(errors.NotCalledYet):
            act("Ada", "9:00")
        with pytest.raises(errors.NotCalledYet):
            act("Bilal", "9:00")


def test_somebody_who_waits_is_not_missing(morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    with pytest.raises(errors.StillWaiting):
        morning.miss("Ada", "9:30")


def test_somebody_who_may_still_come_is_not_missing(morning: Morning) -> None:
    with pytest.raises(errors.TooEarlyToMiss) as refused:
        morning.miss("Ada", "9:09")
    assert (refused.value.params["start"], refused.value.params["limit"]) == ("9:00", "9:10")
    morning.call("Ada", "9:09")
    morning.miss("Ada", "9:11")


def test_whoever_was_called_has_the_citys_minutes_to_come_to_the_counter(morning: Morning) -> None:
    FloorRules.objects.create(valid_from=at("9:00").date(), call_minutes=3, source="Beschluss")
    morning.arrive("Ada", "8:55")
    morning.call("Ada", "9:00")
    with pytest.raises(errors.TooEarlyToGiveUp) as refused:
        morning.miss("Ada", "9:02")
    assert refused.value.params["limit"] == "9:03"
    morning.recall("Ada", "9:02")
    morning.miss("Ada", "9:03")
    assert morning.visit("Ada").state == "no-show", "calling again costs the counter nothing"


def test_each_counter_gives_whoever_it_calls_the_same_minutes(morning: Morning) -> None:
    morning.arrive("Ada", "8:55")
    morning.call("Ada", "9:00", counter="1")
    morning.undo("Ada", "9:01", counter="1")
    morning.call("Ada", "9:05", counter="2")
    with pytest.raises(errors.TooEarlyToGiveUp):
        morning.miss("Ada", "9:06", counter="2")
    morning.miss("Ada", "9:07", counter="2")


def test_where_the_city_gives_no_minutes_a_call_is_over_at_once(morning: Morning) -> None:
    FloorRules.objects.create(valid_from=at("9:00").date(), call_minutes=0, source="Beschluss")
    morning.call("Ada", "9:00")
    morning.miss("Ada", "9:00")


def test_the_city_says_when_somebody_counts_as_late_or_missing(morning: Morning) -> None:
    BookingRules.objects.update(late_arrival_minutes=2, no_show_minutes=30)
    with pytest.raises(errors.TooEarlyToMiss) as refused:
        morning.miss("Ada", "9:29")
    assert refused.value.params["limit"] == "9:30"
    morning.arrive("Ada", "9:03")
    morning.arrive("Bilal", "9:10")
    assert morning.next("9:12") == "Bilal", "Ada came three minutes late, and two are allowed"


@pytest.mark.parametrize(
    ("before", "expected_state"),
    [(["arrive"], "expected"), (["call"], "waiting"), (["call", "finish"], "called"), (["call", "miss"], "called")],
)
def test_the_last_step_is_taken_back_and_only_once(morning: Morning, before: list[str], expected_state: str) -> None:
    for minute, step in enumerate(before):
        getattr(morning, step)("Ada", f"9:0{2 * minute}")
    morning.undo("Ada", "9:03")
    visit = morning.visit("Ada")
    assert (visit.state, visit.ended_at) == (expected_state, None)
    assert morning.events("Ada")[-1] == "undone"
    morning.appointments["Ada"].case.refresh_from_db()
    assert morning.appointments["Ada"].case.closed_at is None
    with pytest.raises(errors.NothingToUndo):
        morning.undo("Ada", "9:04")


def test_a_no_show_from_afar_goes_back_to_expected(morning: Morning) -> None:
    morning.miss("Ada", "9:15")
    morning.undo("Ada", "9:16")
    assert morning.visit("Ada").state == "expected"
    morning.arrive("Ada", "9:17")


@pytest.mark.parametrize("counter", ["", "2"])
def test_whoever_came_after_all_is_put_back_into_line_by_the_information_desk_or_another_counter(
    morning: Morning, counter: str
) -> None:
    morning.arrive("Ada", "8:50")
    morning.arrive("Bilal", "8:51")
    morning.call("Ada", "9:00", counter="1")
    morning.miss("Ada", "9:02", counter="1")
    morning.call("Bilal", "9:03", counter="1")
    morning.undo("Ada", "9:04", counter=counter)
    visit = morning.visit("Ada")
    assert (visit.state, visit.counter, visit.ended_at, visit.arrived_at) == ("waiting", "", None, at("8:50"))
    assert [fact["count"] for fact in facts()] == [1, -1]
    with pytest.raises(errors.NothingToUndo):
        morning.undo("Ada", "9:05", counter=counter)
    assert morning.next("9:06", counter="2") == "Ada"


def test_the_counter_that_gave_somebody_up_has_them_back_at_once(morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="1")
    morning.miss("Ada", "9:02", counter="1")
    morning.undo("Ada", "9:04", counter="1")
    assert (morning.visit("Ada").state, morning.visit("Ada").counter) == ("called", "1")


def test_a_call_that_is_taken_back_frees_the_counter(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.undo("Ada", "9:01")
    visit = morning.visit("Ada")
    assert (visit.counter, visit.called_at, visit.calls, visit.arrived_at) == ("", None, 0, at("9:00"))
    assert morning.next("9:02") == "Ada"


def test_nobody_comes_back_to_a_counter_that_has_somebody_else(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.finish("Ada", "9:05")
    morning.call("Bilal", "9:06")
    with pytest.raises(errors.CounterBusy):
        morning.undo("Ada", "9:07")
    assert morning.visit("Ada").state == "done"
    assert len(facts()) == 1


def test_an_appointment_of_another_day_or_office_says_where_it_is(morning: Morning) -> None:
    elsewhere = make_bookable(now=BOOKED_AT)
    with pytest.raises(errors.WrongDay) as wrong_day:
        operations.mark_arrived(case_id=morning.id("Ada"), desk=morning.desk(), command_id=uuid4(), now=BOOKED_AT)
    assert wrong_day.value.params["date"] == "Dienstag, 24. November 2026, 9:00 Uhr"
    desk = operations.Desk(elsewhere.office.pk, "1", CITIZEN, Channel.COUNTER)
    with pytest.raises(errors.WrongOffice) as wrong_office:
        operations.mark_arrived(case_id=morning.id("Ada"), desk=desk, command_id=uuid4(), now=at("9:00"))
    assert wrong_office.value.params["office"] == morning.place.office.name
    assert not Visit.objects.exists()


def test_a_cancelled_appointment_is_not_visited(morning: Morning) -> None:
    cancel_appointment(
        appointment_id=morning.appointments["Ada"].pk,
        channel=Channel.PORTAL,
        actor=CITIZEN,
        command_id=uuid4(),
        now=at("8:00"),
    )
    with pytest.raises(errors.AppointmentCancelled):
        morning.arrive("Ada", "8:58")


def test_an_appointment_that_does_not_exist_is_not_visited(morning: Morning) -> None:
    with pytest.raises(errors.VisitNotFound):
        operations.mark_arrived(case_id=uuid4(), desk=morning.desk(), command_id=uuid4(), now=at("9:00"))


def test_a_note_is_kept_and_the_last_one_counts(morning: Morning) -> None:
    for text in ("Foto fehlt", " Foto ist nachgereicht "):
        operations.write_note(case_id=morning.id("Ada"), desk=morning.desk(), text=text, now=at("9:00"))
    assert morning.visit("Ada").note == "Foto ist nachgereicht"
