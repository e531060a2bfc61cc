"""Reading cases: by what a citizen holds, and as the words that everybody may be told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext, override

from einamt.cases import notices
from einamt.cases.codes import is_code
from einamt.cases.errors import CaseNotFound
from einamt.cases.models import Case, StatusWord
from einamt.cases.registry import NOTES, CaseKind, CitizenAction, Line, Outcome, kind_of
from einamt.cases.rules import PromiseBasis
from einamt.cases.telling import TABLE, Asker, Told
from einamt.catalog.models import Organisation
from einamt.catalog.queries import service_names
from einamt.kernel.errors import N_
from einamt.kernel.localtime import local_date
from einamt.kernel.references import BadReference, parse_reference
from einamt.platform.shell import city, words

PROMISE_BASES: Mapping[PromiseBasis, str] = {
    PromiseBasis.STATUTE: N_("Gesetz"),
    PromiseBasis.SERVICE_STANDARD: N_("Servicestandard"),
    PromiseBasis.CITY: N_("Zusage der Stadt"),
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened, in words; `explanation` may be empty."""

    event: str
    label: str
    at: datetime | date
    explanation: str


@dataclass(frozen=True, slots=True)
class StatusView:
    """What `telling` lets somebody be told about a case, in the same words whoever reads them out.

    All texts are in the language that was asked for; what is not told is empty. `explanation` says what happens next,
    `by_when` until when, `promise_source` who says so (empty where nobody has promised anything). `outcome` says how a
    closed case has ended. `timeline` begins with the latest; of a closed case, staff are told days.
    """

    case_id: UUID
    asker: Asker
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
    by_when: str
    outcome: Outcome | None
    opened_at: datetime | None
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


def references_of(*, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """The references of cases, for staff's lists; those that were erased are left out."""
    return dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "reference"))


def status_view(*, case: Case, asker: Asker, language: str, now: datetime) -> StatusView:
    """What `asker` may be told about `case` at `now`, in `language` (German where a text has no translation).

    Staff are told of a blocked case no more than of a number (Art. 18(2) GDPR).
    """
    kind = kind_of(case.kind)
    state = kind.states[case.state]
    is_staff = asker in {Asker.CLERK, Asker.HOTLINE}
    told = TABLE[Asker.NUMBER if is_staff and hasattr(case, "block") else asker]
    by_day = state.is_final and asker is not Asker.HOLDER
    has_particulars, is_promise_told = Told.PARTICULARS in told, Told.BY_WHEN in told and not state.is_final
    with override(language):
        return StatusView(
            case_id=case.pk,
            asker=asker,
            reference=case.reference if Told.REFERENCE in told else "",
            kind=kind.code,
            kind_name=gettext(kind.name),
            service_name=_service_name(case, language) if Told.SERVICE in told else "",
            organisation_name=organisation_name(organisation=case.organisation, language=language)
            if has_particulars
            else "",
            office_name=case.office.name if has_particulars and case.office else "",
            word=state.word,
            state=case.state,
            state_label=gettext(state.label),
            explanation=gettext(state.explanation),
            by_when=_by_when(case, kind) if is_promise_told else "",
            outcome=state.outcome,
            opened_at=case.opened_at if Told.HISTORY in told else None,
            closed_at=case.closed_at if Told.HISTORY in told and not by_day else None,
            promised_at=case.promised_at if is_promise_told else None,
            promise_source=_promise_source(case) if is_promise_told else "",
            lines=_lines(case, kind, language) if has_particulars else [],
            timeline=_timeline(case, kind, language, by_day=by_day) if Told.HISTORY in told else [],
            actions=_actions(case, kind, now) if Told.ACTIONS in told else [],
        )


@dataclass(frozen=True, slots=True)
class BriefView:
    """A line of its holder's list of cases: what it is, where it stands, what happens next and by when."""

    case_id: UUID
    reference: str
    kind_name: str
    service_name: str
    state_label: str
    word: StatusWord
    outcome: Outcome | None
    explanation: str
    by_when: str


def brief_views(*, cases: Sequence[Case], language: str) -> list[BriefView]:
    """What the holder of `cases` is told of each in a list, in `language`."""
    names = service_names(service_ids=[case.service_id for case in cases], language=language)
    with override(language):
        return [_brief(case, kind_of(case.kind), names.get(case.service_id, "")) for case in cases]


def _brief(case: Case, kind: CaseKind, service_name: str) -> BriefView:
    state = kind.states[case.state]
    return BriefView(
        case_id=case.pk,
        reference=case.reference,
        kind_name=gettext(kind.name),
        service_name=service_name,
        state_label=gettext(state.label),
        word=state.word,
        outcome=state.outcome,
        explanation=gettext(state.explanation),
        by_when="" if state.is_final else _by_when(case, kind),
    )


def organisation_name(*, organisation: Organisation, language: str) -> str:
    """What an authority is called (German where it has no other name)."""
    return organisation.name_en if language == "en" and organisation.name_en else organisation.name


def _found(*, reference: str) -> Case | None:
    try:
        wanted = parse_reference(reference)
    except BadReference:
        wanted = ""  # no case has it, and the same query is made
    return Case.objects.select_related("service", "organisation", "office", "block").filter(reference=wanted).first()


def _service_name(case: Case, language: str) -> str:
    return service_names(service_ids=[case.service_id], language=language).get(case.service_id, "")


def _by_when(case: Case, kind: CaseKind) -> str:
    """The state's answer to "by when?", in the active language."""
    said = kind.states[case.state].by_when
    if said is None:
        return ""
    if "%(moment)s" not in said.sentence:
        return gettext(said.sentence)
    moment = kind.due(case.pk) or case.promised_at
    if moment is None:
        return gettext(said.unknown)
    return gettext(said.sentence) % {"moment": words.date_long(moment) if said.is_day else words.moment_long(moment)}


def _promise_source(case: Case) -> str:
    """Servicestandard: Berliner Servicestandards 2026, Nr. 4."""
    if case.promised_at is None:
        return ""
    basis = gettext(PROMISE_BASES[PromiseBasis(case.promise_basis)])
    return gettext("%(basis)s: %(source)s") % {"basis": basis, "source": gettext(case.promise_source)}


def _lines(case: Case, kind: CaseKind, language: str) -> list[Line]:
    return [Line(label=gettext(line.label), value=line.value) for line in kind.summary(case.pk, language)]


def _actions(case: Case, kind: CaseKind, now: datetime) -> list[CitizenAction]:
    return [
        CitizenAction(label=gettext(action.label), link=action.link, parameters=action.parameters)
        for action in kind.actions(case.pk, now)
    ]


def _timeline(case: Case, kind: CaseKind, language: str, *, by_day: bool) -> list[TimelineEntry]:
    """What happened; `by_day` without the times of day.

    So staff are told what is over: call after call and end after end, whoever may read all of an office's cases would
    read how long the one who works there takes, and her pauses (§ 85(1) no. 13 PersVG Berlin).
    """
    return [
        TimelineEntry(
            event=event.kind,
            label=gettext(kind.event_labels.get(event.kind) or NOTES.get(event.kind, event.kind)),
            at=local_date(moment=event.occurred_at, zone=city.zone()) if by_day else event.occurred_at,
            explanation=(
                notices.explained(event.data)
                if event.kind == notices.UNDELIVERED
                else kind.event_note(event.kind, event.data, language)
            ),
        )
        for event in case.events.order_by("-occurred_at", "-id")
    ]
