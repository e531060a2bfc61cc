"""Keeping what was made, and revoking it, for operations that write more beside it."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from einamt.cases.documents.errors import AlreadyRevoked
from einamt.cases.documents.issuing import Made
from einamt.cases.documents.models import DocumentFile, IssuedDocument
from einamt.cases.documents.queries import code_hash
from einamt.cases.documents.rules import RevocationReason
from einamt.cases.models import Case
from einamt.cases.steps import note_event
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.platform.transactions import require_transaction


def file_document(
    *,
    case: Case,
    made: Made,
    kind_code: str,
    language: str,
    actor: Actor,
    channel: Channel,
    command_id: UUID,
    now: datetime,
) -> tuple[IssuedDocument, bool]:
    """Keep a sealed document with its locked case and note it in the history; whether it is new: the same command again
    is the same document.
    """
    require_transaction()
    document, is_new = IssuedDocument.objects.get_or_create(
        pk=command_id,
        defaults={
            "case": case,
            "kind": kind_code,
            "language": language,
            "organisation_id": case.organisation_id,
            "office_id": case.office_id,
            "code_hash": code_hash(code=made.code),
            "digest": sha256(made.pdf).hexdigest(),
            "issued_at": now,
            "issued_by": str(actor),
        },
    )
    if is_new:
        DocumentFile.objects.create(document=document, pdf=made.pdf)
        data = {"document": str(document.pk), "kind": kind_code}
        note_event(case=case, event="document-issued", actor=actor, channel=channel, data=data, now=now)
    return document, is_new


def revoke(
    *,
    document: IssuedDocument,
    case: Case,
    reason: RevocationReason,
    actor: Actor,
    channel: Channel,
    now: datetime,
) -> None:
    """Let a document of the locked case hold no longer, and note it in the history.

    :raises AlreadyRevoked: it is already.
    """
    require_transaction()
    if document.revoked_at is not None:
        raise AlreadyRevoked
    document.revoked_at, document.revoked_by, document.revocation = now, str(actor), reason.value
    document.save(update_fields=["revoked_at", "revoked_by", "revocation"])
    data = {"document": str(document.pk), "kind": document.kind, "reason": reason.value}
    note_event(case=case, event="document-revoked", actor=actor, channel=channel, data=data, now=now)
