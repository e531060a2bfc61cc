"""Agreeing with the archive, offering, taking its answer down, and noting what it has."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.cases.archive.errors import AlreadyAnswered, NotInOffer, UnknownKind
from einamt.cases.archive.models import ArchiveAgreement, ArchiveOffer, OfferedCase
from einamt.cases.archive.queries import agreements, to_be_offered
from einamt.cases.registry import CaseKind, registered
from einamt.platform.retention.registry import Counts, Offering

MOST_AT_ONCE = 500
"""Cases of an offer: a list that somebody at the archive can go through."""


@transaction.atomic
def agree(*, kind: str, is_offered: bool, source: str, now: datetime) -> ArchiveAgreement:
    """Write down what is agreed about a kind of case from now on. What was offered before is still answered.

    :raises UnknownKind: there is no such kind.
    """
    if kind not in registered():
        message = f"There is no kind of case {kind!r}, only {', '.join(sorted(registered()))}."
        raise UnknownKind(message)
    return ArchiveAgreement.objects.create(kind=kind, is_offered=is_offered, source=source.strip(), agreed_at=now)


def count_due(now: datetime) -> Counts:
    """How many cases of each kind are to be offered."""
    return {
        f"cases of the kind {kind.code}": count
        for kind in _offered_kinds()
        if (count := to_be_offered(kind, now).count())
    }


def offer_some(now: datetime) -> Counts:
    """Offer up to `MOST_AT_ONCE` cases of one kind; nothing when none is left. Two at once offer different ones."""
    for kind in _offered_kinds():
        if count := _offer(kind, now):
            return {f"cases of the kind {kind.code}": count}
    return {}


@transaction.atomic
def answer(*, made: ArchiveOffer, taken: Collection[str], reply: str, now: datetime) -> ArchiveOffer:
    """Take down which cases of an offer the archive takes, by their references; the others may be erased now.

    :raises AlreadyAnswered: it has answered before.
    :raises NotInOffer: some were not offered with it, or are gone.
    """
    locked = ArchiveOffer.objects.select_for_update().get(pk=made.pk)
    if locked.answered_at is not None:
        message = f"Offer {locked.pk} was answered on {locked.answered_at:%Y-%m-%d} ({locked.reply})."
        raise AlreadyAnswered(message)
    offered = OfferedCase.objects.filter(offer=locked)
    known = dict(offered.values_list("case__reference", "case_id"))
    if unknown := sorted(set(taken) - known.keys()):
        message = f"These are not in offer {locked.pk}: {', '.join(unknown)}."
        raise NotInOffer(message)
    offered.filter(case_id__in=[known[each] for each in taken]).update(is_taken=True)
    locked.answered_at, locked.reply, locked.taken = now, reply.strip(), len(set(taken))
    locked.save()
    return locked


@transaction.atomic
def note_handed_over(*, case_ids: Iterable[UUID], now: datetime) -> None:
    """Say that the archive has these cases: from now on they may be erased here."""
    OfferedCase.objects.filter(case_id__in=list(case_ids), is_taken=True, handed_over_at=None).update(
        handed_over_at=now
    )


@transaction.atomic
def _offer(kind: CaseKind, now: datetime) -> int:
    due = to_be_offered(kind, now).order_by("closed_at").select_for_update(of=("self",), skip_locked=True)
    chosen = list(due.values_list("pk", flat=True)[:MOST_AT_ONCE])
    if chosen:
        made = ArchiveOffer.objects.create(kind=kind.code, offered_at=now, cases=len(chosen))
        OfferedCase.objects.bulk_create(OfferedCase(case_id=case_id, offer=made) for case_id in chosen)
    return len(chosen)


def _offered_kinds() -> list[CaseKind]:
    agreed = agreements()
    return [kind for code, kind in sorted(registered().items()) if agreed[code].is_offered]


OFFERING = Offering(name="archive", due=count_due, offer_some=offer_some)
