"""Steps that write the backlog, for the operations of planning and changing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform.outbox.steps import new_message
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.platform.writing.shapes import new_row
from einamt.platform.writing.statements import Statement, adapted, among, run
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


@dataclass(frozen=True, slots=True)
class Losses:
    """What a change of supply does to the backlog.

    `new` have lost their time and have no open entry yet; `restored` are the open entries, by appointment, of those
    whose time is served again.
    """

    new: Sequence[Lost]
    restored: Mapping[UUID, UUID]


def losses_of(
    *, lost: Sequence[Lost], capacity_day_ids: Collection[int], now: datetime, noted: Collection[UUID] = ()
) -> Losses:
    """What follows from `lost` being all on the replanned rows whose time is not served; nothing is written.

    Whoever's time has begun is in the office, or was: they are not told that it is lost. Whether a visit is served
    again that has parts on other rows as well, the caller has to look. `noted` are entries that `note_losses` has just
    written: they do not count yet.
    """
    rows = list(capacity_day_ids)
    ids = {each.id for each in lost}
    open_entries = BacklogEntry.objects.exclude(state=BacklogEntry.State.SETTLED)
    known = dict(open_entries.filter(appointment__capacity_day_id__in=rows).values_list("appointment_id", "pk"))
    # of a visit with several parts a later one may lie on these rows, and the first on another
    known |= dict(open_entries.filter(appointment__legs__capacity_day_id__in=rows).values_list("appointment_id", "pk"))
    own = set(noted)
    known = {appointment_id: pk for appointment_id, pk in known.items() if pk not in own}
    return Losses(
        new=list({each.id: each for each in lost if each.id not in known and each.starts_at > now}.values()),
        restored={appointment_id: pk for appointment_id, pk in known.items() if appointment_id not in ids},
    )


def note_losses(*, losses: Losses, reason: str, now: datetime) -> dict[UUID, UUID]:
    """Write an entry for each who loses a time, and what is to be told; the entries' ids by appointment.

    All rows are new, so that nobody can wait for them: this may be done before the capacity rows are locked, and what
    turns out otherwise under the locks is put right by `amend_losses`.
    """
    require_transaction()
    messages = [
        new_message(topic="appointments.restored", payload={"entry": str(pk)}, now=now)
        for pk in losses.restored.values()
    ]
    if losses.new:
        messages.append(new_message(topic="appointments.lost", payload={"since": now.isoformat()}, now=now))
    entries = _new_entries(losses.new, reason=reason, now=now)
    insert_many(rows=[*entries, *messages])
    return {entry.appointment_id: entry.pk for entry in entries}


def amend_losses(*, noted: Mapping[UUID, UUID], before: Losses, after: Losses, reason: str, now: datetime) -> None:
    """Bring what `note_losses` wrote for `before` in line with `after`, in the same transaction.

    A message about an entry that is not restored after all is left: whoever handles it looks.
    """
    require_transaction()
    still_lost = {each.id for each in after.new}
    BacklogEntry.objects.filter(pk__in=[pk for each, pk in noted.items() if each not in still_lost]).delete()
    note_losses(
        losses=Losses(
            new=[each for each in after.new if each.id not in noted],
            restored={each: pk for each, pk in after.restored.items() if each not in before.restored},
        ),
        reason=reason,
        now=now,
    )


def settle_restored(*, losses: Losses, now: datetime) -> None:
    """End the entries of those whose time is served again; after their capacity rows in the order of locks."""
    if losses.restored:
        settle(entry_ids=losses.restored.values(), how=BacklogEntry.Settled.RESTORED, now=now)


def _new_entries(lost: Sequence[Lost], *, reason: str, now: datetime) -> list[BacklogEntry]:
    if not lost:
        return []
    allowed = dict(StatutoryDeadline.objects.values_list("service_id", "days"))
    zone = city.zone()
    return [
        new_row(
            BacklogEntry,
            id=new_id(),
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
        for each in lost
    ]


def settle(*, entry_ids: Collection[UUID], how: BacklogEntry.Settled, now: datetime) -> int:
    """End open entries; how many were open. One prepared statement: others wait for what planning has locked."""
    require_transaction()
    columns = BacklogEntry._meta
    chosen = among(columns.pk, entry_ids)
    settled = BacklogEntry.State.SETTLED.value
    sql = (
        f"UPDATE {columns.db_table} SET state = %s, settled = %s, settled_at = %s, needs_call = %s "  # noqa: S608
        f"WHERE state <> %s AND {chosen.sql}"
    )
    moment = adapted(columns.get_field("settled_at"), now)
    return run(Statement(sql, (settled, how.value, moment, False, settled, *chosen.parameters)))[1]


def settle_appointment(*, appointment_id: UUID, how: BacklogEntry.Settled, now: datetime) -> None:
    """End the entry of an appointment that was moved or cancelled, where it has one; after its capacity row."""
    open_entries = BacklogEntry.objects.filter(appointment_id=appointment_id).exclude(state=BacklogEntry.State.SETTLED)
    open_entries.update(state=BacklogEntry.State.SETTLED, settled=how, settled_at=now, needs_call=False)
