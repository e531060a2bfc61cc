"""Taking in what specialist systems report, deciding what waits, and revoking slips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from einamt.accounts.models import ApiClient
from einamt.catalog.models import Organisation
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.procedures.identity_documents import steps
from einamt.procedures.identity_documents.errors import AlreadyDecided, NothingToOpen
from einamt.procedures.identity_documents.models import IdentityDocument, ReportingSystem, StateReport
from einamt.procedures.identity_documents.rules import Verdict
from einamt.procedures.identity_documents.slip_tokens import slip_hash, slip_token


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a report; `reference` and `code` are those of the case, empty while there is none."""

    order_number: str
    verdict: Verdict
    why: str
    reference: str
    code: str
    is_new: bool


def take_report(*, system: ReportingSystem, report: steps.Report, actor: Actor, now: datetime) -> Answer:
    """Take in one report: apply it, or keep it for a person to decide; never lose it, and never do it twice.

    What decides is when something happened (`rules.verdict_of`). The same report again is answered with what has become
    of it. Two that open one order at the same time: the one that comes second finds it open.
    """
    try:
        return _take(system=system, report=report, actor=actor, now=now)
    except IntegrityError:
        return _take(system=system, report=report, actor=actor, now=now)


@transaction.atomic
def _take(*, system: ReportingSystem, report: steps.Report, actor: Actor, now: datetime) -> Answer:
    document = steps.locked_document(system=system, order_number=report.order_number)
    row, is_new = steps.kept_report(system=system, report=report, now=now)
    if is_new:
        document = steps.settle(system=system, row=row, document=document, actor=actor, now=now)
    row.refresh_from_db(fields=["verdict", "why"])
    return Answer(
        order_number=row.order_number,
        verdict=Verdict(row.verdict),
        why=row.why if row.verdict == Verdict.WAITING else "",
        reference=document.case.reference if document else "",
        code=document.case_code if document else "",
        is_new=is_new,
    )


def take_reports(
    *, system: ReportingSystem, reports: Sequence[steps.Report], actor: Actor, now: datetime
) -> list[Answer]:
    """Take in many, each a transaction of its own, in the order of what happened; the answers in the order given.

    Broken off in the middle, sending all again does the rest.
    """
    by_time = sorted(range(len(reports)), key=lambda place: reports[place].occurred_at)
    answers = {place: take_report(system=system, report=reports[place], actor=actor, now=now) for place in by_time}
    return [answers[place] for place in range(len(reports))]


@transaction.atomic
def decide_report(*, report_id: UUID, is_so: bool, reason: str, actor: Actor, now: datetime) -> StateReport:
    """Say of a report that waits whether it is so: then the document is where it says, whatever the table says.

    :raises AlreadyDecided: it waits no longer.
    :raises NothingToOpen: its order is unknown, and it names no service.
    """
    found = StateReport.objects.select_related("system").get(pk=report_id)
    document = steps.locked_document(system=found.system, order_number=found.order_number)
    row = StateReport.objects.select_for_update().get(pk=report_id)
    if row.verdict != Verdict.WAITING:
        raise AlreadyDecided
    if is_so and document is None:
        if row.service_id is None:
            raise NothingToOpen
        document = steps.open_document(system=found.system, row=row, actor=actor, channel=Channel.COUNTER, now=now)
    elif is_so and document is not None:
        steps.correct(document=document, row=row, actor=actor, now=now)
    row.document = document
    row.verdict = (Verdict.TAKEN if is_so else Verdict.SET_ASIDE).value
    row.decided_at, row.decided_by, row.decision_reason = now, str(actor), reason
    row.save()
    if is_so:
        steps.settle_waiting(system=found.system, document=document, actor=actor, now=now)
    return row


@transaction.atomic
def revoke_slips(*, document_id: UUID) -> IdentityDocument:
    """Let the slips that were printed for a document lead nowhere; the next one that is printed works."""
    document = IdentityDocument.objects.select_for_update().get(pk=document_id)
    document.slip_version += 1
    document.slip_hash = slip_hash(token=slip_token(document_id=document.pk, version=document.slip_version))
    document.save(update_fields=["slip_version", "slip_hash"])
    return document


@transaction.atomic
def connect_system(
    *, code: str, name: str, organisation: Organisation, client: ApiClient | None = None
) -> ReportingSystem:
    """Let a specialist system report for an authority; again, its name, authority and client are replaced."""
    system, _ = ReportingSystem.objects.update_or_create(
        code=code, defaults={"name": name, "organisation": organisation, "client": client}
    )
    return system
