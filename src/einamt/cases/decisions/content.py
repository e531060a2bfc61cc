"""What stands in a decision. Its language is German, the language of the authority (§ 23(1) VwVfG, § 19(1) SGB X)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from einamt.cases.decisions.drafts import Draft
from einamt.cases.decisions.rules import Court, Remedy
from einamt.cases.documents.registry import Content, DocumentKind, Field, Section
from einamt.kernel.errors import N_

LANGUAGE = "de"
_HEADINGS = {"operative": "Entscheidung", "reasons": "Begründung", "remedy": "Rechtsbehelfsbelehrung"}
_OBJECTION_FORM: Mapping[Court, str] = {
    Court.ADMINISTRATIVE: (
        "schriftlich, elektronisch nach § 3a Absatz 2 oder 3 des Verwaltungsverfahrensgesetzes, nach § 9a Absatz 5 des "
        "Onlinezugangsgesetzes"
    ),
    Court.SOCIAL: "schriftlich, elektronisch nach § 36a Absatz 2 oder 2a des Ersten Buches Sozialgesetzbuch",
}
"""§ 70(1) VwGO, § 84(1) SGG: the form follows the courts, whatever the law of procedure. An instruction that leaves one
out can be wrong (§ 58(2) VwGO; for § 66(2) SGG, BSG, B 7 AS 10/22 R).
"""
_ACTION_FORM: Mapping[Court, str] = {
    Court.ADMINISTRATIVE: "schriftlich, elektronisch nach § 55a der Verwaltungsgerichtsordnung",
    Court.SOCIAL: "schriftlich, elektronisch nach § 65a des Sozialgerichtsgesetzes",
}
"""§ 81(1) VwGO, § 90 SGG."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a decision on one kind of case is called, and how its instruction begins that one may go to court."""

    title: str = "Bescheid"
    action: str = (
        "Gegen diesen Bescheid können Sie innerhalb eines Monats, nachdem er Ihnen zugestellt oder bekannt gegeben "
        "worden ist, Klage erheben"
    )


_ORDINARY = Naming()
_namings: dict[str, Naming] = {}


def name_decisions(*, kind: str, naming: Naming) -> None:
    """Have decisions on cases of `kind` called otherwise; procedures say so when they start."""
    _namings[kind] = naming


def remedy_paragraphs(draft: Draft, *, kind: str) -> list[str]:
    """The instruction about the remedy in a decision on a case of `kind`: which one, where, in which form, until when
    (§ 58(1) VwGO, § 66(1) SGG).
    """
    if draft.remedy is Remedy.NONE:
        return []
    where = _in_one_line(draft.remedy_office)
    if draft.remedy is Remedy.OBJECTION:
        first = (
            "Gegen diesen Bescheid können Sie innerhalb eines Monats, nachdem er Ihnen bekannt gegeben worden ist, "
            f"Widerspruch einlegen: {_OBJECTION_FORM[draft.court]} oder mündlich zur Niederschrift bei: {where}."
        )
    else:
        action = _namings.get(kind, _ORDINARY).action
        first = f"{action}: {_ACTION_FORM[draft.court]} oder mündlich zur Niederschrift bei: {where}."
    said = [first]
    if draft.court is Court.SOCIAL:
        said.append("Wird er Ihnen im Ausland bekannt gegeben, haben Sie dafür drei Monate.")
    if electronic := _in_one_line(draft.remedy_electronic):
        said.append(f"Elektronisch geht es so: {electronic}")
    return said


def content_of(draft: Draft, *, kind: str) -> Content:
    """The decision on a case of `kind` as it will stand on the page, to be looked at before it is issued."""
    return _content(given_of(draft, kind=kind))


def given_of(draft: Draft, *, kind: str) -> dict[str, str]:
    """The draft as the values of a document."""
    address = draft.direction.address
    return {
        "title": _namings.get(kind, _ORDINARY).title,
        "subject": draft.subject.strip(),
        "addressee": "\n".join(address.lines()) if address else draft.person_name.strip(),
        "operative": draft.operative,
        "reasons": draft.reasons,
        "remedy": "\n\n".join(remedy_paragraphs(draft, kind=kind)),
    }


def _content(given: Mapping[str, str]) -> Content:
    sections = [(heading, _paragraphs(given[name])) for name, heading in _HEADINGS.items()]
    return Content(
        title=given["title"],
        paragraphs=[given["subject"]],
        sections=[Section(heading, paragraphs) for heading, paragraphs in sections if paragraphs],
        addressee=given["addressee"].split("\n"),
    )


def _of_document(_case_id: UUID, given: Mapping[str, str], _language: str, _now: datetime) -> Content:
    return _content(given)


def _never_as_a_form(_case_id: UUID) -> Sequence[Field] | None:
    """A decision is more than a filled-in form: it has a page and an operation of its own."""
    return None


def _paragraphs(text: str) -> list[str]:
    return [_in_one_line(part) for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


DECISION = DocumentKind(code="decision", name=N_("Bescheid"), fields=_never_as_a_form, content=_of_document)
