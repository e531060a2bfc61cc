"""Issuing and revoking documents."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from einamt.cases.documents.errors import NotIssuable
from einamt.cases.documents.issuing import make
from einamt.cases.documents.models import IssuedDocument
from einamt.cases.documents.queries import issuer_name
from einamt.cases.documents.registry import kind_of
from einamt.cases.documents.rules import RevocationReason
from einamt.cases.documents.steps import file_document, revoke
from einamt.cases.models import Case
from einamt.cases.steps import locked_case
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel


def issue_document(
    *,
    case_id: UUID,
    kind_code: str,
    given: Mapping[str, str],
    language: str,
    actor: Actor,
    channel: Channel,
    command_id: UUID,
    now: datetime,
) -> IssuedDocument:
    """Issue a document on a case, sealed, and note it in the history; the same command again is the same document.

    `given` is what was filled in, by the names of the kind's fields; what is missing is taken as suggested.

    :raises NotIssuable: there is nothing of this kind to be said about the case now.
    :raises BadSeal: the configured seal cannot be used.
    """
    document_id = uuid5(command_id, f"document on {case_id}")
    if (issued := IssuedDocument.objects.filter(pk=document_id).first()) is not None:
        return issued
    kind = kind_of(kind_code)
    case = Case.objects.select_related("organisation", "office").get(pk=case_id)
    if (fields := kind.fields(case_id)) is None:
        raise NotIssuable
    filled = {field.name: given.get(field.name, field.value).strip()[: field.longest] for field in fields}
    # typesetting and sealing take a while: nobody waits for a lock meanwhile
    made = make(
        kind=kind,
        case_id=case_id,
        given=filled,
        language=language,
        issuer=issuer_name(organisation=case.organisation, office=case.office, language=language),
        reference=case.reference,
        now=now,
    )
    with transaction.atomic():
        locked = locked_case(case_id=case_id)
        document, _is_new = file_document(
            case=locked,
            made=made,
            kind_code=kind_code,
            language=language,
            actor=actor,
            channel=channel,
            command_id=document_id,
            now=now,
        )
    return document


@transaction.atomic
def revoke_document(
    *, document_id: UUID, reason: RevocationReason, actor: Actor, channel: Channel, now: datetime
) -> IssuedDocument:
    """Let a document hold no longer, for all who check it from now on. It cannot be taken back: issue a new one.

    :raises AlreadyRevoked: it is already.
    """
    case = locked_case(case_id=IssuedDocument.objects.values_list("case_id", flat=True).get(pk=document_id))
    document = IssuedDocument.objects.get(pk=document_id)
    revoke(document=document, case=case, reason=reason, actor=actor, channel=channel, now=now)
    return document
