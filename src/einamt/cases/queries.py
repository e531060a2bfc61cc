"""Reading cases: by what a citizen holds, and as the words that everybody may be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext, override

from einamt.cases.codes import is_code
from einamt.cases.errors import CaseNotFound
from einamt.cases.models import Case, CaseEvent, StatusWord
from einamt.cases.registry import CaseKind, CitizenAction, Line, Outcome, kind_of
from einamt.catalog.queries import service_names
from einamt.kernel.references import BadReference, parse_reference


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened, in words; `explanation` may be empty."""

    event: str
    label: str
    at: datetime
    explanation: str


@dataclass(frozen=True, slots=True)
class StatusView:
    """What may be told about a case: the same words for its holder, the clerk and the hotline agent.

    All texts are in the language that was asked for. `explanation` says what happens next, `promised_at` by when, and
    `promise_source` who says so (both may be missing). `outcome` says how a closed case has ended. `timeline` begins
    with the latest.
    """

    case_id: UUID
    reference: str
    kind: str
    kind_name: str
    service_name: str
    organisation_name: str
    office_name: str
    word: StatusWord
    state: str
    state_label: str
    explanation: str
    outcome: Outcome | None
    opened_at: datetime
    closed_at: datetime | None
    promised_at: datetime | None
    promise_source: str
    lines: list[Line]
    timeline: list[TimelineEntry]
    actions: list[CitizenAction]

    @property
    def is_final(self) -> bool:
        """Whether the case is closed."""
        return self.outcome is not None


def case_by_code(*, reference: str, code: str) -> Case:
    """The case that the holder of `reference` and `code` may read, with its service, organisation and office.

    Whatever is wrong (a slip in the reference, no such case, another case's code), the answer, the one query and the
    work are the same, so that nobody learns which references exist.

    :raises CaseNotFound: the two do not belong together.
    """
    case = _found(reference=reference)
    case_id, stored_hash = (case.pk, case.code_hash) if case else (None, None)
    if not is_code(case_id=case_id, stored_hash=stored_hash, code=code) or case is None:
        raise CaseNotFound
    return case


def case_by_reference(*, reference: str) -> Case:
    """The case with `reference`, for staff who may read it; who asks, authorises and records the reading.

    :raises CaseNotFound: there is none.
    """
    if (case := _found(reference=reference)) is None:
        raise CaseNotFound
    return case


def status_view(*, case: Case, language: str, now: datetime) -> StatusView:
    """What may be told about `case` at `now`, in `language` (German where a text has no translation)."""
    kind = kind_of(case.kind)
    state = kind.states[case.state]
    with override(language):
        return StatusView(
            case_id=case.pk,
            reference=case.reference,
            kind=kind.code,
            kind_name=gettext(kind.name),
            service_name=service_names(service_ids=[case.service_id], language=language).get(case.service_id, ""),
            organisation_name=_organisation_name(case, language),
            office_name=case.office.name if case.office else "",
            word=state.word,
            state=case.state,
            state_label=gettext(state.label),
            explanation=gettext(state.explanation),
            outcome=state.outcome,
            opened_at=case.opened_at,
            closed_at=case.closed_at,
            promised_at=case.promised_at,
            promise_source=gettext(case.promise_source) if case.promise_source else "",
            lines=[Line(label=gettext(line.label), value=line.value) for line in kind.summary(case.pk, language)],
            timeline=_timeline(kind=kind, events=case.events.order_by("-occurred_at", "-id"), language=language),
            actions=[
                CitizenAction(label=gettext(action.label), link=action.link, parameters=action.parameters)
                for action in kind.actions(case.pk, now)
            ],
        )


def _found(*, reference: str) -> Case | None:
    try:
        wanted = parse_reference(reference)
    except BadReference:
        wanted = ""  # no case has it, and the same query is made
    return Case.objects.select_related("service", "organisation", "office").filter(reference=wanted).first()


def _organisation_name(case: Case, language: str) -> str:
    organisation = case.organisation
    return organisation.name_en if language == "en" and organisation.name_en else organisation.name


def _timeline(*, kind: CaseKind, events: Iterable[CaseEvent], language: str) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            event=event.kind,
            label=gettext(kind.event_labels.get(event.kind, event.kind)),
            at=event.occurred_at,
            explanation=kind.event_note(event.kind, event.data, language),
        )
        for event in events
    ]
