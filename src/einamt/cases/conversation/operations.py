"""Asking the holder of a case, answering the office, and saying that an answer was dealt with."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from einamt.cases.conversation.errors import CaseIsBlocked, CaseIsClosed, NobodyAsked, TooManyAnswers
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

ASKED = "conversation.asked"
"""Topic: the office has asked. Payload: `message`."""


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
) -> CaseMessage:
    """Ask the holder of a case; the same command again is the same question. Of their earlier answers those that have
    been `seen` are dealt with: one that came meanwhile goes on waiting.

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
    message = _write(case, side=Side.OFFICE, text=text, message_id=message_id, now=now)
    keep_files(kind=FILES, owner=message, files=files, now=now)
    note_event(case=case, event="question-asked", actor=actor, channel=Channel.COUNTER, data={}, now=now)
    publish(topic=ASKED, payload={"message": str(message.pk)}, now=now)
    return message


@transaction.atomic
def answer_office(
    *,
    case_id: UUID,
    text: str,
    seen: Collection[UUID],
    channel: Channel,
    command_id: UUID,
    now: datetime,
    files: Sequence[Received] = (),
) -> CaseMessage:
    """Answer the questions that the holder of a case has `seen`; the same command again is the same answer, with the
    files of the first time.

    :raises CaseIsClosed: nothing about it is open any more.
    :raises NobodyAsked: the office waits for no answer.
    :raises TooManyAnswers: the office has not dealt with the earlier ones.
    """
    case = locked_case(case_id=case_id)
    message_id = _message_id(case, side=Side.HOLDER, command_id=command_id)
    if earlier := CaseMessage.objects.filter(pk=message_id).first():
        return earlier
    _check_open(case)
    if not CaseMessage.objects.filter(case=case, side=Side.OFFICE, settled_at=None).exists():
        raise NobodyAsked
    if CaseMessage.objects.filter(case=case, side=Side.HOLDER, settled_at=None).count() >= MOST_ANSWERS:
        raise TooManyAnswers
    _settle(case, of=Side.OFFICE, seen=seen, now=now)
    message = _write(case, side=Side.HOLDER, text=text, message_id=message_id, now=now)
    keep_files(kind=FILES, owner=message, files=files, now=now)
    note_event(case=case, event="question-answered", actor=CITIZEN, channel=channel, data={}, now=now)
    return message


@transaction.atomic
def settle_answers(*, case_id: UUID, seen: Collection[UUID], now: datetime) -> None:
    """Say that the office has dealt with the answers that it has `seen`; again changes nothing."""
    _settle(locked_case(case_id=case_id), of=Side.HOLDER, seen=seen, now=now)


def _message_id(case: Case, *, side: Side, command_id: UUID) -> UUID:
    """The command, unless it was that of another message: a form can be sent with any."""
    is_taken = CaseMessage.objects.filter(pk=command_id).exclude(case=case, side=side).exists()
    return uuid5(command_id, f"{case.pk}:{side}") if is_taken else command_id


def _check_open(case: Case) -> None:
    if case.closed_at is not None:
        raise CaseIsClosed


def _settle(case: Case, *, of: Side, seen: Collection[UUID], now: datetime) -> None:
    CaseMessage.objects.filter(case=case, side=of, pk__in=seen, settled_at=None).update(settled_at=now)


def _write(case: Case, *, side: Side, text: str, message_id: UUID, now: datetime) -> CaseMessage:
    return CaseMessage.objects.create(pk=message_id, case=case, side=side, text=text.strip(), written_at=now)
