"""Steps that write the backlog, for the operations of planning and changing."""

from collections.abc import Collection, Sequence
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
from einamt.procedures.appointments.models import Appointment

TIMES_LOST, SERVED_AGAIN, TIME_RESTORED = (
    "appointments.lost",
    "appointments.served-again",
    "appointments.restored",
)
"""The outbox's topics of a plan that took times away, of one that may serve some again, and of one time that is."""


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


def note_losses(*, lost: Sequence[Lost], reason: str, now: datetime) -> dict[UUID, UUID]:
    """Write an entry for each who loses a time, and that they are to be told; the entries' ids by appointment.

    All rows are new, so that nobody can wait for them: this may be done before the capacity rows are locked, and what
    turns out otherwise under the locks is put right by `amend_losses`.
    """
    require_transaction()
    if not lost:
        return {}
    entries = _new_entries(lost, reason=reason, now=now)
    insert_many(rows=[*entries, new_message(topic=TIMES_LOST, payload={"since": now.isoformat()}, now=now)])
    return {entry.appointment_id: entry.pk for entry in entries}


def amend_losses(
    *, noted: dict[UUID, UUID], gone: Collection[UUID], come: Sequence[Lost], reason: str, now: datetime
) -> None:
    """Put right what this transaction has `noted`, and bring that up to date: some lose no time after all, some do."""
    require_transaction()
    useless = [noted.pop(each) for each in gone if each in noted]
    if useless:
        BacklogEntry.objects.filter(pk__in=useless).delete()
    noted |= note_losses(lost=[each for each in come if each.id not in noted], reason=reason, now=now)


def _new_entries(lost: Sequence[Lost], *, reason: str, now: datetime) -> list[BacklogEntry]:
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
    """End open entries; how many there were. That a time is served again also ends those of who was rung, unless they
    have another time since.
    """
    require_transaction()
    columns = BacklogEntry._meta
    chosen = among(columns.pk, entry_ids)
    settled = BacklogEntry.State.SETTLED.value
    sql = (
        f"UPDATE {columns.db_table} SET state = %s, settled = %s, settled_at = %s, needs_call = %s "  # noqa: S608
        f"WHERE (state <> %s OR settled = %s AND {_HAS_THE_TIME}) AND {chosen.sql}"
    )
    moment = adapted(columns.get_field("settled_at"), now)
    too = BacklogEntry.Settled.BY_HAND if how == BacklogEntry.Settled.RESTORED else BacklogEntry.Settled.NOT_YET
    return run(Statement(sql, (settled, how.value, moment, False, settled, too.value, *chosen.parameters)))[1]


_HAS_THE_TIME = f"lost_starts_at = (SELECT a.starts_at FROM {Appointment._meta.db_table} a WHERE a.id = appointment_id)"  # noqa: S608


def settle_appointment(*, appointment_id: UUID, how: BacklogEntry.Settled, now: datetime) -> None:
    """End the entry of an appointment that was moved or cancelled, where it has one; after its capacity row."""
    open_entries = BacklogEntry.objects.filter(appointment_id=appointment_id).exclude(state=BacklogEntry.State.SETTLED)
    open_entries.update(state=BacklogEntry.State.SETTLED, settled=how, settled_at=now, needs_call=False)
