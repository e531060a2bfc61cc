"""The pages of docs/reference that are made from the code: the states of every kind of case, and who is told what."""

from collections.abc import Iterator

from django.utils.translation import gettext, override

from einamt.cases.registry import CaseKind, State, registered
from einamt.cases.telling import ASKERS, TABLE, TOLD


def states_page() -> str:
    """docs/reference/case-states.md: states, words, sentences and edges of every kind."""
    lines = [
        "# States of cases",
        "",
        "Made by `einamt cases states`. Each kind of case maps its states to the six words of the federal inbox and",
        "says what happens next, and by when, in German and English. `…` stands for the moment.",
    ]
    for _, kind in sorted(registered().items()):
        lines += ["", *_kind(kind)]
    return "\n".join(lines) + "\n"


def telling_page() -> str:
    """docs/reference/telling.md: the table of `telling`."""
    with override("en"):
        heads = [gettext(ASKERS[asker]) for asker in TABLE]
        rows = [
            f"| {gettext(words)} | " + " | ".join("yes" if what in TABLE[asker] else "–" for asker in TABLE) + " |"
            for what, words in TOLD.items()
        ]
    return "\n".join(
        [
            "# What may be told to whom",
            "",
            "Made by `einamt cases telling` from `cases/telling.py`, which every page and read-out is made from. What",
            "staff read is recorded. Why so little is told for a number: [the law](../rules/identity-documents.md).",
            "",
            f"| told | {' | '.join(heads)} |",
            f"|---|{'---|' * len(heads)}",
            *rows,
            "",
        ]
    )


def _kind(kind: CaseKind) -> Iterator[str]:
    yield f"## `{kind.code}`: {_both(kind.name)}"
    yield ""
    yield f"Kept for {kind.retention.days} days: {kind.retention_reason}."
    yield ""
    yield "| state | word | told | next | by when |"
    yield "|---|---|---|---|---|"
    for name, state in kind.states.items():
        told = " | ".join((_both(state.label), _both(state.explanation), _by_when(state)))
        yield f"| `{name}` | {state.word.value} | {told} |"
    yield ""
    yield "| event | from | to | why |"
    yield "|---|---|---|---|"
    for edge in kind.transitions:
        yield f"| {edge.event} | `{edge.source}` | `{edge.target}` | {edge.reason} |"


def _by_when(state: State) -> str:
    if state.by_when is None:
        return "–"
    sentences = [state.by_when.sentence, *([state.by_when.unknown] if state.by_when.unknown else [])]
    return "; else: ".join(_both(sentence).replace("%(moment)s", "…") for sentence in sentences)


def _both(message: str) -> str:
    return f"{message} / {_english(message)}"


def _english(message: str) -> str:
    with override("en"):
        return gettext(message)
