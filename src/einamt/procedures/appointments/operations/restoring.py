"""Ending the entries of the backlog whose time is served again."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.platform.outbox.steps import new_message
from einamt.platform.writing.together import insert_many
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.backlog.models import BacklogEntry
from einamt.procedures.appointments.backlog.queries import rows_with_losses
from einamt.procedures.appointments.backlog.steps import RESTORED, settle
from einamt.procedures.appointments.losses import reckon, served_again
from einamt.procedures.appointments.models import Appointment, CounterGroup
from einamt.procedures.appointments.rules import group_of
from einamt.procedures.appointments.steps import places_of
from einamt.procedures.appointments.supply import groups_of

AT_ONCE = 100
"""Whoever cancels waits for the entry, and others for what they have locked by then: a transaction is short."""


def settle_served(*, now: datetime) -> int:
    """End the entries of those who come later than `now` and whose lost time is served again, and tell them; how many
    there were.

    A time is served less by planning alone, which locks the counter groups; so do we, where there is somebody to end
    the entry of. Planning itself leaves it to us, since bookings wait for it. Repeated, it goes on.
    """
    served = _served(rows=rows_with_losses(), now=now)
    by_day = Appointment.objects.filter(pk__in=served).order_by("capacity_day_id", "pk")
    ids = list(by_day.values_list("pk", flat=True))
    return sum(_settle_some(ids[begin : begin + AT_ONCE], now=now) for begin in range(0, len(ids), AT_ONCE))


def _served(*, rows: Collection[int], now: datetime) -> dict[UUID, UUID]:
    """The open entries, by appointment, of visits to come on some rows whose time is served there."""
    plans = {row.pk: capacity.plan_of(row) for row in capacity.read_days(capacity_day_ids=rows)}
    entries = served_again(plans=plans, lost_ids=reckon(plans=plans, now=now).lost_ids)
    to_come = Appointment.objects.filter(pk__in=list(entries), starts_at__gt=now, cancelled_at=None)
    return {pk: entries[pk] for pk in to_come.values_list("pk", flat=True)}


@transaction.atomic
def _settle_some(appointment_ids: Collection[UUID], *, now: datetime) -> int:
    visits = Appointment.objects.filter(pk__in=list(appointment_ids)).prefetch_related("legs")
    rows = {place.capacity_day_id for visit in visits for place in places_of(visit)}
    offices = CounterGroup.objects.filter(pk__in={group_of(row) for row in rows})
    groups_of(office_ids=set(offices.values_list("office_id", flat=True)), is_locked=True)
    wanted = set(appointment_ids)
    ids = [entry_id for pk, entry_id in _served(rows=rows, now=now).items() if pk in wanted]
    insert_many(rows=[new_message(topic=RESTORED, payload={"entry": str(entry_id)}, now=now) for entry_id in ids])
    return settle(entry_ids=ids, how=BacklogEntry.Settled.RESTORED, now=now)
