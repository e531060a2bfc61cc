"""Offers: a time is held for somebody, who accepts it by one tap on a link, or does not.

Whose offer it is, its kind says: the backlog and others declare theirs with `register`, with what accepting does. The
token in the link is derived from the offer's id with the installation's key; the database holds a hash of it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import Model

from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.kernel.identifiers import new_id
from einamt.platform.crypto.secrets import keyed_hash
from einamt.platform.outbox.steps import new_message
from einamt.platform.transactions import require_transaction
from einamt.platform.writing.together import write_together
from einamt.procedures.appointments import capacity, steps
from einamt.procedures.appointments.errors import OfferUnknown
from einamt.procedures.appointments.fairness.steps import keep_for_waitlist
from einamt.procedures.appointments.models import Appointment, Hold, Offer
from einamt.procedures.appointments.placement import Placement
from einamt.procedures.appointments.tokens import LENGTH


class Accepting(Protocol):
    """Makes an appointment of a held time, within the transaction; the subject is locked."""

    def __call__(
        self, *, subject_id: UUID, hold_id: UUID, actor: Actor, channel: Channel, command_id: UUID, now: datetime
    ) -> Appointment: ...


@dataclass(frozen=True, slots=True)
class OfferKind:
    """What stands behind the offers of one kind.

    `lock` locks what comes before an offer in the order of locks; `accept` makes the appointment; `accepted` finds it
    again; `ended` says to the subject that its offer ended without an appointment (after the capacity was given back);
    `needed` tells which subjects still want one.
    """

    code: str
    lock: Callable[[UUID], None]
    accept: Accepting
    accepted: Callable[[UUID], Appointment]
    ended: Callable[[UUID, datetime], None]
    needed: Callable[[Collection[UUID]], set[UUID]]


_kinds: dict[str, OfferKind] = {}


def register(kind: OfferKind) -> None:
    """Declare a kind of offers at start.

    :raises ValueError: the code is taken.
    """
    if kind.code in _kinds:
        message = f"the kind of offers {kind.code!r} is registered twice"
        raise ValueError(message)
    _kinds[kind.code] = kind


def kinds() -> list[OfferKind]:
    """All that were declared."""
    return list(_kinds.values())


def kind_of(offer: Offer) -> OfferKind:
    """What stands behind an offer."""
    return _kinds[offer.kind]


def offer_token(*, offer_id: UUID) -> str:
    """The token in an offer's link."""
    return keyed_hash(text=str(offer_id), purpose="appointments.offer")[:LENGTH]


def offer_token_hash(*, token: str) -> str:
    """What is kept of a token."""
    return keyed_hash(text=token, purpose="appointments.offer-hash")


def offer_by_token(*, token: str) -> Offer:
    """The offer of a link, with its place.

    :raises OfferUnknown: there is none, or it ended long ago.
    """
    related = Offer.objects.select_related("hold", "capacity_day__group__office")
    offer = related.filter(token_hash=offer_token_hash(token=token)).first()
    if offer is None:
        raise OfferUnknown
    return offer


def make_offer(
    *, kind: str, subject_id: UUID, where: Placement, expires_at: datetime, now: datetime, topic: str = ""
) -> Offer | None:
    """Take the capacity of a place and offer it until `expires_at`; None: somebody was faster.

    A subject has one open offer at a time. Under `topic` the outbox is told of the offer, in the same statement.
    """
    require_transaction()
    hold = steps.new_hold(where=where, minutes=0, now=now)
    hold.expires_at = expires_at
    offer_id = new_id()
    offer = Offer(
        id=offer_id,
        kind=kind,
        subject_id=subject_id,
        hold_id=hold.pk,
        capacity_day_id=where.place.capacity_day_id,
        start_minute=where.place.start_minute,
        made_at=now,
        expires_at=expires_at,
        token_hash=offer_token_hash(token=offer_token(offer_id=offer_id)),
    )
    rows: list[Model] = [hold, offer]
    if topic:
        rows.append(new_message(topic=topic, payload={"offer": str(offer_id)}, now=now))
    return offer if write_together(guard=steps.guard_of(where=where), rows=rows) else None


def end_offer(*, offer: Offer, how: Offer.Outcome, now: datetime) -> None:
    """End a locked, open offer without an appointment: its time is free again, for the waitlist first, and its subject
    goes on.
    """
    require_transaction()
    offer.outcome, offer.answered_at = how, now
    offer.save(update_fields=["outcome", "answered_at"])
    kept = Hold.objects.select_for_update(no_key=True).filter(offers=offer, outcome=Hold.Outcome.KEPT)
    hold = kept.first()
    if hold is not None:
        is_expired = how == Offer.Outcome.EXPIRED
        hold.outcome = Hold.Outcome.EXPIRED if is_expired else Hold.Outcome.RELEASED
        hold.expires_at = min(hold.expires_at, now)
        hold.save(update_fields=["outcome", "expires_at"])
        freed = steps.places_of(hold)
        capacity.give_back(places=freed)
        keep_for_waitlist(places=freed, now=now)
    kind_of(offer).ended(offer.subject_id, now)
