"""Walking the chain from its beginning, until something in it is not as it was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef

from einamt.platform.audit import chain
from einamt.platform.audit.heads import Head
from einamt.platform.audit.models import ChainLink, ChainStart, ReadingEntry

_BATCH = 1000


class Fault(StrEnum):
    """What is wrong at the first place where something is."""

    BEGINNING = "the mark of where the chain begins was not made by this installation"
    MISSING_LINK = "a link is missing"
    DELETED = "its entry was deleted"
    CHANGED = "its entry was changed after it was written"
    BROKEN = "its seal does not fit what stands before it: links were exchanged or changed"
    SHORTENED = "the chain ends before a head that was noted: its end was cut off"
    OTHER_HEAD = "its seal is another than the one that was noted: the chain was made anew"
    INSERTED = "an entry that is not chained yet was not written by this installation"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first fault: where in the chain, and at which entry, as far as there is one."""

    fault: Fault
    position: int | None
    entry_id: UUID | None

    def __str__(self) -> str:
        place = f"position {self.position}" if self.position is not None else "not chained yet"
        entry = f", entry {self.entry_id}" if self.entry_id else ""
        return f"{place}{entry}: {self.fault.value}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain gave."""

    chained: int
    """Links that were walked along."""
    waiting: int
    """Entries that the worker has still to chain."""
    head: Head | None
    broken: Broken | None


def verify(*, heads: tuple[Head, ...]) -> Verdict:
    """Walk along the chain and compare it with `heads` that were noted outside the database.

    Reads everything once in order, in batches; others may write meanwhile. Ends at the first fault.
    """
    start = ChainStart.objects.order_by("-position").first()
    walked, head = 0, Head(start.position, start.seal) if start else Head(0, chain.GENESIS)
    if start and not chain.is_same(start.mac, chain.start_mac(position=start.position, seal=start.seal, at=start.at)):
        return Verdict(0, 0, None, Broken(Fault.BEGINNING, start.position, None))
    expected = {each.position: each.seal for each in heads if each.position > head.position}
    for link, entry in _links(after=-1):
        broken = _fault(link, entry, before=head)
        if broken is None and not chain.is_same(expected.pop(link.position, link.seal), link.seal):
            broken = Broken(Fault.OTHER_HEAD, link.position, link.entry_id)
        if broken:
            return Verdict(walked, 0, head, broken)
        walked, head = walked + 1, Head(link.position, link.seal)
    if expected:
        return Verdict(walked, 0, head, Broken(Fault.SHORTENED, head.position + 1, None))
    waiting = 0
    for entry in _unchained():
        if not chain.is_same(entry.mac, _mac(entry)):
            return Verdict(walked, waiting, head, Broken(Fault.INSERTED, None, entry.pk))
        waiting += 1
    return Verdict(walked, waiting, head if head.position else None, None)


def _fault(link: ChainLink, entry: ReadingEntry | None, *, before: Head) -> Broken | None:
    if link.position != before.position + 1:
        return Broken(Fault.MISSING_LINK, before.position + 1, None)
    if entry is None:
        return Broken(Fault.DELETED, link.position, link.entry_id)
    if not chain.is_same(entry.mac, _mac(entry)):
        return Broken(Fault.CHANGED, link.position, link.entry_id)
    seal = chain.link_seal(before=before.seal, position=link.position, entry_id=entry.pk, mac=entry.mac)
    if not chain.is_same(link.seal, seal):
        return Broken(Fault.BROKEN, link.position, link.entry_id)
    return None


def _links(*, after: int) -> Iterator[tuple[ChainLink, ReadingEntry | None]]:
    """Every link with its entry, in order."""
    while links := list(ChainLink.objects.filter(position__gt=after).order_by("position")[:_BATCH]):
        entries = ReadingEntry.objects.in_bulk([link.entry_id for link in links])
        yield from ((link, entries.get(link.entry_id)) for link in links)
        after = links[-1].position


def _unchained() -> Iterator[ReadingEntry]:
    rows = ReadingEntry.objects.filter(~Exists(ChainLink.objects.filter(entry_id=OuterRef("pk"))))
    return rows.order_by("pk").iterator(chunk_size=_BATCH)


def _mac(entry: ReadingEntry) -> str:
    return chain.entry_mac(
        entry_id=entry.pk,
        actor=entry.actor,
        what=entry.what,
        subject=entry.subject,
        purpose=entry.purpose,
        at=entry.at,
    )
