"""Answering an offer, and ending those that nobody answers."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.errors import OfferAccepted, OfferDeclined, OfferExpired, OfferWithdrawn
from einamt.procedures.appointments.held import Gone
from einamt.procedures.appointments.models import Appointment, CapacityDay, Hold, Offer
from einamt.procedures.appointments.offers import end_offer, kind_of, kinds, offer_by_token
from einamt.procedures.appointments.steps import places_of

BATCH = 500


def accept_offer(*, token: str, actor: Actor, channel: Channel, command_id: UUID, now: datetime) -> Appointment:
    """Take the offered time. Accepted again, from whatever device, it answers with the same appointment.

    :raises OfferUnknown: no offer belongs to the token.
    :raises OfferExpired: its time ran out; somebody else may have it.
    :raises OfferDeclined: it has been declined.
    :raises OfferWithdrawn: the time cannot be had any more, or is not needed.
    :raises OfficeClosed, NoLongerServed, NotOffered, TimePassed: the time was lost just now.
    """
    try:
        return _accepted(token=token, actor=actor, channel=channel, command_id=command_id, now=now)
    except Gone:
        raise OfferExpired from None


@transaction.atomic
def _accepted(*, token: str, actor: Actor, channel: Channel, command_id: UUID, now: datetime) -> Appointment:
    offer = _locked(offer_by_token(token=token))
    kind = kind_of(offer)
    if offer.outcome == Offer.Outcome.ACCEPTED:
        return kind.accepted(offer.subject_id)
    _check_open(offer=offer, now=now)
    if offer.hold_id is None:
        raise OfferExpired
    appointment = kind.accept(
        subject_id=offer.subject_id,
        hold_id=offer.hold_id,
        actor=actor,
        channel=channel,
        command_id=command_id,
        now=now,
    )
    offer.outcome, offer.answered_at = Offer.Outcome.ACCEPTED, now
    offer.save(update_fields=["outcome", "answered_at"])
    return appointment


@transaction.atomic
def decline_offer(*, token: str, now: datetime) -> Offer:
    """Say no: the time is free again at once, and the subject's next offer may come. Said twice, it is said once.

    :raises OfferUnknown: no offer belongs to the token.
    :raises OfferAccepted: it has been accepted; the appointment can be cancelled or moved.
    :raises OfferExpired, OfferWithdrawn: there is nothing to decline any more.
    """
    offer = _locked(offer_by_token(token=token))
    if offer.outcome == Offer.Outcome.ACCEPTED:
        raise OfferAccepted
    if offer.outcome != Offer.Outcome.DECLINED:
        _check_open(offer=offer, now=now)
        end_offer(offer=offer, how=Offer.Outcome.DECLINED, now=now)
    return offer


def end_offers(*, now: datetime) -> int:
    """End the offers whose time ran out, and withdraw those whose time is served or needed no
    more; how many ended.

    Each is a transaction of its own. One that somebody is just answering waits for the answer.
    """
    open_ones = Offer.objects.filter(outcome=Offer.Outcome.OPEN)
    due = list(open_ones.filter(expires_at__lte=now).order_by("expires_at").values_list("pk", flat=True)[:BATCH])
    still_held = list(open_ones.filter(expires_at__gt=now).select_related("hold", "capacity_day"))
    useless: list[UUID] = []
    for kind in kinds():
        of_kind = [offer for offer in still_held if offer.kind == kind.code]
        needed = kind.needed([offer.subject_id for offer in of_kind])
        useless += [offer.pk for offer in of_kind if offer.subject_id not in needed or _is_lost(offer)]
    ended = [_is_ended(offer_id=pk, how=Offer.Outcome.EXPIRED, now=now) for pk in due]
    ended += [_is_ended(offer_id=pk, how=Offer.Outcome.WITHDRAWN, now=now) for pk in useless]
    return sum(ended)


def _is_lost(offer: Offer) -> bool:
    """Whether the office serves fewer counters at the offered time than are taken, or nobody holds it any more."""
    hold = offer.hold
    if hold is None or hold.outcome != Hold.Outcome.KEPT:
        return True
    days = CapacityDay.objects.in_bulk([place.capacity_day_id for place in places_of(hold)])
    return any(capacity.is_overtaken(day=days[place.capacity_day_id], place=place) for place in places_of(hold))


@transaction.atomic
def _is_ended(*, offer_id: UUID, how: Offer.Outcome, now: datetime) -> bool:
    offer = Offer.objects.filter(pk=offer_id).first()
    if offer is None:
        return False
    offer = _locked(offer)
    if offer.outcome != Offer.Outcome.OPEN:
        return False
    end_offer(offer=offer, how=how, now=now)
    return True


def _locked(offer: Offer) -> Offer:
    """The offer, locked after what comes before it in the order of locks."""
    kind_of(offer).lock(offer.subject_id)
    return Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)


def _check_open(*, offer: Offer, now: datetime) -> None:
    if offer.outcome == Offer.Outcome.DECLINED:
        raise OfferDeclined
    if offer.outcome == Offer.Outcome.WITHDRAWN:
        raise OfferWithdrawn
    if offer.outcome == Offer.Outcome.EXPIRED or offer.expires_at <= now:
        raise OfferExpired
