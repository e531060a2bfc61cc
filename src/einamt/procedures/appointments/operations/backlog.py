"""Working the backlog off: tell people, offer them another time, and have the rest rung."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from einamt.kernel.actor import Actor
from einamt.kernel.errors import DomainError
from einamt.platform.notifications.queries import recipients_for, ways_of
from einamt.platform.outbox.steps import publish
from einamt.procedures.appointments.backlog import offering, rules
from einamt.procedures.appointments.backlog.messages import LOST, OFFERED
from einamt.procedures.appointments.backlog.models import BacklogEntry
from einamt.procedures.appointments.backlog.steps import settle
from einamt.procedures.appointments.errors import FreeTime
from einamt.procedures.appointments.locating import locate
from einamt.procedures.appointments.models import BookingRules, Offer
from einamt.procedures.appointments.offers import make_offer
from einamt.procedures.appointments.rulebook import rules_at
from einamt.procedures.appointments.search import free_starts
from einamt.procedures.appointments.steps import locked_appointment

TOLD_AT_ONCE, OFFERED_AT_ONCE = 500, 100
LOOKED_AT = 40
"""So many of the earliest times are looked at for one that was not declined before."""


def tell_losses(*, now: datetime) -> int:
    """Tell those who have just lost a time, by the outbox, on the way that they can be reached on; how many there were.

    Who cannot be told, or cannot be offered another time by mail, is put on the call list.
    """
    told = 0
    while count := _tell_some(now=now):
        told += count
    return told


def offer_times(*, now: datetime) -> int:
    """Offer what is free to those who wait, in the order of the city's priority: first the law's deadline, then age;
    how many got an offer.

    Every person is a transaction of its own, so that a round that breaks off has lost nothing; repeated, it goes on.

    :raises RulesMissing: the city has no rules of booking.
    """
    _settle_what_is_over(now=now)
    waiting = BacklogEntry.objects.filter(state=BacklogEntry.State.WAITING, needs_call=False)
    line = waiting.order_by(F("deadline_date").asc(nulls_last=True), "created_at", "lost_starts_at", "pk")
    city_rules = rules_at(now=now)
    next_ones = list(line.values_list("pk", flat=True)[:OFFERED_AT_ONCE])
    return sum(_is_offered(entry_id=pk, city_rules=city_rules, now=now) for pk in next_ones)


@transaction.atomic
def _tell_some(*, now: datetime) -> int:
    """One batch. The message itself leaves by the outbox."""
    untold = BacklogEntry.objects.filter(told_at=None, needs_call=False, state=BacklogEntry.State.WAITING)
    entries = list(
        untold.select_related("appointment__contact")
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .order_by("pk")[:TOLD_AT_ONCE]
    )
    recipients = recipients_for(
        emails={
            entry.appointment.case_id: entry.appointment.contact.email if entry.appointment.contact else ""
            for entry in entries
        }
    )
    for entry in entries:
        recipient = recipients[entry.appointment.case_id]
        # times at counters are no use to who cannot come
        entry.needs_call = entry.appointment.is_home_visit or not ways_of(kind=OFFERED, recipient=recipient)
        if not ways_of(kind=LOST, recipient=recipient):
            continue
        entry.told_at = now
        publish(topic="appointments.time-lost", payload={"entry": str(entry.pk)}, now=now)
    BacklogEntry.objects.bulk_update(entries, ["told_at", "needs_call"], batch_size=200)
    return len(entries)


@transaction.atomic
def _settle_what_is_over(*, now: datetime) -> None:
    """Entries of people whose visit has ended some way: they were served after all, or their case is closed."""
    over = BacklogEntry.objects.exclude(state=BacklogEntry.State.SETTLED).exclude(appointment__case__state="booked")
    ids = list(over.values_list("pk", flat=True)[:TOLD_AT_ONCE])
    settle(entry_ids=ids, how=BacklogEntry.Settled.OVER, now=now)


@transaction.atomic
def _is_offered(*, entry_id: UUID, city_rules: BookingRules, now: datetime) -> bool:
    """Offer one person a time; whether there was one."""
    entry = BacklogEntry.objects.select_related("appointment__capacity_day__group").get(pk=entry_id)
    _, appointment = locked_appointment(appointment_id=entry.appointment_id)
    entry.refresh_from_db()
    if entry.state != BacklogEntry.State.WAITING or appointment.cancelled_at is not None:
        return False
    wishes = [(service_id, persons) for service_id, persons in appointment.wishes]
    office_id = appointment.capacity_day.group.office_id
    time = _time_for(entry=entry, wishes=wishes, office_id=office_id, city_rules=city_rules, now=now)
    if time is None:
        return False
    try:
        where = locate(capacity_day_id=time.capacity_day_id, start_minute=time.minute, wishes=wishes, now=now).placement
    except DomainError:  # replanned since the search
        return False
    expires_at = rules.offer_expires_at(starts_at=where.starts_at, offer_hours=city_rules.backlog_offer_hours, now=now)
    offer = make_offer(kind=offering.CODE, subject_id=entry.pk, where=where, expires_at=expires_at, now=now)
    if offer is None:
        return False
    still_waiting = BacklogEntry.objects.filter(pk=entry.pk, state=BacklogEntry.State.WAITING)
    if not still_waiting.update(state=BacklogEntry.State.OFFERED, offers_made=F("offers_made") + 1):
        transaction.set_rollback(True)  # its time is served again meanwhile: that holds no lock of ours
        return False
    publish(topic="appointments.offered", payload={"offer": str(offer.pk)}, now=now)
    return True


def _time_for(
    *, entry: BacklogEntry, wishes: list[tuple[int, int]], office_id: int, city_rules: BookingRules, now: datetime
) -> FreeTime | None:
    soonest = now + timedelta(hours=city_rules.backlog_ahead_hours)
    try:
        nearby = free_starts(wishes=wishes, office_ids=[office_id], not_before=soonest, now=now).earliest(LOOKED_AT)
        anywhere = free_starts(wishes=wishes, not_before=soonest, now=now).earliest(LOOKED_AT)
    except DomainError:  # the service is offered no more
        return None
    before = Offer.objects.filter(kind=offering.CODE, subject_id=entry.pk)
    return rules.chosen_time(
        nearby=nearby,
        anywhere=anywhere,
        declined=set(before.values_list("capacity_day_id", "start_minute")),
        deadline=entry.deadline_date,
        nearer_days=city_rules.backlog_nearer_days,
    )


@transaction.atomic
def tick_off_call(*, entry_id: UUID, actor: Actor, now: datetime) -> BacklogEntry:
    """Somebody has been rung: the entry is settled, whatever the call came to. Ticked twice, the first one stands.

    Who was rung again because the time is served after all is rung no more.
    """
    entry = BacklogEntry.objects.get(pk=entry_id)
    locked_appointment(appointment_id=entry.appointment_id)
    entry = BacklogEntry.objects.select_for_update(no_key=True).get(pk=entry_id)
    if entry.called_at is None:
        entry.called_at, entry.called_by = now, str(actor)
        entry.save(update_fields=["called_at", "called_by"])
        settle(entry_ids=[entry.pk], how=BacklogEntry.Settled.BY_HAND, now=now)
        entry.refresh_from_db()
    elif entry.needs_call:
        entry.called_at, entry.called_by, entry.needs_call = now, str(actor), False
        entry.save(update_fields=["called_at", "called_by", "needs_call"])
    return entry
