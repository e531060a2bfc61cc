"""Transition tables."""

import pytest

from einamt.cases.registry import register
from einamt.cases.rules import Transition, faults_of_table, transition_for
from tests.factories.cases import ERRAND

OPEN_TO_DONE = Transition("finished", "open", "done", "all is done")


def faults(*edges: Transition, initial: str = "open", done_is_final: bool = True) -> list[str]:
    return faults_of_table(
        initial=initial,
        states={"open": False, "done": done_is_final},
        events=["finished", "reopened"],
        transitions=edges,
    )


def test_a_sound_table_has_no_faults() -> None:
    assert faults(OPEN_TO_DONE) == []


@pytest.mark.parametrize(
    ("edges", "initial", "done_is_final", "fault"),
    [
        ((OPEN_TO_DONE,), "new", True, "the initial state 'new' is not declared"),
        ((OPEN_TO_DONE, Transition("lost", "open", "done", "")), "open", True, "undeclared state or event"),
        ((OPEN_TO_DONE, Transition("finished", "open", "gone", "")), "open", True, "undeclared state or event"),
        ((Transition("finished", "open", "open", ""),), "open", True, "'done' is never reached"),
        ((OPEN_TO_DONE,), "open", False, "'done' is not final and has no way on"),
    ],
)
def test_an_unsound_table_is_refused_with_its_fault(
    edges: tuple[Transition, ...], initial: str, done_is_final: object, fault: str
) -> None:
    assert any(fault in found for found in faults(*edges, initial=initial, done_is_final=bool(done_is_final)))


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        register(ERRAND)


def test_an_event_that_takes_back_goes_where_it_is_told() -> None:
    edges = (Transition("undone", "done", "open", ""), Transition("undone", "done", "waiting", ""))
    found = transition_for(transitions=edges, state="done", event="undone", to="waiting")
    assert found is not None
    assert found.target == "waiting"
    assert transition_for(transitions=edges, state="done", event="undone", to="lost") is None
