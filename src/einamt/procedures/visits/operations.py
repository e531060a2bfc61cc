"""What happens to a visit: arrived, called, called again, finished, missed, taken back.

Every operation takes the `command_id` of the click. The same click again, also at the same time, changes nothing and
answers with the visit of the first. Rule: docs/rules/visits.md.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from einamt.kernel.actor import SYSTEM
from einamt.kernel.channels import Channel
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city, words
from einamt.procedures.visits import errors, queries, rules, steps
from einamt.procedures.visits.models import ServedStation, Visit
from einamt.procedures.visits.rules import Action, Outcome, State
from einamt.procedures.visits.steps import Changes, Desk, Locked

__all__ = [
    "Desk",
    "call_next",
    "call_visit",
    "close_visit",
    "finish_visit",
    "hand_on",
    "mark_arrived",
    "mark_no_show",
    "recall_visit",
    "undo_last",
    "write_note",
]


@transaction.atomic
def mark_arrived(*, appointment_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Note that the person is in the office. Somebody who waits already keeps the place and the first arrival.

    :raises VisitNotFound, AppointmentCancelled, WrongOffice, WrongDay: see `steps.locked_visit`.
    :raises AlreadyCalled: the person stands at a counter.
    :raises AlreadyDone, MarkedMissing: the visit is over.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_visit(appointment_id=appointment_id, desk=desk, day=_today(now))
    steps.refuse_ended(locked=locked)
    if locked.state is State.CALLED:
        raise errors.AlreadyCalled({"reference": locked.reference, "counter": locked.visit.counter})
    if locked.state is State.EXPECTED:
        _arrive(locked, desk=desk, now=now)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def call_next(*, desk: Desk, group_ids: Collection[int] | None, command_id: UUID, now: datetime) -> Visit:
    """Call whoever is next in line to the desk's counter; `group_ids` limits it to what the counter serves.

    Two clerks at once get two persons: whoever is slower with the first in line goes on to the second.

    :raises NoCounter: the desk has no counter to call to.
    :raises NobodyWaiting: the line is empty.
    :raises CounterBusy: somebody is at this counter already.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    line = queries.line(office_id=desk.office_id, day=_today(now), group_ids=group_ids, now=now)
    for appointment_id in line:
        locked = steps.locked_visit(appointment_id=appointment_id, desk=desk, day=_today(now))
        is_ours = group_ids is None or steps.current_group(locked=locked) in group_ids
        if locked.state is State.WAITING and is_ours:
            _call(locked, desk=desk, now=now)
            return steps.remember_visit(command_id=command_id, visit=locked.visit)
    raise errors.NobodyWaiting


@transaction.atomic
def call_visit(*, appointment_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Call a chosen person to the desk's counter; somebody who was only expected arrives with it.

    :raises VisitNotFound, AppointmentCancelled, WrongOffice, WrongDay: see `steps.locked_visit`.
    :raises AlreadyCalled: the person was called to another counter.
    :raises AlreadyDone, MarkedMissing: the visit is over.
    :raises NoCounter: the desk has no counter to call to.
    :raises CounterBusy: somebody else is at this counter already.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_visit(appointment_id=appointment_id, desk=desk, day=_today(now))
    steps.refuse_ended(locked=locked)
    steps.refuse_elsewhere(locked=locked, desk=desk)
    if locked.state is State.EXPECTED:
        _arrive(locked, desk=desk, now=now)
    if locked.state is State.WAITING:
        _call(locked, desk=desk, now=now)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def recall_visit(*, appointment_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Call the person at the desk's counter once more.

    :raises NotCalledYet: nobody called the person before.
    :raises AlreadyCalled: the person was called to another counter.
    :raises AlreadyDone, MarkedMissing: the visit is over.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = _at_this_counter(appointment_id, desk=desk, now=now)
    changes: Changes = {
        "calls": locked.visit.calls + 1,
        "last_called_at": now,
        "previous_state": locked.visit.previous_state,
    }
    steps.move(
        locked=locked,
        action=Action.RECALL,
        target=State.CALLED,
        desk=desk,
        now=now,
        data={"counter": desk.counter},
        changes=changes,
    )
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def hand_on(*, appointment_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """End a part of a visit to several counter groups: the person waits for the next one, without a new appointment.

    In that line they stand by the time of their next part, and are never late by what the office took before.

    :raises NoFurtherCounters: it was the last part.
    :raises NotCalledYet: nobody called the person.
    :raises AlreadyCalled: the person was called to another counter.
    :raises AlreadyDone, MarkedMissing: the visit is over.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = _at_this_counter(appointment_id, desk=desk, now=now)
    visit = locked.visit
    following = locked.appointment.legs.select_related("capacity_day__group").filter(position=visit.station + 1)
    if (leg := following.first()) is None:
        raise errors.NoFurtherCounters({"reference": locked.reference})
    ServedStation.objects.create(
        visit=visit,
        position=visit.station,
        counter=visit.counter,
        called_at=visit.called_at or now,
        last_called_at=visit.last_called_at or now,
        calls=visit.calls,
        ended_at=now,
    )
    changes: Changes = {"station": leg.position, **_NOT_CALLED}
    data = {"counters": leg.capacity_day.group.name}
    steps.move(
        locked=locked, action=Action.HAND_ON, target=State.WAITING, desk=desk, now=now, data=data, changes=changes
    )
    return steps.remember_visit(command_id=command_id, visit=visit)


@transaction.atomic
def finish_visit(*, appointment_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Note that what the person came for is done. Capacity is not given back: the time has been used.

    :raises NotCalledYet: nobody called the person.
    :raises AlreadyCalled: the person was called to another counter.
    :raises AlreadyDone, MarkedMissing: the visit is over.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = _at_this_counter(appointment_id, desk=desk, now=now)
    changes: Changes = {"ended_at": now}
    steps.move(locked=locked, action=Action.FINISH, target=State.DONE, desk=desk, now=now, changes=changes)
    steps.count_visit(locked=locked, outcome=Outcome.SERVED, now=now, count=1)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def mark_no_show(*, appointment_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Note that nobody came: to the counter after a call, or to the office until `rules.LATE_AFTER` had passed.

    :raises StillWaiting: the person is in the office and was not called.
    :raises TooEarlyToMiss: the person may still come in time.
    :raises AlreadyCalled: the person was called to another counter.
    :raises AlreadyDone, MarkedMissing: the visit is over.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_visit(appointment_id=appointment_id, desk=desk, day=_today(now))
    steps.refuse_ended(locked=locked)
    steps.refuse_elsewhere(locked=locked, desk=desk)
    if locked.state is State.WAITING:
        raise errors.StillWaiting({"reference": locked.reference})
    limit = rules.may_be_missed_from(starts_at=locked.appointment.starts_at)
    if locked.state is State.EXPECTED and now < limit:
        start = words.clock_of(locked.appointment.starts_at)
        raise errors.TooEarlyToMiss({"reference": locked.reference, "start": start, "limit": words.clock_of(limit)})
    changes: Changes = {"ended_at": now}
    steps.move(locked=locked, action=Action.MISS, target=State.NO_SHOW, desk=desk, now=now, changes=changes)
    outcome = Outcome.UNFINISHED if locked.visit.station else Outcome.NO_SHOW
    steps.count_visit(locked=locked, outcome=outcome, now=now, count=1)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def undo_last(*, appointment_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Take back the last arrival, call, end or no-show of a visit, once, on the same day.

    :raises NothingToUndo: nothing was done, or it was taken back already.
    :raises AlreadyCalled, HandedOnElsewhere: another counter did it.
    :raises CounterBusy: the person would come back to a counter that has somebody else.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_visit(appointment_id=appointment_id, desk=desk, day=_today(now))
    if not locked.visit.previous_state:
        raise errors.NothingToUndo({"reference": locked.reference})
    steps.refuse_elsewhere(locked=locked, desk=desk)
    source, target = locked.state, State(locked.visit.previous_state)
    if outcome := rules.outcome_of(state=source, station=locked.visit.station):
        steps.count_visit(locked=locked, outcome=outcome, now=now, count=-1)
    is_handed_on = source is State.WAITING and target is State.CALLED
    changes = _back_at_counter(locked, desk=desk) if is_handed_on else _cleared(source, locked.visit)
    steps.move(locked=locked, action=Action.UNDO, target=target, desk=desk, now=now, changes=changes)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def close_visit(*, appointment_id: UUID, office_id: int, day: date, now: datetime) -> None:
    """End a visit of a past `day` that nobody ended; one that has ended, or was moved to another day, stays as it is.

    Who was expected did not come. Who was there is counted as unfinished, without minutes: nobody noted the end.
    """
    desk = Desk(office_id=office_id, counter="", actor=SYSTEM, channel=Channel.COUNTER)
    try:
        locked = steps.locked_visit(appointment_id=appointment_id, desk=desk, day=day)
    except (errors.AppointmentCancelled, errors.WrongOffice, errors.WrongDay, errors.VisitNotFound):
        return
    closing = rules.CLOSINGS.get(locked.state)
    if closing is None:
        return
    changes: Changes = {"ended_at": now, "previous_state": ""}
    steps.move(locked=locked, action=closing.action, target=closing.target, desk=desk, now=now, changes=changes)
    steps.count_visit(locked=locked, outcome=closing.outcome, now=now, count=1)


@transaction.atomic
def write_note(*, appointment_id: UUID, desk: Desk, text: str, now: datetime) -> Visit:
    """Keep what the office wants to remember about this visit; the last text counts.

    :raises VisitNotFound, AppointmentCancelled, WrongOffice, WrongDay: see `steps.locked_visit`.
    """
    locked = steps.locked_visit(appointment_id=appointment_id, desk=desk, day=_today(now))
    locked.visit.note = text.strip()
    locked.visit.save(update_fields=["note"])
    return locked.visit


def _today(now: datetime) -> date:
    return local_date(moment=now, zone=city.zone())


def _arrive(locked: Locked, *, desk: Desk, now: datetime) -> None:
    changes: Changes = {"arrived_at": now}
    steps.move(locked=locked, action=Action.ARRIVE, target=State.WAITING, desk=desk, now=now, changes=changes)


def _call(locked: Locked, *, desk: Desk, now: datetime) -> None:
    if not desk.counter:
        raise errors.NoCounter
    changes: Changes = {"counter": desk.counter, "called_at": now, "last_called_at": now, "calls": 1}
    steps.move(
        locked=locked,
        action=Action.CALL,
        target=State.CALLED,
        desk=desk,
        now=now,
        data={"counter": desk.counter},
        changes=changes,
    )


def _at_this_counter(appointment_id: UUID, *, desk: Desk, now: datetime) -> Locked:
    locked = steps.locked_visit(appointment_id=appointment_id, desk=desk, day=_today(now))
    steps.refuse_ended(locked=locked)
    if locked.state is not State.CALLED:
        raise errors.NotCalledYet({"reference": locked.reference})
    steps.refuse_elsewhere(locked=locked, desk=desk)
    return locked


_NOT_CALLED: Changes = {"counter": "", "called_at": None, "last_called_at": None, "calls": 0}


def _back_at_counter(locked: Locked, *, desk: Desk) -> Changes:
    """What taking back a handing on restores: the counter where the person was, as if never handed on."""
    before = locked.visit.served_stations.get(position=locked.visit.station - 1)
    if before.counter != desk.counter:
        raise errors.HandedOnElsewhere({"reference": locked.reference, "counter": before.counter})
    before.delete()
    return {
        "station": before.position,
        "counter": before.counter,
        "called_at": before.called_at,
        "last_called_at": before.last_called_at,
        "calls": before.calls,
    }


def _cleared(source: State, visit: Visit) -> Changes:
    """What taking back `source` makes empty again."""
    match source:
        case State.WAITING:
            return {"arrived_at": None}
        case State.CALLED:
            return _NOT_CALLED
        case _:
            return {"ended_at": None, "counter": visit.counter}
