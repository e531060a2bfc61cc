"""Telling people that their document can be fetched."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext, override

from einamt.catalog.queries import service_names
from einamt.kernel.errors import N_
from einamt.platform.links import absolute, require
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.channels import ALL
from einamt.platform.notifications.operations import tell
from einamt.platform.notifications.queries import recipient_for
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.outbox import registry as topics
from einamt.platform.shell import words
from einamt.procedures.identity_documents.kinds import place_in_words
from einamt.procedures.identity_documents.models import IdentityDocument
from einamt.procedures.identity_documents.rules import HAS_PLACE, DocumentState


def _example(language: str) -> Mapping[str, object]:
    """A passport of nobody's, for staff who look at the texts."""
    with override(language):
        return {
            "what": gettext("Reisepass"),
            "place": "Bürgeramt Musterstadt, Breite Straße 24a, 13187 Musterstadt",
            "until": words.date_long(date(2027, 3, 31)),
            "is_back": False,
            "reference": "K7M-4QX-T9R",
            "code": "4711-0815",
            "status_link": "https://service.example.de/stand/",
        }


TO_FETCH = MessageKind(
    code="identity-documents.to-fetch",
    subject_template="identity_documents/mail/to_fetch_subject.txt",
    text_template="identity_documents/mail/to_fetch.txt",
    needs=frozenset({"what", "place", "until", "is_back", "reference", "code", "status_link"}),
    in_sight=frozenset({"place", "until", "reference"}),
    sms_template="identity_documents/mail/to_fetch_sms.txt",
    channels=ALL,
    name=N_("Ausweis oder Pass liegt bereit"),
    example=_example,
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
    if document is None or document.case.state not in HAS_PLACE:
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
    tell(
        kind=TO_FETCH,
        to=recipient_for(about=document.case_id, email=document.email),
        language=language,
        context=context,
        command_id=uuid5(document.pk, occasion),
        about=document.case_id,
        office_id=document.office_id,
        now=now,
    )
