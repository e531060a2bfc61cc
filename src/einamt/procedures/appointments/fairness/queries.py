"""Reading the waitlist and draws: where somebody stands, and what is to be expected."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from einamt.procedures.appointments.errors import EntryUnknown
from einamt.procedures.appointments.fairness import lots, offering
from einamt.procedures.appointments.fairness.models import Draw, WaitlistEntry
from einamt.procedures.appointments.fairness.rules import usual_wait
from einamt.procedures.appointments.fairness.tokens import entry_token_hash
from einamt.procedures.appointments.models import Offer

LOOKED_BACK = timedelta(days=60)
State = WaitlistEntry.State


@dataclass(frozen=True, slots=True)
class Standing:
    """How many confirmed entries for one of the same services are older, and how many days the middle half of those
    with the same first service waited for their offer (None: too few to tell).
    """

    ahead: int
    wait_days: tuple[int, int] | None


def entry_by_token(*, token: str) -> WaitlistEntry:
    """The entry of a link.

    :raises EntryUnknown: there is none, or it has been erased.
    """
    entry = WaitlistEntry.objects.select_related("draw").filter(token_hash=entry_token_hash(token=token)).first()
    if entry is None:
        raise EntryUnknown
    return entry


def standing(*, entry: WaitlistEntry, now: datetime) -> Standing:
    """What can honestly be said to somebody who waits."""
    wanted = {service_id for service_id, _ in entry.wishes}
    since = entry.confirmed_at or now
    older = WaitlistEntry.objects.filter(state__in=(State.WAITING, State.OFFERED), confirmed_at__lt=since)
    ahead = sum(
        not wanted.isdisjoint(service_id for service_id, _ in wishes)
        for wishes in older.exclude(pk=entry.pk).values_list("wishes", flat=True)
    )
    offered = Offer.objects.filter(kind=offering.CODE, made_at__gt=now - LOOKED_BACK)
    # the last value of a key stays, and that is the first offer
    first_offer = dict(offered.order_by("-made_at").values_list("subject_id", "made_at"))
    waited = WaitlistEntry.objects.filter(pk__in=first_offer).values_list("pk", "wishes", "confirmed_at")
    waits = [
        first_offer[pk] - confirmed_at
        for pk, wishes, confirmed_at in waited
        if confirmed_at is not None and wishes[0][0] == entry.wishes[0][0]
    ]
    return Standing(ahead=ahead, wait_days=usual_wait(waits=waits))


def open_offer(*, entry: WaitlistEntry, now: datetime) -> Offer | None:
    """The offer that waits for an answer."""
    offers = Offer.objects.filter(kind=offering.CODE, subject_id=entry.pk, outcome=Offer.Outcome.OPEN)
    return offers.filter(expires_at__gt=now).first()


def current_draw(*, now: datetime) -> Draw | None:
    """The draw that is collecting wishes, or the next that is announced."""
    return Draw.objects.filter(state=Draw.State.ANNOUNCED, closes_at__gt=now).order_by("closes_at").first()


def latest_draws(*, count: int) -> list[Draw]:
    """The draws that were run last, the latest in front."""
    return list(Draw.objects.filter(state=Draw.State.DRAWN).order_by("-drawn_at")[:count])


def proof(*, draw: Draw) -> dict[str, object]:
    """What is published of a draw that was run."""
    return lots.proof_of(commitment=draw.commitment, seed=draw.seed, order=list(draw.order))
