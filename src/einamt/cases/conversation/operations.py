"""Writing to the holder of a case, and to the office; saying that the office has dealt with what was written."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from einamt.cases.conversation.errors import CaseIsBlocked, CaseIsClosed, TooManyAnswers
from einamt.cases.conversation.files import FILES
from einamt.cases.conversation.models import CaseMessage
from einamt.cases.conversation.rules import MOST_ANSWERS, Side
from einamt.cases.models import Case, CaseBlock
from einamt.cases.steps import locked_case, note_event
from einamt.kernel.actor import CITIZEN, Actor
from einamt.kernel.channels import Channel
from einamt.platform.attachments.receiving import Received
from einamt.platform.attachments.steps import keep_files
from einamt.platform.outbox.steps import publish

ASKED, TOLD = "conversation.asked", "conversation.told"
"""Topics: the office has asked; it has written what wants no answer. Payload: `message`."""


@transaction.atomic
def ask_holder(
    *,
    case_id: UUID,
    text: str,
    seen: Collection[UUID],
    actor: Actor,
    command_id: UUID,
    now: datetime,
    files: Sequence[Received] = (),
    wants_answer: bool = True,
) -> CaseMessage:
    """Ask the holder of a case, or write to them what wants no answer; the same command again is the same message. Of
    what they have written, those that have been `seen` are dealt with: one that came meanwhile goes on waiting.

    :raises CaseIsClosed: nothing about it is open any more.
    :raises CaseIsBlocked: staff do nothing with it.
    """
    case = locked_case(case_id=case_id)
    message_id = _message_id(case, side=Side.OFFICE, command_id=command_id)
    if earlier := CaseMessage.objects.filter(pk=message_id).first():
        return earlier
    _check_open(case)
    if CaseBlock.objects.filter(case=case).exists():
        raise CaseIsBlocked
    _settle(case, of=Side.HOLDER, seen=seen, now=now)
    settled_at = None if wants_answer else now
    message = _write(case, side=Side.OFFICE, text=text, message_id=message_id, now=now, settled_at=settled_at)
    keep_files(kind=FILES, owner=message, files=files, now=now)
    event, topic = ("question-asked", ASKED) if wants_answer else ("office-wrote", TOLD)
    note_event(case=case, event=event, actor=actor, channel=Channel.COUNTER, data={}, now=now)
    publish(topic=topic, payload={"message": str(message.pk)}, now=now)
    return message


@transaction.atomic
def write_to_office(
    *,
    case_id: UUID,
    text: str,
    seen: Collection[UUID],
    channel: Channel,
    command_id: UUID,
    now: datetime,
    files: Sequence[Received] = (),
) -> CaseMessage:
    """Write to the office about a case: it answers the questions that its holder has `seen`, where there are any. The
    same command again is the same message, with the files of the first time.

    :raises CaseIsClosed: nothing about it is open any more.
    :raises TooManyAnswers: the office has not dealt with the earlier ones.
    """
    case = locked_case(case_id=case_id)
    message_id = _message_id(case, side=Side.HOLDER, command_id=command_id)
    if earlier := CaseMessage.objects.filter(pk=message_id).first():
        return earlier
    _check_open(case)
    if CaseMessage.objects.filter(case=case, side=Side.HOLDER, settled_at=None).count() >= MOST_ANSWERS:
        raise TooManyAnswers
    answered = _settle(case, of=Side.OFFICE, seen=seen, now=now)
    message = _write(case, side=Side.HOLDER, text=text, message_id=message_id, now=now)
    keep_files(kind=FILES, owner=message, files=files, now=now)
    event = "question-answered" if answered else "holder-wrote"
    note_event(case=case, event=event, actor=CITIZEN, channel=channel, data={}, now=now)
    return message


@transaction.atomic
def settle_answers(*, case_id: UUID, seen: Collection[UUID], now: datetime) -> None:
    """Say that the office has dealt with what it has `seen` of its holder's messages; again changes nothing."""
    _settle(locked_case(case_id=case_id), of=Side.HOLDER, seen=seen, now=now)


def _message_id(case: Case, *, side: Side, command_id: UUID) -> UUID:
    """The command, unless it was that of another message: a form can be sent with any."""
    is_taken = CaseMessage.objects.filter(pk=command_id).exclude(case=case, side=side).exists()
    return uuid5(command_id, f"{case.pk}:{side}") if is_taken else command_id


def _check_open(case: Case) -> None:
    if case.closed_at is not None:
        raise CaseIsClosed


def _settle(case: Case, *, of: Side, seen: Collection[UUID], now: datetime) -> int:
    """How many there were to settle."""
    return CaseMessage.objects.filter(case=case, side=of, pk__in=seen, settled_at=None).update(settled_at=now)


def _write(
    case: Case, *, side: Side, text: str, message_id: UUID, now: datetime, settled_at: datetime | None = None
) -> CaseMessage:
    return CaseMessage.objects.create(
        pk=message_id, case=case, side=side, text=text.strip(), written_at=now, settled_at=settled_at
    )
