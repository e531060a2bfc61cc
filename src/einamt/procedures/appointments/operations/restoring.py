"""Ending the entries of the backlog whose time is served again."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.platform.outbox.steps import new_message
from einamt.platform.writing.together import insert_many
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.backlog.models import BacklogEntry
from einamt.procedures.appointments.backlog.queries import losers_to_come
from einamt.procedures.appointments.backlog.steps import TIME_RESTORED, settle
from einamt.procedures.appointments.losses import reckon, served_again
from einamt.procedures.appointments.models import Appointment, CounterGroup, Tour
from einamt.procedures.appointments.rules import group_of
from einamt.procedures.appointments.steps import places_of
from einamt.procedures.appointments.supply import groups_of

LOOKED_AT = 1_000
AT_ONCE = 100
"""Whoever cancels waits for the entry, and others for what they have locked by then: a transaction is short."""


def settle_served(*, now: datetime) -> int:
    """End the entries of those who come later than `now` and whose lost time is served again, and tell them; how many
    there were.

    That takes a time from nobody (`losses.reckon`). Planning does, and it locks the counter groups; so do we, where
    there is somebody to end the entry of. On a tour giving up a time may take one as well, so its rows are locked too.
    Planning itself leaves it to us, since bookings wait for it. Repeated, it goes on.
    """
    served = [
        appointment_id
        for piece in _pieces(losers_to_come(now=now), LOOKED_AT)
        for appointment_id in _served(piece, now=now)
    ]
    return sum(_settle(piece, now=now) for piece in _pieces(served, AT_ONCE))


def _pieces(ids: list[UUID], size: int) -> Iterator[list[UUID]]:
    return (ids[begin : begin + size] for begin in range(0, len(ids), size))


def _served(appointment_ids: Collection[UUID], *, now: datetime) -> dict[UUID, UUID]:
    """The standing entries, by appointment, of those of some appointments whose time is served, in the order given."""
    rows = _rows_of(appointment_ids)
    plans = {row.pk: capacity.plan_of(row) for row in capacity.read_days(capacity_day_ids=rows)}
    entries = served_again(plans=plans, lost_ids=reckon(plans=plans, now=now).lost_ids, now=now)
    return {pk: entries[pk] for pk in appointment_ids if pk in entries}


def _rows_of(appointment_ids: Collection[UUID]) -> set[int]:
    """The capacity rows with any part of some visits."""
    visits = Appointment.objects.filter(pk__in=list(appointment_ids)).prefetch_related("legs")
    return {place.capacity_day_id for visit in visits for place in places_of(visit)}


@transaction.atomic
def _settle(appointment_ids: Collection[UUID], *, now: datetime) -> int:
    rows = _rows_of(appointment_ids)
    offices = CounterGroup.objects.filter(pk__in={group_of(row) for row in rows})
    groups_of(office_ids=set(offices.values_list("office_id", flat=True)), is_locked=True)
    tours = set(Tour.objects.values_list("group_id", flat=True))
    capacity.locked_days(capacity_day_ids=[row for row in rows if group_of(row) in tours])
    ids = list(_served(appointment_ids, now=now).values())
    insert_many(rows=[new_message(topic=TIME_RESTORED, payload={"entry": str(entry_id)}, now=now) for entry_id in ids])
    return settle(entry_ids=ids, how=BacklogEntry.Settled.RESTORED, now=now)
