"""Telling somebody that a decision lies ready, and sending it by post."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from einamt.cases import persons
from einamt.cases.decisions import operations, queries, steps
from einamt.cases.decisions.content import LANGUAGE
from einamt.cases.decisions.models import Delivery
from einamt.cases.decisions.rules import Law
from einamt.cases.documents.queries import pdf_of
from einamt.kernel.errors import N_
from einamt.platform.links import absolute, require
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.models import LetterBatch, Settled
from einamt.platform.notifications.operations import Attachment, tell
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.notifications.steps import POSTED, UNDELIVERED
from einamt.platform.outbox import registry as topics
from einamt.platform.outbox.steps import publish
from einamt.platform.shell import words

_POSTED_LETTER = "decisions.posted-letter"
"""Topic: a letter with a decision was handed to the post. Payload: `message`, `case`, the day `on`."""


def _example_ready(language: str) -> Mapping[str, object]:
    """Nobody's decision, for staff who look at the texts."""
    with override(language):
        until = words.date_long(date(2027, 3, 31))
    link = "https://service.example.de/konto/bescheid/"
    return {"reference": "K7M4-RX9-3PA", "until": until, "effective": "", "link": link}


def _example_letter(_language: str) -> Mapping[str, object]:
    return {"reference": "K7M4-RX9-3PA", "person_name": "Musterfrau", "is_after_portal": False}


READY = MessageKind(
    code="decisions.ready",
    subject_template="decisions/mail/ready_subject.txt",
    text_template="decisions/mail/ready.txt",
    needs=frozenset({"reference", "until", "effective", "link"}),
    in_sight=frozenset({"reference"}),
    name=N_("Ein Bescheid liegt bereit"),
    example=_example_ready,
)
LETTER = MessageKind(
    code=steps.LETTER,
    subject_template="decisions/mail/letter_subject.txt",
    text_template="decisions/mail/letter.txt",
    needs=frozenset({"reference", "person_name", "is_after_portal"}),
    in_sight=frozenset({"reference"}),
    channels=frozenset({MessageChannel.LETTER}),
    name=N_("Brief mit einem Bescheid"),
    example=_example_letter,
)


def register() -> None:
    """Declare the messages, the page that they name and the topics that cause and follow them."""
    require("account-decision")
    kinds_of_messages.register(READY)
    kinds_of_messages.register(LETTER)
    topics.subscribe(topic=steps.READY, name="decisions.mails", handler=_tell_ready)
    topics.subscribe(topic=steps.TO_POST, name="decisions.letters", handler=_write_letter)
    topics.subscribe(topic=POSTED, name="decisions.posted", handler=_find_posted)
    topics.subscribe(topic=_POSTED_LETTER, name="decisions.posted", handler=_note_posted)
    topics.subscribe(topic=UNDELIVERED, name="decisions.undelivered", handler=operations.note_undelivered)


def _tell_ready(payload: Mapping[str, str], now: datetime) -> None:
    """Once, unless it was fetched, taken away or revoked meanwhile."""
    delivery = _open_delivery(payload)
    if delivery is None or delivery.fetched_at is not None:
        return
    decision = delivery.decision
    case = decision.document.case
    language = persons.contact_of(case_id=case.pk).language
    is_to_be_fetched = decision.law == Law.GENERAL
    day = (
        queries.last_day_to_fetch(delivery=delivery, organisation_id=case.organisation_id, now=now)
        if is_to_be_fetched
        else queries.effect_of_word(decision=decision, now=now)
    )
    with override(language):
        told = words.date_long(day)
    link = absolute(name="account-decision", parameters={"document": str(decision.pk)}, language=language)
    tell(
        kind=READY,
        to=Recipient(email=decision.email),
        language=language,
        context={
            "reference": case.reference,
            "until": told if is_to_be_fetched else "",
            "effective": "" if is_to_be_fetched else told,
            "link": link,
        },
        command_id=delivery.pk,
        about=case.pk,
        office_id=case.office_id,
        now=now,
    )
    operations.note_told(delivery_id=delivery.pk, now=now)


def _write_letter(payload: Mapping[str, str], now: datetime) -> None:
    """The sealed document behind a letter that says what it is."""
    delivery = _open_delivery(payload)
    if delivery is None:
        return
    decision = delivery.decision
    case = decision.document.case
    pdf = pdf_of(document_id=decision.pk, case_id=case.pk)
    tell(
        kind=LETTER,
        to=Recipient(address=steps.opened_address(decision.address), wish=MessageChannel.LETTER),
        language=LANGUAGE,
        context={
            "reference": case.reference,
            "person_name": decision.person_name,
            "is_after_portal": decision.deliveries.filter(way="portal").exclude(ended_at=None).exists(),
        },
        command_id=delivery.pk,
        about=case.pk,
        office_id=case.office_id,
        attachments=[Attachment(f"{case.reference}.pdf", "application/pdf", pdf)],
        now=now,
    )


@transaction.atomic
def _find_posted(payload: Mapping[str, str], now: datetime) -> None:
    """The letters with decisions in the batch, but for those that were called back, each a message of its own: one that
    fails holds up no other.
    """
    batch = LetterBatch.objects.filter(pk=int(payload["batch"])).exclude(posted_on=None).first()
    if batch is None or batch.posted_on is None:
        return
    letters = batch.messages.filter(kind=LETTER.code, about__isnull=False).exclude(settled=Settled.RECALLED)
    for message_id, case_id in letters.values_list("pk", "about"):
        told = {"message": str(message_id), "case": str(case_id), "on": batch.posted_on.isoformat()}
        publish(topic=_POSTED_LETTER, payload=told, now=now)


def _note_posted(payload: Mapping[str, str], now: datetime) -> None:
    operations.note_posted(
        message_id=UUID(payload["message"]),
        case_id=UUID(payload["case"]),
        on=date.fromisoformat(payload["on"]),
        now=now,
    )


def _open_delivery(payload: Mapping[str, str]) -> Delivery | None:
    """None: it is over, or its decision holds no more or was erased."""
    related = Delivery.objects.select_related("decision__document__case")
    found = related.filter(pk=UUID(payload["delivery"]), ended_at=None).first()
    return None if found is None or found.decision.document.revoked_at is not None else found
