"""Telling people that their document can be fetched."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import override

from einamt.catalog.queries import service_names
from einamt.platform.links import absolute, require
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.operations import send_mail
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.outbox import registry as topics
from einamt.platform.shell import words
from einamt.procedures.identity_documents.kinds import place_in_words
from einamt.procedures.identity_documents.models import IdentityDocument
from einamt.procedures.identity_documents.rules import HAS_PLACE, DocumentState

TO_FETCH = MessageKind(
    code="identity-documents.to-fetch",
    subject_template="identity_documents/mail/to_fetch_subject.txt",
    text_template="identity_documents/mail/to_fetch.txt",
    needs=frozenset({"what", "place", "until", "is_back", "reference", "code", "status_link"}),
)


def register() -> None:
    """Declare the message, the page that it names and the topic that causes it."""
    require("case-status", "document-slip", "document-status")
    kinds_of_messages.register(TO_FETCH)
    topics.subscribe(topic="identity-documents.to-fetch", name="identity-documents.mails", handler=_tell)


def _tell(payload: Mapping[str, str], now: datetime) -> None:
    """Once for each place and date. Nothing is said of a document that is somewhere else by now, or was erased."""
    related = IdentityDocument.objects.select_related("case", "office")
    document = related.filter(pk=UUID(payload["document"])).first()
    if document is None or not document.email or document.case.state not in HAS_PLACE:
        return
    language, reference = document.language, document.case.reference
    names = service_names(service_ids=[document.case.service_id], language=language)
    with override(language):
        context = {
            "what": names.get(document.case.service_id, ""),
            "place": place_in_words(document.office) if document.office else "",
            "until": words.date_long(document.ready_until) if document.ready_until else "",
            "is_back": document.case.state == DocumentState.DELIVERY_FAILED,
            "reference": reference,
            "code": document.case_code,
            "status_link": absolute(name="case-status", parameters={"reference": reference}, language=language),
        }
    occasion = f"{document.case.state}:{document.office_id}:{document.ready_until}"
    send_mail(
        kind=TO_FETCH,
        to=document.email,
        language=language,
        context=context,
        command_id=uuid5(document.pk, occasion),
        now=now,
    )
