"""The waitlist: coming, confirming, leaving, and offering times in the order of the list."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform.outbox.steps import publish
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.procedures.appointments.contacts import address_index
from einamt.procedures.appointments.errors import NotOffered
from einamt.procedures.appointments.fairness import offering
from einamt.procedures.appointments.fairness.errors import EntryEnded, EntryUnknown, LastDayPassed
from einamt.procedures.appointments.fairness.matching import Market
from einamt.procedures.appointments.fairness.models import KeptBack, WaitlistEntry
from einamt.procedures.appointments.fairness.places import Places
from einamt.procedures.appointments.fairness.rules import CONFIRMED_WITHIN, TimeWish, Waiting, offer_expires_at
from einamt.procedures.appointments.fairness.steps import give_up
from einamt.procedures.appointments.fairness.tokens import entry_token, entry_token_hash
from einamt.procedures.appointments.models import BookingRules, Offer
from einamt.procedures.appointments.offers import end_offer, make_offer
from einamt.procedures.appointments.placement import Placement
from einamt.procedures.appointments.rulebook import rules_at
from einamt.procedures.appointments.rules import ContactDetails, Wish, merged

AT_ONCE, TRIES = 500, 20
"""Offers in one transaction, and times that are tried for one entry in it."""
WANTED = ("wishes", "office_ids", "weekdays", "from_minute", "until_minute", "earliest_date", "latest_date")
"""What `WaitlistEntry.waiting` is made of: whose it is need not be decrypted to look for a time."""
State = WaitlistEntry.State


@dataclass(frozen=True, slots=True)
class Joined:
    """An entry, and whether it was there before: then nothing of what was sent has changed it."""

    entry: WaitlistEntry
    token: str
    is_new: bool


def join_waitlist(
    *,
    wishes: Sequence[Wish],
    time_wish: TimeWish,
    contact: ContactDetails,
    is_confirmed: bool,
    command_id: UUID,
    now: datetime,
) -> Joined:
    """Put somebody on the list until the last day that would do (without one: the horizon's end).

    An address has one entry: where it has one already, that one is given, and its owner is written to. A repeated
    `command_id` gives the same entry. `is_confirmed`: a proof of work was done; otherwise the entry counts only once
    `confirm_entry` was called from the mail's link.

    :raises NotOffered: there is no wish, or nobody to be reached.
    :raises LastDayPassed: the last day lies before the first or in the past.
    :raises RulesMissing: the city has no rules of booking.
    """
    index = address_index(contact=contact)
    if index is None or not contact.email.strip():
        raise NotOffered
    latest = _last_day(time_wish=time_wish, now=now)
    entry_id = new_id()
    token = entry_token(entry_id=entry_id)
    entry = WaitlistEntry(
        id=entry_id,
        lot=token_hex(8),
        wishes=merged(wishes),
        **_stored(time_wish),
        latest_date=latest,
        person_name=contact.name.strip(),
        email=contact.email.strip(),
        phone=contact.phone.strip(),
        address_index=index,
        language=contact.language,
        token_hash=entry_token_hash(token=token),
        command_id=command_id,
        state=State.WAITING if is_confirmed else State.UNCONFIRMED,
        created_at=now,
        confirmed_at=now if is_confirmed else None,
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
            publish(topic="appointments.waitlist-joined", payload={"entry": str(entry.pk)}, now=now)
    except IntegrityError:  # the same command, or the address has an entry
        return _earlier(command_id=command_id, address_index=index, now=now)
    return Joined(entry, token, is_new=True)


@transaction.atomic
def _earlier(*, command_id: UUID, address_index: str, now: datetime) -> Joined:
    repeated = WaitlistEntry.objects.filter(command_id=command_id).first()
    if repeated is not None:
        return Joined(repeated, entry_token(entry_id=repeated.pk), is_new=True)
    there = WaitlistEntry.objects.get(address_index=address_index, state__in=WaitlistEntry.OPEN)
    publish(topic="appointments.waitlist-joined", payload={"entry": str(there.pk)}, now=now)
    return Joined(there, entry_token(entry_id=there.pk), is_new=False)


@transaction.atomic
def confirm_entry(*, token: str, now: datetime) -> WaitlistEntry:
    """The address was reached: from now on the entry counts. Confirmed again, its place stays.

    :raises EntryUnknown: no entry belongs to the link.
    :raises EntryEnded: it is not on the list any more.
    """
    entry = _locked(token=token)
    if entry.state not in WaitlistEntry.OPEN:
        raise EntryEnded
    if entry.state == State.UNCONFIRMED:
        entry.state, entry.confirmed_at = State.WAITING, now
        entry.save(update_fields=["state", "confirmed_at"])
        publish(topic="appointments.freed", payload={}, now=now)
    return entry


@transaction.atomic
def change_wishes(*, token: str, time_wish: TimeWish, now: datetime) -> WaitlistEntry:
    """Wish for other times or places; the entry keeps its place in the line, and an offer that is open stays open.

    What it waits for and for how many is not changed so: others with that wish have waited for it.

    :raises EntryUnknown: no entry belongs to the link.
    :raises EntryEnded: it is not on the list any more.
    :raises LastDayPassed: the last day lies before the first or in the past.
    """
    entry = _locked(token=token)
    if entry.state not in WaitlistEntry.OPEN:
        raise EntryEnded
    changes = {**_stored(time_wish), "latest_date": _last_day(time_wish=time_wish, now=now)}
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.save(update_fields=list(changes))
    publish(topic="appointments.freed", payload={}, now=now)
    return entry


def _last_day(*, time_wish: TimeWish, now: datetime) -> date:
    today = local_date(moment=now, zone=city.zone())
    latest = time_wish.latest or today + timedelta(days=rules_at(now=now).horizon_days)
    if latest < max(today, time_wish.earliest or today):
        raise LastDayPassed
    return latest


def _stored(time_wish: TimeWish) -> dict[str, Any]:
    return {
        "office_ids": sorted(time_wish.office_ids),
        "weekdays": sorted(time_wish.weekdays),
        "from_minute": time_wish.from_minute,
        "until_minute": time_wish.until_minute,
        "earliest_date": time_wish.earliest,
    }


@transaction.atomic
def leave_waitlist(*, token: str, now: datetime) -> WaitlistEntry:
    """Take an entry off the list; a time that is held for it is free again. Left twice, it is left once.

    :raises EntryUnknown: no entry belongs to the link.
    :raises EntryEnded: an appointment came of it; that is cancelled by its own link.
    """
    entry = _locked(token=token)
    if entry.state == State.BOOKED:
        raise EntryEnded
    _end(entry, how=State.LEFT, now=now)
    return entry


def offer_to_waitlist(*, now: datetime) -> int:
    """Offer what is free, and what was kept back since it was freed, in the order of the list; how many got an offer.

    All of the list is looked through each time: however many in front want what is not to be had, whoever can be served
    is. What was kept back is let go of and offered in one transaction, so that nobody can come in between. Of two
    workers at once the second waits for the first, so that nobody is passed over whom the other only looks at.

    :raises RulesMissing: the city has no rules of booking.
    """
    rules = rules_at(now=now)
    offered = 0
    while True:
        let_go, offers = _offered(rules=rules, now=now)
        offered += offers
        if let_go < AT_ONCE and offers < AT_ONCE:
            return offered


@transaction.atomic
def _offered(*, rules: BookingRules, now: datetime) -> tuple[int, int]:
    """One round: how many times were let go of, and how many offers were made."""
    _lock_first_of_line()
    kept = KeptBack.objects.filter(draw=None).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    let_go = give_up(kept_back=kept[:AT_ONCE], now=now)
    line = WaitlistEntry.objects.filter(state=State.WAITING).order_by("confirmed_at", "pk").only(*WANTED)
    return let_go, offer_in_order(line=[entry.waiting for entry in line], rules=rules, now=now, at_most=AT_ONCE)


def _lock_first_of_line() -> None:
    """Whoever holds the first entry of the line serves it; once that one is served, the next is the first."""
    line = WaitlistEntry.objects.filter(state=State.WAITING).order_by("confirmed_at", "pk")
    while (first := line.values_list("pk", flat=True).first()) is not None:
        if line.filter(pk=first).select_for_update(no_key=True).only("pk").first() is not None:
            return


def offer_in_order(*, line: Iterable[Waiting], rules: BookingRules, now: datetime, at_most: int | None = None) -> int:
    """Offer each of the line, one after the other, the earliest time that it wants; how many got one.

    An entry is locked when its turn comes; one that somebody else has locked is passed over, and nobody waits for it:
    the capacity rows that earlier entries took are locked already.
    """
    require_transaction()
    offers = _Offers(rules=rules, now=now)
    for seen in line:
        if len(offers.made) == at_most:
            break
        if offers.market.has_nothing_for(waiting=seen):
            continue
        free = WaitlistEntry.objects.select_for_update(no_key=True, skip_locked=True).only(*WANTED)
        entry = free.filter(pk=seen.entry_id, state=State.WAITING).first()
        if entry is not None:  # the wishes may have been changed since
            before = Offer.objects.filter(kind=offering.CODE, subject_id=entry.pk)
            offers.make(entry.waiting, declined=set(before.values_list("capacity_day_id", "start_minute")))
    return offers.noted()


def offer_to_locked(*, line: Sequence[Waiting], rules: BookingRules, now: datetime) -> int:
    """As `offer_in_order`, to entries that wait and that the transaction has locked: a statement an offer.

    The rest is read before all of them, or written after.
    """
    require_transaction()
    offers = _Offers(rules=rules, now=now)
    declined: dict[UUID, set[tuple[int, int]]] = defaultdict(set)
    for begin in range(0, len(line), AT_ONCE):
        ids = [waiting.entry_id for waiting in line[begin : begin + AT_ONCE]]
        before = Offer.objects.filter(kind=offering.CODE, subject_id__in=ids)
        for subject_id, row_id, minute in before.values_list("subject_id", "capacity_day_id", "start_minute"):
            declined[subject_id].add((row_id, minute))
    for waiting in line:
        if not offers.market.has_nothing_for(waiting=waiting):
            offers.make(waiting, declined=declined.get(waiting.entry_id, set()))
    return offers.noted()


class _Offers:
    """Offers of one transaction, to entries that it has locked."""

    def __init__(self, *, rules: BookingRules, now: datetime) -> None:
        self._rules, self._now = rules, now
        self.market = Market(soonest=now + timedelta(hours=rules.offer_ahead_hours), now=now)
        self._places = Places(now=now)
        self.made: list[UUID] = []
        """Who has got one."""

    def make(self, waiting: Waiting, *, declined: Collection[tuple[int, int]]) -> None:
        """Offer the first of a few times that would do and can be had."""
        tried = 0
        for time in self.market.times_for(waiting=waiting, declined=declined):
            where = self._where(waiting, time)
            if where is not None:
                tried += 1
                if self._is_made(waiting, where):
                    return
            self.market.gone(wishes=waiting.wishes, time=time)
            if tried == TRIES:
                return

    def _where(self, waiting: Waiting, time: tuple[int, int]) -> Placement | None:
        """The place; None: replanned since the search, or taken in this transaction."""
        try:
            where = self._places.at(time=time, wishes=waiting.wishes)
        except DomainError:
            return None
        return where if self._places.has_left(where=where) else None

    def _is_made(self, waiting: Waiting, where: Placement) -> bool:
        minutes = self._rules.offer_minutes
        offer = make_offer(
            kind=offering.CODE,
            subject_id=waiting.entry_id,
            where=where,
            expires_at=offer_expires_at(starts_at=where.starts_at, offer_minutes=minutes, now=self._now),
            now=self._now,
            topic="appointments.waitlist-offered",
        )
        if offer is None:
            return False
        self._places.taken(where=where)
        self.made.append(waiting.entry_id)
        return True

    def noted(self) -> int:
        """Write to the entries that they have an offer; how many."""
        for begin in range(0, len(self.made), AT_ONCE):
            WaitlistEntry.objects.filter(pk__in=self.made[begin : begin + AT_ONCE]).update(state=State.OFFERED)
        return len(self.made)


def end_entries(*, now: datetime) -> int:
    """End the entries whose last day has passed; forget those that nobody confirmed; how many ended."""
    today = local_date(moment=now, zone=city.zone())
    WaitlistEntry.objects.filter(state=State.UNCONFIRMED, created_at__lt=now - CONFIRMED_WITHIN).delete()
    over = WaitlistEntry.objects.filter(state=State.WAITING, latest_date__lt=today)
    return over.update(state=State.OVER, ended_at=now)


def _locked(*, token: str) -> WaitlistEntry:
    entry = (
        WaitlistEntry.objects.select_for_update(no_key=True).filter(token_hash=entry_token_hash(token=token)).first()
    )
    if entry is None:
        raise EntryUnknown
    return entry


def _end(entry: WaitlistEntry, *, how: str, now: datetime) -> None:
    if entry.state not in WaitlistEntry.OPEN:
        return
    entry.state, entry.ended_at = how, now
    entry.save(update_fields=["state", "ended_at"])
    held = Offer.objects.filter(kind=offering.CODE, subject_id=entry.pk, outcome=Offer.Outcome.OPEN)
    if (offer := held.select_for_update(no_key=True).first()) is not None:
        end_offer(offer=offer, how=Offer.Outcome.WITHDRAWN, now=now)
