"""Chaining the log of reading, and keeping it as long as it may be kept."""

import logging
import time
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from einamt.platform.audit import chain, heads
from einamt.platform.audit.models import ChainLink, ChainStart, LogRequest, ReadingEntry
from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Counts, Eraser

BATCH = 500
_LATEST_MS = 3_600_000
"""An entry may become visible so long after it was made: no transaction lasts an hour."""

_log = logging.getLogger(__name__)


def chain_entries(_now: datetime) -> None:
    """Chain what was entered lately, batch by batch. The schedule calls it every minute.

    Looks back an hour behind the last link, so that it costs the same however long the log is.
    """
    last = ChainLink.objects.order_by("-position").first()
    # the identifiers tell when they were made; a machine whose clock is ahead must not hide the others' entries
    known = min(_made_ms(last.entry_id), time.time_ns() // 1_000_000) if last else 0
    _chain(_unchained().filter(pk__gte=UUID(int=max(0, known - _LATEST_MS) << 80)))


def chain_left_behind(_now: datetime) -> None:
    """Chain whatever was not, however old it is. The schedule calls it every night."""
    _chain(_unchained())


def _chain(entries: QuerySet[ReadingEntry]) -> None:
    while _chain_some(entries):
        pass


def _chain_some(entries: QuerySet[ReadingEntry]) -> int:
    """Chain a batch, and note its head outside the database once it is committed.

    Two workers that do it at once take the same positions: one of them fails, and comes again.
    """
    with transaction.atomic():
        last = ChainLink.objects.order_by("-position").first() or ChainStart.objects.order_by("-position").first()
        position, seal = (last.position, last.seal) if last else (0, chain.GENESIS)
        links = []
        for entry in entries.order_by("pk")[:BATCH]:
            position += 1
            seal = chain.link_seal(before=seal, position=position, entry_id=entry.pk, mac=entry.mac)
            links.append(ChainLink(position=position, entry_id=entry.pk, seal=seal))
        ChainLink.objects.bulk_create(links)
    if links:
        head = heads.Head(position, seal)
        _log.info("audit head: %s", head)
        if _goes_on_from_the_noted(head):
            heads.note(head)
    return len(links)


def _goes_on_from_the_noted(head: heads.Head) -> bool:
    """Whether `head` may take the place of the one that is noted: only where the chain still holds that one.

    Else the chain was cut or made anew, and the note is what tells: a fresh head over it would hide the loss.
    """
    try:
        noted = heads.noted()
    except ValueError as error:
        _log.error("audit head: %s; it is left as it is", error)
        return False
    if noted is None:
        return True
    if not _holds(noted):
        _log.error("audit head: the chain no longer holds %s, which stays noted; see einamt audit verify", noted)
        return False
    return noted.position < head.position  # another worker of this machine may have been faster


def _holds(noted: heads.Head) -> bool:
    """Whether the chain has the seal of `noted` at its position, or begins behind it."""
    if link := ChainLink.objects.filter(position=noted.position).first():
        return chain.is_same(link.seal, noted.seal)
    start = ChainStart.objects.order_by("-position").first()
    if start is None or not chain.is_same(
        start.mac, chain.start_mac(position=start.position, seal=start.seal, at=start.at)
    ):
        return False
    return noted.position < start.position or (
        noted.position == start.position and chain.is_same(noted.seal, start.seal)
    )


def _unchained() -> QuerySet[ReadingEntry]:
    return ReadingEntry.objects.filter(~Exists(ChainLink.objects.filter(entry_id=OuterRef("pk"))))


def _made_ms(identifier: UUID) -> int:
    return identifier.int >> 80


def _limit(now: datetime) -> datetime:
    """Entries of years before the last one are erased (§ 76(4) BDSG)."""
    return datetime(now.year - 1, 1, 1, tzinfo=UTC)


def _outlived_up_to(now: datetime) -> int:
    """The last position before the first entry that is still to be kept; 0 where there is none.

    Only the chain's beginning is erased, so that what stays is still whole.
    """
    kept = ReadingEntry.objects.filter(at__gte=_limit(now)).values("pk")
    first_kept = ChainLink.objects.filter(entry_id__in=kept).order_by("position").first()
    if first_kept:
        return first_kept.position - 1
    last = ChainLink.objects.order_by("-position").first()
    return last.position if last else 0


def count_outlived(now: datetime) -> Counts:
    """How many entries are to be erased."""
    return {"entries of the log of reading": ChainLink.objects.filter(position__lte=_outlived_up_to(now)).count()}


def forget_readings(now: datetime) -> Counts:
    """Erase a batch of what has been kept to the end of the year after it: entries with their links, then requests."""
    return _forget_links(now) or delete_some(LogRequest.objects.filter(asked_at__lt=_limit(now)))


@transaction.atomic
def _forget_links(now: datetime) -> Counts:
    """Erase a batch of the chain's beginning.

    The mark of where the chain begins from now on is written first: the database lets only go what stands before one.
    """
    due = ChainLink.objects.filter(position__lte=_outlived_up_to(now)).order_by("position")
    links = list(due.select_for_update()[:BATCH])
    if not links:
        return {}
    last = links[-1]
    mac = chain.start_mac(position=last.position, seal=last.seal, at=now)
    ChainStart.objects.create(position=last.position, seal=last.seal, at=now, mac=mac)
    erased, _ = ReadingEntry.objects.filter(pk__in=[link.entry_id for link in links]).delete()
    ChainLink.objects.filter(position__lte=last.position).delete()
    ChainStart.objects.filter(position__lt=last.position).delete()
    return {ReadingEntry._meta.label: erased, ChainLink._meta.label: len(links)}


ERASER = Eraser(
    name="audit",
    models=frozenset({"audit.ReadingEntry", "audit.ChainLink", "audit.LogRequest"}),
    order=50,
    due=count_outlived,
    erase_some=forget_readings,
)
