"""Who is next, what is late, and that the visit's table goes with the case's."""

from datetime import timedelta

import pytest

from einamt.cases.registry import CaseKind
from einamt.cases.rules import transition_for
from einamt.procedures.appointments.kinds import APPOINTMENT
from einamt.procedures.visits.kinds import VISIT
from einamt.procedures.visits.rules import (
    CASE_STATES,
    EDGES,
    Edge,
    Place,
    QueueRules,
    Standing,
    State,
    Waiting,
    may_be_missed_from,
    order_in_line,
    service_minutes,
    standing,
    wait_minutes,
    whole_minute_from,
)
from tests.procedures.visits.conftest import at

RULES = QueueRules(late_minutes=10, missing_minutes=15, soon_minutes=12)


@pytest.mark.parametrize("kind", [APPOINTMENT, VISIT], ids=lambda kind: kind.code)
@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge.source}-{edge.action}-{edge.target}")
def test_the_case_goes_wherever_the_visit_goes(edge: Edge, kind: CaseKind) -> None:
    if kind is APPOINTMENT and edge.target is State.WITHDRAWN:
        assert CASE_STATES[State.WITHDRAWN] not in kind.states, "no appointment comes from another office"
        return
    found = transition_for(
        transitions=kind.transitions,
        state=CASE_STATES[edge.source],
        event=edge.action.value,
        to=CASE_STATES[edge.target],
    )
    assert found is not None
    assert edge.reason


def test_every_state_can_be_taken_back_but_the_first_and_what_another_office_took_back() -> None:
    assert {edge.source for edge in EDGES if edge.action.value == "undone"} == set(State) - {
        State.EXPECTED,
        State.WITHDRAWN,
    }


@pytest.mark.parametrize(
    ("starts", "arrived", "now", "expected"),
    [
        ("9:00", "8:55", "9:00", Standing.PUNCTUAL),
        ("9:00", "9:00", "9:01", Standing.PUNCTUAL),
        ("9:00", "9:01", "9:11", Standing.LATE),
        ("9:00", "9:10", "9:11", Standing.LATE),
        ("9:00", "9:11", "9:11", Standing.WALK_IN),
        ("9:24", "9:00", "9:11", Standing.EARLY),
        ("9:24", "9:00", "9:12", Standing.PUNCTUAL),
    ],
)
def test_late_is_up_to_ten_minutes_and_early_more_than_a_step(
    starts: str, arrived: str, now: str, expected: Standing
) -> None:
    assert standing(Waiting(at(starts), at(arrived)), rules=RULES, now=at(now)) is expected


def line(now: str, *persons: tuple[str, str]) -> list[str]:
    def place(person: tuple[str, str]) -> Place:
        return order_in_line(Waiting(at(person[0]), at(person[1])), rules=RULES, now=at(now))

    return [starts for starts, _ in sorted(persons, key=place)]


def test_punctual_ones_are_called_by_their_time_not_by_their_arrival() -> None:
    assert line("9:12", ("9:12", "8:40"), ("9:00", "8:59")) == ["9:00", "9:12"]


def test_somebody_too_late_waits_for_the_punctual_but_goes_before_the_early() -> None:
    assert line("9:20", ("10:00", "9:00"), ("8:48", "9:15"), ("9:24", "9:19")) == ["9:24", "8:48", "10:00"]


def test_late_ones_are_called_as_they_arrived() -> None:
    assert line("9:40", ("9:12", "9:35"), ("9:00", "9:36")) == ["9:12", "9:00"]


def test_whoever_was_at_a_counter_before_goes_first_as_they_came_back() -> None:
    punctual, back = Waiting(at("9:00"), at("8:50")), Waiting(at("8:36"), at("8:30"), at("9:01"))
    late_and_back = Waiting(at("8:00"), at("8:30"), at("8:59"))
    places = sorted([punctual, back, late_and_back], key=lambda each: order_in_line(each, rules=RULES, now=at("9:02")))
    assert places == [late_and_back, back, punctual]
    assert standing(late_and_back, rules=RULES, now=at("9:02")) is Standing.RESUMED


def test_an_emergency_goes_before_appointments_by_the_rank_of_its_reason() -> None:
    punctual = Waiting(at("9:00"), at("8:50"))
    death, travel = Waiting(None, at("9:01"), rank=1), Waiting(None, at("8:55"), rank=2)
    back = Waiting(at("8:36"), at("8:30"), at("9:01"))
    places = sorted([punctual, travel, death, back], key=lambda each: order_in_line(each, rules=RULES, now=at("9:02")))
    assert places == [back, death, travel, punctual]


def test_whoever_came_without_an_appointment_takes_the_time_of_somebody_who_has_not_come_at_once() -> None:
    walk_in, early = Waiting(None, at("8:40")), Waiting(at("9:36"), at("8:30"))
    next_one = min([walk_in, early], key=lambda each: order_in_line(each, rules=RULES, now=at("9:01")))
    assert next_one is walk_in, "nobody at 9:00 is there, and nobody is waited for"
    punctual = Waiting(at("9:12"), at("9:01"))
    next_one = min([walk_in, early, punctual], key=lambda each: order_in_line(each, rules=RULES, now=at("9:01")))
    assert next_one is punctual


def test_too_late_for_an_appointment_is_like_having_none() -> None:
    too_late, walk_in = Waiting(at("9:00"), at("9:20")), Waiting(None, at("9:19"))
    order = sorted([too_late, walk_in], key=lambda each: order_in_line(each, rules=RULES, now=at("9:21")))
    assert order == [walk_in, too_late]


def test_the_wait_counts_from_the_appointed_time_or_from_a_late_arrival() -> None:
    assert wait_minutes(starts_at=at("9:00"), arrived_at=at("8:30"), called_at=at("9:05")) == 5
    assert wait_minutes(starts_at=at("9:00"), arrived_at=at("9:20"), called_at=at("9:25")) == 5
    assert wait_minutes(starts_at=at("9:00"), arrived_at=at("8:30"), called_at=at("8:50")) == 0
    assert wait_minutes(starts_at=None, arrived_at=at("8:30"), called_at=at("8:50")) == 20


def test_minutes_are_whole_and_never_negative() -> None:
    assert service_minutes(called_at=at("9:00"), ended_at=at("9:00") + timedelta(seconds=119)) == 1
    assert service_minutes(called_at=at("9:00"), ended_at=at("8:59")) == 0


def test_somebody_expected_may_be_missed_once_late() -> None:
    assert may_be_missed_from(starts_at=at("9:00"), rules=RULES) == at("9:15")


def test_no_page_names_a_minute_before_a_moment() -> None:
    assert whole_minute_from(at("9:02")) == at("9:02")
    assert whole_minute_from(at("9:02") + timedelta(microseconds=1)) == at("9:03")
    assert whole_minute_from(at("9:02") + timedelta(seconds=59)) == at("9:03")
