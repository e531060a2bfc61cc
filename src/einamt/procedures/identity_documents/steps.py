"""What the operations on identity documents share; each runs inside their transaction."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from einamt.cases.models import Case
from einamt.cases.steps import locked_case, new_case, record_event
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.kernel.identifiers import new_id
from einamt.platform.crypto.secrets import keyed_hash
from einamt.platform.outbox.steps import publish
from einamt.platform.transactions import require_transaction
from einamt.procedures.identity_documents.kinds import CORRECTED, IDENTITY_DOCUMENT
from einamt.procedures.identity_documents.models import IdentityDocument, ReportingSystem, StateReport
from einamt.procedures.identity_documents.rules import (
    HAS_PLACE,
    DocumentState,
    Standing,
    Told,
    Verdict,
    Why,
    verdict_of,
)
from einamt.procedures.identity_documents.slip_tokens import slip_hash, slip_token

PROGRAM = Channel.API


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that a specialist system says; `number_hash` is empty where it named no number.

    `email` and `language` say where "ready" is told, and how; empty where nobody is to be told by mail.
    """

    order_number: str
    state: DocumentState
    occurred_at: datetime
    number_hash: str = ""
    service_id: int | None = None
    office_id: int | None = None
    ready_until: date | None = None
    email: str = ""
    language: str = "de"

    @property
    def fingerprint(self) -> str:
        """The same for the same content."""
        values = (
            self.order_number,
            self.state.value,
            self.occurred_at.timestamp(),
            self.number_hash,
            self.service_id,
            self.office_id,
            self.ready_until,
            self.email,
            self.language,
        )
        return keyed_hash(text=repr(values), purpose="identity_documents.report")


def locked_document(*, system: ReportingSystem, order_number: str) -> IdentityDocument | None:
    """The document of an order, its case locked; None for an order that nobody knows."""
    require_transaction()
    found = IdentityDocument.objects.filter(system=system, order_number=order_number).first()
    if found is None:
        return None
    case = locked_case(case_id=found.case_id)
    # read again behind the lock: somebody else may have moved it
    document = IdentityDocument.objects.get(pk=found.pk)
    document.case = case
    return document


def kept_report(*, system: ReportingSystem, report: Report, now: datetime) -> tuple[StateReport, bool]:
    """The row of a report, and whether it is new."""
    require_transaction()
    return StateReport.objects.get_or_create(
        system=system,
        fingerprint=report.fingerprint,
        defaults={
            "order_number": report.order_number,
            "number_hash": report.number_hash,
            "service_id": report.service_id,
            "state": report.state.value,
            "occurred_at": report.occurred_at,
            "office_id": report.office_id,
            "ready_until": report.ready_until,
            "email": report.email,
            "language": report.language,
            "received_at": now,
            "verdict": Verdict.WAITING.value,
        },
    )


def settle(
    *, system: ReportingSystem, row: StateReport, document: IdentityDocument | None, actor: Actor, now: datetime
) -> IdentityDocument | None:
    """Do with a new report what the rules say, then with those that waited for it; the document, if there is one."""
    require_transaction()
    document = _judge(system=system, row=row, document=document, actor=actor, now=now)
    return settle_waiting(system=system, document=document, actor=actor, now=now)


def settle_waiting(
    *, system: ReportingSystem, document: IdentityDocument | None, actor: Actor, now: datetime
) -> IdentityDocument | None:
    """Apply what waited for a step that has come now, in the order in which it happened."""
    if document is None:
        return None
    waiting = StateReport.objects.filter(
        system=system, order_number=document.order_number, verdict=Verdict.WAITING, occurred_at__gte=document.state_at
    ).exclude(why=Why.OTHER_NUMBER)
    for row in waiting.order_by("occurred_at", "id"):
        if verdict_of(standing=_standing(document), told=_told(row))[0] == Verdict.APPLIED:
            _judge(system=system, row=row, document=document, actor=actor, now=now)
    return document


def correct(*, document: IdentityDocument, row: StateReport, actor: Actor, now: datetime) -> None:
    """Let a document be where a report says, because a person has looked into it."""
    record_event(
        case=document.case,
        event=CORRECTED,
        actor=actor,
        channel=Channel.COUNTER,
        data=_place(row),
        now=now,
        to=row.state,
    )
    document.number_hash = row.number_hash or document.number_hash
    _move(document, row, now=now)


def open_document(
    *, system: ReportingSystem, row: StateReport, actor: Actor, channel: Channel, now: datetime
) -> IdentityDocument:
    """A case for an order that is new.

    :raises django.db.IntegrityError: somebody else has opened it at the same time.
    """
    require_transaction()
    if row.service_id is None:
        message = "an order is opened for a service"
        raise ValueError(message)
    made = new_case(
        kind=IDENTITY_DOCUMENT,
        event=row.state,
        service_id=row.service_id,
        organisation_id=system.organisation_id,
        office_id=row.office_id,
        channel=channel,
        actor=actor,
        event_data=_place(row),
        now=row.occurred_at,
        state=row.state,
    )
    document_id = new_id()
    document = IdentityDocument(
        id=document_id,
        case=made.case,
        system=system,
        order_number=row.order_number,
        number_hash=row.number_hash,
        state_at=row.occurred_at,
        email=row.email,
        language=row.language,
        case_code=made.code,
        slip_hash=slip_hash(token=slip_token(document_id=document_id, version=1)),
    )
    with transaction.atomic():
        made.case.save(force_insert=True)
        document.save(force_insert=True)
        made.event.save(force_insert=True)
    _move(document, row, now=now)
    return document


def _judge(
    *, system: ReportingSystem, row: StateReport, document: IdentityDocument | None, actor: Actor, now: datetime
) -> IdentityDocument | None:
    verdict, why = verdict_of(standing=_standing(document) if document else None, told=_told(row))
    if verdict == Verdict.APPLIED and document is None and row.service_id is None:
        verdict, why = Verdict.WAITING, Why.UNKNOWN_ORDER
    if verdict == Verdict.APPLIED and document is None:
        document = open_document(system=system, row=row, actor=actor, channel=PROGRAM, now=now)
    elif verdict == Verdict.APPLIED and document is not None:
        record_event(
            case=document.case, event=row.state, actor=actor, channel=PROGRAM, data=_place(row), now=row.occurred_at
        )
        _move(document, row, now=now)
    row.document, row.verdict, row.why = document, verdict.value, why.value if why else row.why
    row.save(update_fields=["document", "verdict", "why"])
    return document


def _move(document: IdentityDocument, row: StateReport, *, now: datetime) -> None:
    """Keep where it can be fetched, and have it told."""
    is_to_fetch = row.state in HAS_PLACE
    document.state_at = max(document.state_at, row.occurred_at)  # a correction may be about something earlier
    document.office_id = row.office_id if row.office_id or not is_to_fetch else document.office_id
    document.ready_until = row.ready_until if is_to_fetch else None
    document.number_hash = document.number_hash or row.number_hash
    document.email = row.email or document.email
    document.language = row.language if row.email else document.language
    document.save()
    if document.office_id and document.case.office_id != document.office_id:
        Case.objects.filter(pk=document.case_id).update(office_id=document.office_id)
    if is_to_fetch:
        publish(topic="identity-documents.to-fetch", payload={"document": str(document.pk)}, now=now)


def _standing(document: IdentityDocument) -> Standing:
    return Standing(
        state=DocumentState(document.case.state),
        at=document.state_at,
        number_hash=document.number_hash,
        office_id=document.office_id,
        ready_until=document.ready_until,
    )


def _told(row: StateReport) -> Told:
    return Told(
        state=DocumentState(row.state),
        at=row.occurred_at,
        number_hash=row.number_hash,
        office_id=row.office_id,
        ready_until=row.ready_until,
    )


def _place(row: StateReport) -> dict[str, str | int | None]:
    return {"office": row.office_id, "until": row.ready_until.isoformat() if row.ready_until else None}
