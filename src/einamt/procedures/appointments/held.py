"""Steps that make something of a hold, for confirming and changing."""

from datetime import datetime
from uuid import UUID

from einamt.platform.transactions import require_transaction
from einamt.platform.writing.statements import Statement, adapted
from einamt.procedures.appointments import capacity, queries, refusals, steps
from einamt.procedures.appointments.errors import HoldUnknown, HoldUsed, NoLongerServed, OfficeClosed
from einamt.procedures.appointments.models import Hold
from einamt.procedures.appointments.placement import Located, Placement
from einamt.procedures.appointments.tours.placing import is_kept


class Gone(Exception):
    """The guard changed nothing: the time has gone to somebody else.

    Ends the transaction, so that the right words can be found outside of it.
    """

    def __init__(self, where: Placement) -> None:
        self.where = where
        super().__init__()


def take_all(*, where: Placement) -> None:
    """Take the capacity of all parts of a placement.

    :raises Gone: a part has gone to somebody else.
    """
    if not steps.take(where=where):
        raise Gone(where)


def kept_hold(*, hold_id: UUID, is_locked: bool = False) -> Hold:
    """The hold, unless it has become an appointment; locked until the transaction ends, where that is asked for.

    :raises HoldUnknown: there is none.
    :raises HoldUsed: it has become an appointment.
    """
    holds = Hold.objects.all()
    if is_locked:
        require_transaction()
        holds = holds.select_for_update(no_key=True)
    hold = holds.filter(pk=hold_id).first()
    if hold is None:
        raise HoldUnknown
    if hold.outcome == Hold.Outcome.BOOKED:
        raise HoldUsed
    return hold


def guard_of_hold(*, hold: Hold, where: Placement) -> Statement:
    """What must succeed for a locked hold to become an appointment: it keeps its time, or the time is taken again.

    :raises OfficeClosed: the office has been closed since.
    :raises NoLongerServed: the day has been replanned with fewer counters.
    :raises Gone: a part of several was taken by somebody else.
    """
    identity = adapted(Hold._meta.pk, hold.pk)
    if hold.outcome != Hold.Outcome.KEPT:
        if not where.further and where.home is None:
            return steps.guard_of(where=where)
        take_all(where=where)
        return Statement(_ENDED_TO_BOOKED, (identity,))
    places = {place.capacity_day_id: place for place in where.places}
    for day in capacity.locked_days(capacity_day_ids=places):
        if hold.is_home_visit:
            is_served = is_kept(hold=hold, where=where, day=day)
        else:
            is_served = not capacity.is_overtaken(day=day, place=places[day.pk])
        if not is_served:
            raise OfficeClosed if queries.closed_day(capacity_day_id=day.pk) else NoLongerServed
    return Statement(_KEPT_TO_BOOKED, (identity,))


_KEPT_TO_BOOKED = f"UPDATE {Hold._meta.db_table} SET outcome = 'booked' WHERE id = %s AND outcome = 'kept'"  # noqa: S608

_ENDED_TO_BOOKED = f"UPDATE {Hold._meta.db_table} SET outcome = 'booked' WHERE id = %s"  # noqa: S608


def held_place(*, hold: Hold, now: datetime, address_index: str | None = None) -> Located:
    """The hold's place as it is now, as long as it was when it was taken; `address_index` as for `locate`.

    :raises OfficeClosed: the office has been closed since.
    :raises NotOffered: the office no longer serves the wishes.
    :raises TimePassed: the time has begun.
    """
    if hold.is_home_visit:
        return refusals.located_home(hold=hold, now=now, address_index=address_index)
    if hold.is_chain:
        return refusals.located_chain(hold=hold, now=now, address_index=address_index)
    return refusals.located(
        capacity_day_id=hold.capacity_day_id,
        start_minute=hold.start_minute,
        wishes=[(service_id, persons) for service_id, persons in hold.wishes],
        steps=hold.steps,
        address_index=address_index,
        now=now,
    )
