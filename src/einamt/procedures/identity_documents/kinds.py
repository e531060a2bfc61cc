"""The identity document as a kind of case."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext, override

from einamt.cases.models import StatusWord
from einamt.cases.registry import ByWhen, CaseKind, Line, Outcome, State, Transition
from einamt.catalog.models import Office
from einamt.kernel.errors import N_
from einamt.platform.shell import city, words
from einamt.procedures.identity_documents.models import IdentityDocument
from einamt.procedures.identity_documents.rules import HAS_PLACE, REASONS, DocumentState

CORRECTED = "corrected"
SILENT = timedelta(days=365)
"""After a year without a word the specialist system has forgotten the order, and so do we."""


def place_in_words(office: Office) -> str:
    """Bürgeramt Rathaus Nord, Breite Straße 24a, 13187 Musterstadt."""
    return f"{office.name}, {office.street}, {office.postal_code} {office.city}"


def _document(case_id: UUID) -> IdentityDocument | None:
    return IdentityDocument.objects.select_related("office", "case").filter(case_id=case_id).first()


def _summary(case_id: UUID, language: str) -> list[Line]:
    document = _document(case_id)
    if document is None or document.case.state not in HAS_PLACE:
        return []
    with override(language):
        lines = [Line(label=N_("Abholen bei"), value=place_in_words(document.office))] if document.office else []
        if document.ready_until:
            lines.append(Line(label=N_("Abholen bis"), value=words.date_long(document.ready_until)))
    return [*lines, Line(label=N_("Bitte mitbringen"), value=gettext("Ihren alten Ausweis oder Pass"))]


def _due(case_id: UUID) -> datetime | None:
    """The end of the last day on which it can be fetched."""
    document = _document(case_id)
    if document is None or document.ready_until is None:
        return None
    return datetime.combine(document.ready_until, time(23, 59), tzinfo=city.zone())


def _note(event: str, _data: Mapping[str, object], language: str) -> str:
    if event == CORRECTED:
        with override(language):
            return gettext("Das Amt hat nachgesehen.")
    return ""


def _is_over(before: datetime) -> Q:
    return Q(identity_document__state_at__lt=before - SILENT)


_FETCH = ByWhen(
    N_("Bitte holen Sie es bis %(moment)s ab."),
    unknown=N_("Bitte holen Sie es bald ab."),
    is_day=True,
)
STATES: Mapping[DocumentState, State] = {
    DocumentState.APPLIED: State(
        word=StatusWord.SUBMITTED,
        label=N_("Beantragt"),
        explanation=N_(
            "Ihr Antrag ist erfasst. Als Nächstes geht er an die Bundesdruckerei, die das Dokument herstellt."
        ),
        by_when=ByWhen(
            N_("Voraussichtlich bis %(moment)s."),
            unknown=N_("Die Herstellung dauert meist zwei bis vier Wochen."),
            is_day=True,
        ),
    ),
    DocumentState.IN_PRODUCTION: State(
        word=StatusWord.PROCESSING,
        label=N_("In Herstellung"),
        explanation=N_("Die Bundesdruckerei stellt Ihr Dokument her und schickt es dann an das Amt oder zu Ihnen."),
        by_when=ByWhen(
            N_("Voraussichtlich bis %(moment)s."),
            unknown=N_("Die Herstellung dauert meist zwei bis vier Wochen."),
            is_day=True,
        ),
    ),
    DocumentState.ARRIVED: State(
        word=StatusWord.PROCESSING,
        label=N_("Im Amt eingetroffen"),
        explanation=N_("Ihr Dokument ist im Amt und wird noch geprüft. Danach können Sie es abholen."),
        by_when=ByWhen(N_("Meist dauert das wenige Arbeitstage.")),
    ),
    DocumentState.READY: State(
        word=StatusWord.ACTION_REQUIRED,
        label=N_("Liegt zum Abholen bereit"),
        explanation=N_("Ihr Dokument ist fertig. Sie können es abholen, zu den Öffnungszeiten und ohne Termin."),
        by_when=_FETCH,
    ),
    DocumentState.ON_ITS_WAY: State(
        word=StatusWord.PROCESSING,
        label=N_("Unterwegs zu Ihnen"),
        explanation=N_("Ihr Dokument wird Ihnen nach Hause gebracht. Übergeben wird es nur Ihnen selbst."),
        by_when=ByWhen(N_("In den nächsten Tagen; der Zustelldienst sagt Ihnen den Tag.")),
    ),
    DocumentState.DELIVERY_FAILED: State(
        word=StatusWord.ACTION_REQUIRED,
        label=N_("Nicht zugestellt, wieder im Amt"),
        explanation=N_(
            "An der Tür wurde niemand angetroffen. Ihr Dokument liegt jetzt im Amt, wo Sie es abholen können."
        ),
        by_when=_FETCH,
    ),
    DocumentState.HANDED_OUT: State(
        word=StatusWord.COMPLETED,
        label=N_("Ausgehändigt"),
        explanation=N_("Ihr Dokument ist übergeben. Es ist nichts mehr zu tun."),
        outcome=Outcome.DONE,
    ),
    DocumentState.RETURNED: State(
        word=StatusWord.COMPLETED,
        label=N_("Nicht abgeholt, zurückgegeben"),
        explanation=N_(
            "Niemand hat das Dokument abgeholt. Es wurde zurückgegeben und vernichtet. Brauchen Sie eines, "
            "beantragen Sie es bitte neu."
        ),
        outcome=Outcome.MISSED,
    ),
}

IDENTITY_DOCUMENT = CaseKind(
    code="identity-document",
    name=N_("Ausweis oder Pass"),
    initial=DocumentState.APPLIED.value,
    states={state.value: said for state, said in STATES.items()},
    transitions=(
        *(Transition(target.value, source.value, target.value, reason) for (source, target), reason in REASONS.items()),
        *(
            Transition(CORRECTED, source.value, target.value, "somebody of the office has looked where it is")
            for source in DocumentState
            for target in DocumentState
        ),
    ),
    event_labels={
        **{state.value: said.label for state, said in STATES.items()},
        CORRECTED: N_("Stand berichtigt"),
    },
    summary=_summary,
    event_note=_note,
    is_over=_is_over,
    due=_due,
    retention=timedelta(days=90),
    retention_reason=(
        "needed until questions about the hand-over are settled (Art. 5(1)(e) GDPR); the register of documents is the "
        "authority's own"
    ),
    kept_although_asked=(
        "until 90 days after the hand-over, the office may have to show to whom the document went (Art. 17(3)(e) GDPR)"
    ),
)
