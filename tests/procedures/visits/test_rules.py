"""Who is next, what is late, and that the visit's table goes with the case's."""

from datetime import datetime, timedelta

import pytest

from einamt.cases.rules import transition_for
from einamt.procedures.appointments.kinds import APPOINTMENT
from einamt.procedures.visits.rules import (
    CASE_STATES,
    EDGES,
    Edge,
    QueueRules,
    Standing,
    State,
    Waiting,
    may_be_missed_from,
    order_in_line,
    service_minutes,
    standing,
    wait_minutes,
)
from tests.procedures.visits.conftest import at

RULES = QueueRules(late_minutes=10, missing_minutes=15, soon_minutes=12)


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge.source}-{edge.action}-{edge.target}")
def test_the_case_goes_wherever_the_visit_goes(edge: Edge) -> None:
    found = transition_for(
        transitions=APPOINTMENT.transitions,
        state=CASE_STATES[edge.source],
        event=edge.action.value,
        to=CASE_STATES[edge.target],
    )
    assert found is not None
    assert edge.reason


def test_every_state_but_the_first_can_be_taken_back() -> None:
    assert {edge.source for edge in EDGES if edge.action.value == "undone"} == set(State) - {State.EXPECTED}


@pytest.mark.parametrize(
    ("starts", "arrived", "now", "expected"),
    [
        ("9:00", "8:55", "9:00", Standing.PUNCTUAL),
        ("9:00", "9:10", "9:11", Standing.PUNCTUAL),
        ("9:00", "9:11", "9:11", Standing.LATE),
        ("9:24", "9:00", "9:11", Standing.EARLY),
        ("9:24", "9:00", "9:12", Standing.PUNCTUAL),
    ],
)
def test_late_is_more_than_ten_minutes_and_early_more_than_a_step(
    starts: str, arrived: str, now: str, expected: Standing
) -> None:
    assert standing(Waiting(at(starts), at(arrived)), rules=RULES, now=at(now)) is expected


def line(now: str, *persons: tuple[str, str]) -> list[str]:
    def place(person: tuple[str, str]) -> tuple[int, datetime, datetime]:
        return order_in_line(Waiting(at(person[0]), at(person[1])), rules=RULES, now=at(now))

    return [starts for starts, _ in sorted(persons, key=place)]


def test_punctual_ones_are_called_by_their_time_not_by_their_arrival() -> None:
    assert line("9:12", ("9:12", "8:40"), ("9:00", "8:59")) == ["9:00", "9:12"]


def test_somebody_late_waits_for_the_punctual_but_goes_before_the_early() -> None:
    assert line("9:20", ("10:00", "9:00"), ("8:48", "9:15"), ("9:24", "9:19")) == ["9:24", "8:48", "10:00"]


def test_late_ones_are_called_as_they_arrived() -> None:
    assert line("9:40", ("9:12", "9:35"), ("9:00", "9:36")) == ["9:12", "9:00"]


def test_whoever_was_at_a_counter_before_goes_first_as_they_came_back() -> None:
    punctual, back = Waiting(at("9:00"), at("8:50")), Waiting(at("8:36"), at("8:30"), at("9:01"))
    late_and_back = Waiting(at("8:00"), at("8:30"), at("8:59"))
    places = sorted([punctual, back, late_and_back], key=lambda each: order_in_line(each, rules=RULES, now=at("9:02")))
    assert places == [late_and_back, back, punctual]
    assert standing(late_and_back, rules=RULES, now=at("9:02")) is Standing.RESUMED


def test_the_wait_counts_from_the_appointed_time_or_from_a_late_arrival() -> None:
    assert wait_minutes(starts_at=at("9:00"), arrived_at=at("8:30"), called_at=at("9:05")) == 5
    assert wait_minutes(starts_at=at("9:00"), arrived_at=at("9:20"), called_at=at("9:25")) == 5
    assert wait_minutes(starts_at=at("9:00"), arrived_at=at("8:30"), called_at=at("8:50")) == 0


def test_minutes_are_whole_and_never_negative() -> None:
    assert service_minutes(called_at=at("9:00"), ended_at=at("9:00") + timedelta(seconds=119)) == 1
    assert service_minutes(called_at=at("9:00"), ended_at=at("8:59")) == 0


def test_somebody_expected_may_be_missed_once_late() -> None:
    assert may_be_missed_from(starts_at=at("9:00"), rules=RULES) == at("9:15")
