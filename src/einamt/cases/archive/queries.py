"""What has to be offered, what still waits for the archive, and what it took."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from einamt.cases.archive.errors import OfferUnknown
from einamt.cases.archive.models import ArchiveAgreement, ArchiveOffer, OfferedCase
from einamt.cases.archive.rules import answer_is_awaited_since
from einamt.cases.holding import Hold, is_free
from einamt.cases.models import Case
from einamt.cases.operations import outlived
from einamt.cases.registry import CaseKind, kind_of, registered
from einamt.platform import clock

_OFFERED = Exists(OfferedCase.objects.filter(case=OuterRef("pk")))


@dataclass(frozen=True, slots=True)
class Agreed:
    """Whether cases of a kind are offered, and why: what the city has agreed, else what the kind itself says."""

    is_offered: bool
    source: str


def agreements() -> Mapping[str, Agreed]:
    """What holds for each kind of case, by its code."""
    own = {code: Agreed(bool(kind.offered_because), kind.offered_because) for code, kind in registered().items()}
    return own | {each.kind: Agreed(each.is_offered, each.source) for each in ArchiveAgreement.objects.all()}


def to_be_offered(kind: CaseKind, now: datetime) -> QuerySet[Case]:
    """Cases of a kind that have been kept long enough, that nobody else keeps, and that were not offered yet."""
    return Case.objects.filter(outlived(kind, now), is_free(kind, now, but_for=HOLD)).exclude(_OFFERED)


def offer(number: int) -> ArchiveOffer:
    """The offer with a number.

    :raises OfferUnknown: there is none.
    """
    found = ArchiveOffer.objects.filter(pk=number).first()
    if found is None:
        message = f"There is no offer {number}; einamt archive offers lists them."
        raise OfferUnknown(message)
    return found


def cases_of(made: ArchiveOffer) -> QuerySet[Case]:
    """The cases of an offer that are still here and that nobody has blocked (Art. 18 GDPR), the oldest first."""
    return (
        Case.objects.filter(offered__offer=made, block=None)
        .select_related("service", "organisation", "office", "offered")
        .order_by("opened_at", "reference")
    )


def to_hand_over(made: ArchiveOffer) -> QuerySet[Case]:
    """Those of them that the archive has taken and does not have yet."""
    return cases_of(made).filter(offered__is_taken=True, offered__handed_over_at=None)


def _held(kind: CaseKind, now: datetime) -> Q:
    """Cases that are to be offered first, wait for the archive's answer, or are still to be handed over to it."""
    if not agreements()[kind.code].is_offered:
        return Q(pk__in=[])
    decided = Q(offer__answered_at__isnull=False) & (Q(is_taken=False) | Q(handed_over_at__isnull=False))
    unanswered = Q(offer__answered_at=None, offer__offered_at__lt=answer_is_awaited_since(now))
    return ~Q(Exists(OfferedCase.objects.filter(decided | unanswered, case=OuterRef("pk"))))


def _reason(case_id: UUID) -> str:
    case = Case.objects.get(pk=case_id)
    is_held = Case.objects.filter(_held(kind_of(case.kind), clock.now()), pk=case_id).exists()
    return "it is offered to the archive first (Art. 17(3)(d) GDPR, § 5(1) ArchGB)" if is_held else ""


HOLD = Hold(held=_held, reason=_reason)
