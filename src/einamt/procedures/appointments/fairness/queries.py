"""Reading the waitlist and draws: where somebody stands, and what is to be expected."""

from dataclasses import dataclass
from datetime import datetime

from einamt.procedures.appointments.fairness import lots, offering
from einamt.procedures.appointments.fairness.errors import EntryUnknown
from einamt.procedures.appointments.fairness.models import Draw, WaitlistEntry
from einamt.procedures.appointments.fairness.rules import ENTRY_REMEMBERED, UsualWait, Waited, usual_wait
from einamt.procedures.appointments.fairness.tokens import entry_token_hash
from einamt.procedures.appointments.models import Offer

State = WaitlistEntry.State


@dataclass(frozen=True, slots=True)
class Standing:
    """How many confirmed entries for one of the same services are older, and how long those with the same first service
    waited who came lately (None: it cannot be told).
    """

    ahead: int
    usual_wait: UsualWait | None


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
    # those who came lately, whatever became of them: none of them has been erased yet
    lately = WaitlistEntry.objects.filter(confirmed_at__gt=now - ENTRY_REMEMBERED).exclude(pk=entry.pk)
    of_service = [
        (pk, confirmed_at, ended_at)
        for pk, wishes, confirmed_at, ended_at in lately.values_list("pk", "wishes", "confirmed_at", "ended_at")
        if confirmed_at is not None and wishes[0][0] == entry.wishes[0][0]
    ]
    offered = Offer.objects.filter(kind=offering.CODE, made_at__gt=now - ENTRY_REMEMBERED)
    # the last value of a key stays, and that is the first offer
    first_offer = dict(offered.order_by("-made_at").values_list("subject_id", "made_at"))
    waits = [
        Waited((first_offer.get(pk) or ended_at or now) - confirmed_at, is_offered=pk in first_offer)
        for pk, confirmed_at, ended_at in of_service
    ]
    return Standing(ahead=ahead, usual_wait=usual_wait(waits=waits))


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
