"""Steps that write the backlog, for the operations of planning and changing."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from einamt.kernel.localtime import local_date
from einamt.platform.outbox.steps import publish
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.platform.writing.together import insert_many
from einamt.procedures.appointments.backlog.models import BacklogEntry, StatutoryDeadline


class Lost(Protocol):
    """What the backlog must know of an appointment whose time is lost."""

    @property
    def id(self) -> UUID: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def booked_at(self) -> datetime: ...
    @property
    def service_id(self) -> int: ...


def note_losses(*, lost: Sequence[Lost], capacity_day_ids: Collection[int], reason: str, now: datetime) -> None:
    """Write an entry for each of `lost` that has none yet; end those on the replanned rows that are served again.

    Whoever's time has begun is in the office, or was: they are not told that it is lost.
    """
    require_transaction()
    if not capacity_day_ids:
        return
    open_entries = BacklogEntry.objects.exclude(state=BacklogEntry.State.SETTLED)
    known = dict(
        open_entries.filter(appointment__capacity_day_id__in=list(capacity_day_ids)).values_list("appointment_id", "pk")
    )
    ids = {each.id for each in lost}
    restored = [entry_id for appointment_id, entry_id in known.items() if appointment_id not in ids]
    if restored:
        settle(entry_ids=restored, how=BacklogEntry.Settled.RESTORED, now=now)
        for entry_id in restored:
            publish(topic="appointments.restored", payload={"entry": str(entry_id)}, now=now)
    new = [each for each in lost if each.id not in known and each.starts_at > now]
    if not new:
        return
    allowed = dict(StatutoryDeadline.objects.values_list("service_id", "days"))
    zone = city.zone()
    entries = [
        BacklogEntry(
            appointment_id=each.id,
            reason=reason,
            lost_starts_at=each.starts_at,
            deadline_date=(
                local_date(moment=each.booked_at, zone=zone) + timedelta(days=allowed[each.service_id])
                if each.service_id in allowed
                else None
            ),
            created_at=now,
        )
        for each in new
    ]
    insert_many(rows=entries)
    publish(topic="appointments.lost", payload={"since": now.isoformat()}, now=now)


def settle(*, entry_ids: Collection[UUID], how: BacklogEntry.Settled, now: datetime) -> int:
    """End open entries; how many were open."""
    require_transaction()
    open_entries = BacklogEntry.objects.filter(pk__in=list(entry_ids)).exclude(state=BacklogEntry.State.SETTLED)
    return open_entries.update(state=BacklogEntry.State.SETTLED, settled=how, settled_at=now, needs_call=False)


def settle_appointment(*, appointment_id: UUID, how: BacklogEntry.Settled, now: datetime) -> None:
    """End the entry of an appointment that was moved or cancelled, where it has one; after its capacity row."""
    open_entries = BacklogEntry.objects.filter(appointment_id=appointment_id).exclude(state=BacklogEntry.State.SETTLED)
    open_entries.update(state=BacklogEntry.State.SETTLED, settled=how, settled_at=now, needs_call=False)
