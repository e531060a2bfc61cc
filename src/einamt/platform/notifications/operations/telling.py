"""Telling people, once.

A message is a row, written before anything goes out and completed after it. Should the process die between the two, it
is sent again when the claim has run out (`CLAIM`), with the same Message-ID or idempotency key, by which mail programs
and gateways know the double. That is the whole window in which somebody may be told twice. See docs/adr/0029.

The network has no place in a transaction: none of this is to be called inside one.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from einamt.platform.notifications import queries, steps
from einamt.platform.notifications.carriers import RefusedForGood, TryLater, mail, sms
from einamt.platform.notifications.channels import MessageChannel, route
from einamt.platform.notifications.models import SentMessage, Trouble
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.notifications.rendering import Attachment, Content, rendered
from einamt.platform.notifications.ways import open_ways
from einamt.platform.outbox.attempts import is_last_attempt
from einamt.platform.redaction import describe

_log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=2)
"""After this long, somebody who was sending and never said how it ended is taken for crashed."""


class SendingInProgress(RuntimeError):
    """Somebody else is sending this message right now, or it is to be left alone; whoever asks comes back later."""


def tell(
    *,
    kind: MessageKind,
    to: Recipient,
    language: str,
    context: Mapping[str, object],
    command_id: UUID,
    now: datetime,
    about: UUID | None = None,
    office_id: int | None = None,
    attachments: Sequence[Attachment] = (),
    is_asked_for: bool = False,
) -> None:
    """Tell somebody, once per `command_id`, also when two calls race, on the way that they wished for or else the
    quickest. A letter is laid with those that are printed next. Who has left no address at all is told nothing.

    What fails for good, or for the last time, is no error here: it stands where somebody sees it (`Trouble`), and goes
    out on another way if there is one. `about` is the case, `office_id` the office that looks after it. What somebody
    has just asked for goes to where a message came back from as well (`is_asked_for`): it may be in order again.

    :raises SendingInProgress: another call with this `command_id` is at it.
    :raises ValueError: `context` is not what the kind needs.
    :raises OSError: mail server or gateway cannot be reached, or refuse for now; try again later.
    """
    content = rendered(kind=kind, recipient=to, language=language, values=context, attachments=attachments)
    reachable = to.reachable()
    is_to_be_asked = bool(reachable) and not is_asked_for
    working = reachable - queries.broken_ways(recipient=to, now=now) if is_to_be_asked else reachable
    allowed = open_ways(kind)
    channel = route(wish=to.wish, allowed=allowed, reachable=working)
    if channel is None and not (reachable & allowed):
        return
    row = SentMessage(
        command_id=command_id,
        kind=kind.code,
        channel=channel or MessageChannel.MAIL,
        about=about,
        office_id=office_id,
        claimed_at=now,
        content=content.sealed(),
    )
    if channel is None:
        steps.write_lost(row=row, now=now)
    elif channel == MessageChannel.LETTER:
        steps.write_letter(row=row)
    elif claimed := _claim(row=row, now=now):
        _send(row=claimed, content=content, now=now)


def send_mail(
    *,
    kind: MessageKind,
    to: str,
    language: str,
    context: Mapping[str, object],
    command_id: UUID,
    now: datetime,
    about: UUID | None = None,
    attachments: Sequence[Attachment] = (),
    is_asked_for: bool = False,
) -> None:
    """As `tell`, to a mail address: for what belongs to no case, such as asking whether the address is right.

    `about` is what it is erased with: a matter (`registry.matters`), or something that is none and has no row; then the
    next night erases it.

    :raises SendingInProgress, ValueError, OSError: as for `tell`.
    """
    tell(
        kind=kind,
        to=Recipient(email=to),
        language=language,
        context=context,
        command_id=command_id,
        now=now,
        about=about,
        attachments=attachments,
        is_asked_for=is_asked_for,
    )


def deliver(*, command_id: UUID, now: datetime) -> None:
    """Send a message that is written down already, such as one that a person had sent again.

    :raises SendingInProgress: another call is at it.
    :raises OSError: as for `tell`.
    """
    row = SentMessage.objects.filter(pk=command_id).exclude(channel=MessageChannel.LETTER).first()
    if row is None or not row.content:
        return
    row.claimed_at = now
    if claimed := _claim(row=row, now=now):
        _send(row=claimed, content=Content.opened(row.content), now=now)


@transaction.atomic
def _claim(*, row: SentMessage, now: datetime) -> SentMessage | None:
    """The row, ours to send. None: it has been sent, has failed for good, or lies with the letters.

    A message that was written before keeps its way, and says what it says now: what has changed since is told rightly.

    :raises SendingInProgress: another call is at it.
    """
    values = {
        field: getattr(row, field) for field in ("kind", "channel", "about", "office_id", "claimed_at", "content")
    }
    known, is_new = SentMessage.objects.select_for_update().get_or_create(command_id=row.command_id, defaults=values)
    if is_new:
        return known
    if known.sent_at is not None or known.trouble or known.channel == MessageChannel.LETTER:
        return None
    if known.not_before is not None and known.not_before > now:
        raise SendingInProgress
    if not known.is_free and known.claimed_at > now - CLAIM:
        raise SendingInProgress
    known.claimed_at, known.is_free, known.content = now, False, row.content
    known.save(update_fields=["claimed_at", "is_free", "content"])
    return known


def _send(*, row: SentMessage, content: Content, now: datetime) -> None:
    if row.channel not in content.recipient.reachable():
        # the way was written down before the address was taken away: no attempt would change that
        steps.write_trouble(message_id=row.pk, trouble=Trouble.NO_WAY, detail="", now=now)
        return
    try:
        _carry(row=row, content=content, now=now)
    except RefusedForGood as refusal:
        _log.warning("the address of %s %s is refused for good", row.kind, row.pk)
        steps.write_trouble(message_id=row.pk, trouble=Trouble.REFUSED, detail=str(refusal), now=now)
        return
    except Exception as error:
        if isinstance(error, OSError) and is_last_attempt():
            steps.write_trouble(message_id=row.pk, trouble=Trouble.GIVEN_UP, detail=describe(error)[:200], now=now)
            return
        _let_go(row=row, not_before=error.retry_at if isinstance(error, TryLater) else None)
        raise
    except BaseException:
        _let_go(row=row, not_before=None)
        raise
    SentMessage.objects.filter(pk=row.pk).update(sent_at=now)


def _carry(*, row: SentMessage, content: Content, now: datetime) -> None:
    if row.channel == MessageChannel.SMS:
        sms.send(number=content.recipient.mobile, text=content.sms, key=row.pk, now=now)
    else:
        mail.send(content=content, message_id=row.pk)


def _let_go(*, row: SentMessage, not_before: datetime | None) -> None:
    """Nothing was sent, as far as we know: whoever comes next may try at once, or when the gateway allows it."""
    mine = SentMessage.objects.filter(pk=row.pk, claimed_at=row.claimed_at, sent_at=None)
    mine.update(is_free=True, not_before=not_before)
