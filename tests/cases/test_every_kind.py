"""Every kind of case that is installed says all that its holder, the federal inbox and the archive ask for."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils.translation import gettext, override

from einamt.cases import registry
from einamt.cases.models import StatusWord
from einamt.cases.registry import LONGEST_LABEL, ByWhen, CaseKind, State
from einamt.cases.telling import ASKERS, TABLE, TOLD, Asker, Told

ROOT = Path(__file__).resolve().parents[2]
KINDS = sorted(code for code in registry.registered() if code != "errand")
STATES = [(code, name) for code in KINDS for name in registry.kind_of(code).states]


def state_of(code: str, name: str) -> State:
    return registry.kind_of(code).states[name]


def sentences(state: State) -> list[str]:
    by_when = state.by_when or ByWhen("")
    return [text for text in (state.label, state.explanation, by_when.sentence, by_when.unknown) if text]


def test_the_kinds_of_all_procedures_are_looked_at() -> None:
    assert apps.get_app_config("appointments") is not None
    assert "appointment" in KINDS


@pytest.mark.parametrize(("code", "name"), STATES)
def test_a_state_has_a_word_and_says_what_happens_next_and_by_when(code: str, name: str) -> None:
    state = state_of(code, name)
    assert state.word in StatusWord
    assert state.label
    assert state.explanation
    assert (state.word is StatusWord.COMPLETED) == state.is_final
    assert (state.by_when is None) if state.is_final else (state.by_when is not None and state.by_when.is_complete)


@pytest.mark.parametrize(("code", "name"), STATES)
def test_a_state_speaks_german_and_english_and_fits_the_federal_inbox(code: str, name: str) -> None:
    state = state_of(code, name)
    with override("en"):
        english = [gettext(text) for text in sentences(state)]
    assert all(told != text for told, text in zip(english, sentences(state), strict=True))
    assert max(len(state.label), len(english[0])) <= LONGEST_LABEL
    assert all(
        ("%(moment)s" in told) == ("%(moment)s" in text) for told, text in zip(english, sentences(state), strict=True)
    )


@pytest.mark.parametrize("code", KINDS)
def test_an_edge_has_a_reason_and_an_event_has_its_words_in_both_languages(code: str) -> None:
    kind: CaseKind = registry.kind_of(code)
    assert [edge for edge in kind.transitions if len(edge.reason) < 10] == []
    with override("en"):
        assert [label for label in (kind.name, *kind.event_labels.values()) if not gettext(label)] == []
    assert kind.retention_reason


def test_a_sentence_with_a_moment_that_may_be_unknown_is_not_complete() -> None:
    assert not ByWhen("Bis %(moment)s.").is_complete
    assert ByWhen("Bis %(moment)s.", unknown="Bald.").is_complete
    assert not ByWhen("").is_complete


def test_everybody_who_can_ask_stands_in_the_table_of_telling() -> None:
    assert TABLE.keys() == ASKERS.keys() == set(Asker)
    assert TOLD.keys() == set(Told)


def test_a_serial_number_is_told_the_state_alone() -> None:
    assert TABLE[Asker.NUMBER] == {Told.STATE, Told.NEXT}


def test_clerk_and_hotline_agent_read_out_the_same_but_what_was_written_and_decided() -> None:
    assert TABLE[Asker.CLERK] == TABLE[Asker.HOLDER] - {Told.ACTIONS}
    assert TABLE[Asker.HOTLINE] == TABLE[Asker.CLERK] - {Told.MESSAGES, Told.DECISIONS}


@pytest.mark.parametrize(("page", "file"), [("states", "case-states.md"), ("telling", "telling.md")])
def test_the_reference_is_what_the_code_says(page: str, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = StringIO()
    with monkeypatch.context() as patch:
        patch.delitem(registry._kinds, "errand")  # it exists in tests only
        call_command("cases", page, stdout=printed)
    kept = (ROOT / "docs/reference" / file).read_text(encoding="utf-8")
    assert printed.getvalue() == kept, f"einamt cases {page} > docs/reference/{file}"
