"""What stands in a decision. Its language is German, the language of the authority (§ 23(1) VwVfG, § 19(1) SGB X)."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from einamt.cases.decisions.drafts import Draft
from einamt.cases.decisions.rules import Law, Remedy
from einamt.cases.documents.registry import Content, DocumentKind, Field, Section
from einamt.kernel.errors import N_

LANGUAGE = "de"
_HEADINGS = {"operative": "Entscheidung", "reasons": "Begründung", "remedy": "Rechtsbehelfsbelehrung"}
_IN_WRITING: Mapping[Law, str] = {
    Law.GENERAL: "schriftlich, elektronisch nach § 3a Absatz 2 oder 3 des Verwaltungsverfahrensgesetzes",
    Law.SOCIAL: "schriftlich, elektronisch nach § 36a Absatz 2 oder 2a des Ersten Buches Sozialgesetzbuch",
    Law.TAX: "schriftlich, elektronisch nach § 3a Absatz 2 oder 3 des Verwaltungsverfahrensgesetzes",
}


def remedy_paragraphs(draft: Draft) -> list[str]:
    """The instruction about the remedy: which one, where, in which form, until when (§ 58(1) VwGO, § 66(1) SGG)."""
    if draft.remedy is Remedy.NONE:
        return []
    where = _in_one_line(draft.remedy_office)
    if draft.remedy is Remedy.OBJECTION:
        first = (
            "Gegen diesen Bescheid können Sie innerhalb eines Monats, nachdem er Ihnen bekannt gegeben worden ist, "
            f"Widerspruch einlegen: {_IN_WRITING[draft.law]} oder mündlich zur Niederschrift bei: {where}."
        )
    else:
        first = (
            "Gegen diesen Bescheid können Sie innerhalb eines Monats, nachdem er Ihnen zugestellt oder bekannt gegeben "
            f"worden ist, Klage erheben: schriftlich, elektronisch oder mündlich zur Niederschrift bei: {where}."
        )
    said = [first]
    if draft.law is Law.SOCIAL:
        said.append("Wird er Ihnen im Ausland bekannt gegeben, haben Sie dafür drei Monate.")
    if electronic := _in_one_line(draft.remedy_electronic):
        said.append(f"Elektronisch geht es so: {electronic}")
    return said


def content_of(draft: Draft) -> Content:
    """The decision as it will stand on the page, to be looked at before it is issued."""
    return _content(given_of(draft))


def given_of(draft: Draft) -> dict[str, str]:
    """The draft as the values of a document."""
    address = draft.direction.address
    return {
        "subject": draft.subject.strip(),
        "addressee": "\n".join(address.lines()) if address else draft.person_name.strip(),
        "operative": draft.operative,
        "reasons": draft.reasons,
        "remedy": "\n\n".join(remedy_paragraphs(draft)),
    }


def _content(given: Mapping[str, str]) -> Content:
    sections = [(heading, _paragraphs(given[name])) for name, heading in _HEADINGS.items()]
    return Content(
        title="Bescheid",
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
