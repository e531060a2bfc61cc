"""What happens to a visit in one office: arrived, called, begun, finished, parked, handed on, missed, left, taken back.

Every operation takes the `command_id` of the click. The same click again, also at the same time, changes nothing and
answers with the visit of the first. Rule: docs/rules/visits.md.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from einamt.kernel.actor import SYSTEM
from einamt.kernel.channels import Channel
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city, words
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.visits import errors, queries, rules, steps, work
from einamt.procedures.visits.floor_rules import queue_rules
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.rules import Action, Outcome, State
from einamt.procedures.visits.sending_on import withdraw
from einamt.procedures.visits.steps import Changes, Desk, Locked

__all__ = [
    "Desk",
    "call_next",
    "call_visit",
    "close_visit",
    "finish_visit",
    "hand_on",
    "leave_visit",
    "mark_arrived",
    "mark_no_show",
    "park_visit",
    "recall_visit",
    "start_visit",
    "undo_last",
    "write_note",
]


@transaction.atomic
def mark_arrived(*, case_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Note that the person is in the office, or back with what was missing. Somebody who waits already keeps the place
    and the first arrival.

    :raises VisitNotFound, AppointmentCancelled, WrongOffice, WrongDay: see `steps.locked_visit`.
    :raises AlreadyCalled: the person stands at a counter.
    :raises AlreadyDone, MarkedMissing: the visit is over.
    :raises VisitedAtHome: a team visits the person, which calls when it is there.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_visit(case_id=case_id, desk=desk, day=_today(now))
    steps.refuse_ended(locked=locked)
    if locked.appointment is not None and locked.appointment.is_home_visit:
        raise errors.VisitedAtHome({"reference": locked.reference})
    if locked.state in rules.AT_COUNTER:
        raise errors.AlreadyCalled({"reference": locked.reference, "counter": locked.visit.counter})
    steps.come(locked=locked, desk=desk, now=now)
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
    for case_id in line:
        locked = steps.locked_visit(case_id=case_id, desk=desk, day=_today(now))
        if locked.state is State.WAITING:
            _call(locked, desk=desk, now=now)
            return steps.remember_visit(command_id=command_id, visit=locked.visit)
    raise errors.NobodyWaiting


@transaction.atomic
def call_visit(*, case_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Call a chosen person to the desk's counter; somebody who was only expected, or away, arrives with it.

    :raises VisitNotFound, AppointmentCancelled, WrongOffice, WrongDay: see `steps.locked_visit`.
    :raises AlreadyCalled: the person was called to another counter.
    :raises AlreadyDone, MarkedMissing: the visit is over.
    :raises NoCounter: the desk has no counter to call to.
    :raises CounterBusy: somebody else is at this counter already.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_visit(case_id=case_id, desk=desk, day=_today(now))
    steps.refuse_ended(locked=locked)
    steps.refuse_elsewhere(locked=locked, desk=desk)
    steps.come(locked=locked, desk=desk, now=now)
    if locked.state is State.WAITING:
        _call(locked, desk=desk, now=now)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def recall_visit(*, case_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Call the person at the desk's counter once more; whoever has come to it needs no call.

    :raises NotCalledYet: nobody called the person before.
    :raises AlreadyCalled: the person was called to another counter.
    :raises AlreadyDone, MarkedMissing: the visit is over.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_at_counter(case_id=case_id, desk=desk, day=_today(now))
    if locked.state is State.SERVING:
        return steps.remember_visit(command_id=command_id, visit=locked.visit)
    changes: Changes = {
        "calls": locked.visit.calls + 1,
        "last_called_at": now,
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
def start_visit(*, case_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Note that the person has come to the desk's counter and the service begins.

    :raises NotCalledYet, AlreadyCalled, AlreadyDone, MarkedMissing: see `recall_visit`.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_at_counter(case_id=case_id, desk=desk, day=_today(now))
    if locked.state is State.CALLED:
        changes: Changes = {"started_at": now}
        steps.move(locked=locked, action=Action.START, target=State.SERVING, desk=desk, now=now, changes=changes)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def finish_visit(
    *, case_id: UUID, desk: Desk, command_id: UUID, now: datetime, done: Sequence[Wish] | None = None
) -> Visit:
    """Note that what the person came for is done at this counter.

    `done` is what was really done, services with their persons; None: what was wished, for whom it was wished, or what
    an earlier counter of the visit said. None of it: an empty list. Where the appointment goes on at other counters of
    the office, the person waits for the next of them, with its planned time; else the visit ends. Capacity is not given
    back: the time has been used.

    :raises NotServedHere: something was done that the office does not offer and that nobody wished.
    :raises NobodyServed: something was done for fewer persons than one, or for more than a visit can be for.
    :raises NotCalledYet, AlreadyCalled, AlreadyDone, MarkedMissing: see `recall_visit`.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_at_counter(case_id=case_id, desk=desk, day=_today(now))
    said = None if done is None else work.checked(done=done, wishes=locked.matter.wishes, office_id=desk.office_id)
    data = {} if said is None else {"done": work.in_plain_text(said)}
    next_part = steps.next_part(locked=locked)
    if next_part is not None:
        so_far = locked.visit.done if said is None else said
        part = {**steps.part_of_chain(next_part), "done": so_far}
        _hand_on(locked, changes=part, desk=desk, now=now, data=data)
        return steps.remember_visit(command_id=command_id, visit=locked.visit)
    was_done = next((each for each in (said, locked.visit.done) if each is not None), locked.matter.wishes)
    changes: Changes = {"ended_at": now, "done": was_done}
    steps.move(locked=locked, action=Action.FINISH, target=State.DONE, desk=desk, now=now, data=data, changes=changes)
    steps.count_visit(locked=locked, outcome=Outcome.SERVED, now=now, count=1)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def hand_on(*, case_id: UUID, group_id: int, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Give the person at the desk's counter to the counters of another group of the office, without a new wait.

    :raises GroupElsewhere: the office has no such group of counters; a team that is on a tour has none.
    :raises NotCalledYet, AlreadyCalled, AlreadyDone, MarkedMissing: see `recall_visit`.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_at_counter(case_id=case_id, desk=desk, day=_today(now))
    if not CounterGroup.objects.filter(pk=group_id, office_id=desk.office_id, tour=None).exists():
        raise errors.GroupElsewhere({"reference": locked.reference})
    _hand_on(locked, changes={"group_id": group_id, "resumed_at": now}, desk=desk, now=now)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def park_visit(*, case_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Let the person fetch today what is missing: the counter is free, and whoever comes back needs no new ticket.

    :raises NotCalledYet, AlreadyCalled, AlreadyDone, MarkedMissing: see `recall_visit`.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_at_counter(case_id=case_id, desk=desk, day=_today(now))
    changes: Changes = {"counter": "", "calls": 0}
    steps.move(locked=locked, action=Action.PARK, target=State.PARKED, desk=desk, now=now, changes=changes)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def mark_no_show(*, case_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Note that nobody came, in the time that the city gives: to the counter after a call, or to the office.

    :raises StillWaiting: the person is in the office and was not called.
    :raises WasThere: the person has come to a counter today.
    :raises TooEarlyToMiss: the person may still come in time.
    :raises TooEarlyToGiveUp: the person was called and may be on the way to the counter.
    :raises AlreadyCalled: the person was called to another counter.
    :raises AlreadyDone, MarkedMissing: the visit is over.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_visit(case_id=case_id, desk=desk, day=_today(now))
    steps.refuse_ended(locked=locked)
    steps.refuse_elsewhere(locked=locked, desk=desk)
    if locked.state is State.WAITING:
        raise errors.StillWaiting({"reference": locked.reference})
    if locked.state in {State.SERVING, State.PARKED}:
        raise errors.WasThere({"reference": locked.reference})
    if locked.state is State.EXPECTED and locked.starts_at is not None:
        limit = rules.may_be_missed_from(starts_at=locked.starts_at, rules=queue_rules(on=_today(now)))
        start = words.clock_of(locked.starts_at)
        if now < limit:
            raise errors.TooEarlyToMiss({"reference": locked.reference, "start": start, "limit": words.clock_of(limit)})
    if locked.state is State.CALLED and now < (limit := queries.given_up_from(case_id=case_id, day=_today(now))):
        said = words.clock_of(rules.whole_minute_from(limit))
        raise errors.TooEarlyToGiveUp({"reference": locked.reference, "limit": said})
    changes: Changes = {"ended_at": now}
    steps.move(locked=locked, action=Action.MISS, target=State.NO_SHOW, desk=desk, now=now, changes=changes)
    steps.count_visit(locked=locked, outcome=Outcome.NO_SHOW, now=now, count=1)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def leave_visit(*, case_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Note that somebody who waits, or was to come back today, goes without being served.

    :raises NotThere: the person has not arrived.
    :raises AlreadyCalled: the person stands at a counter.
    :raises AlreadyDone, MarkedMissing: the visit is over. Who has left already, has left.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_visit(case_id=case_id, desk=desk, day=_today(now))
    if locked.state is State.LEFT:
        return steps.remember_visit(command_id=command_id, visit=locked.visit)
    steps.refuse_ended(locked=locked)
    if locked.state is State.EXPECTED:
        raise errors.NotThere({"reference": locked.reference})
    if locked.state in rules.AT_COUNTER:
        raise errors.AlreadyCalled({"reference": locked.reference, "counter": locked.visit.counter})
    changes: Changes = {"ended_at": now}
    steps.move(locked=locked, action=Action.LEAVE, target=State.LEFT, desk=desk, now=now, changes=changes)
    steps.count_visit(locked=locked, outcome=Outcome.LEFT, now=now, count=1)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def undo_last(*, case_id: UUID, desk: Desk, command_id: UUID, now: datetime) -> Visit:
    """Take back the last arrival, call, end or no-show of a visit, once, on the same day.

    Whoever comes after all although a counter has given them up is told to go to the information desk: there, and at
    any other counter, the no-show is taken back into the line, to the place that the person had.

    :raises NothingToUndo: nothing was done, or it was taken back already.
    :raises AlreadyCalled: another counter did it, and it was no no-show.
    :raises CounterBusy: the person would come back to a counter that has somebody else.
    :raises ArrivedThere: the office that the person was sent on to has noted that they are there.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    locked = steps.locked_visit(case_id=case_id, desk=desk, day=_today(now))
    was = steps.as_before(locked.visit)
    if not was:
        raise errors.NothingToUndo({"reference": locked.reference})
    source, target = locked.state, State(str(was.pop("state")))
    counter = str(was.get("counter") or locked.visit.counter)
    if source is State.NO_SHOW and counter not in {"", desk.counter}:
        target, was = State.WAITING, {"ended_at": None, "counter": "", "calls": 0}
    else:
        steps.refuse_elsewhere(locked=locked, desk=desk, counter=counter)
    halls = {locked.visit.office_id}
    if source is State.SENT_ON:
        halls.add(withdraw(locked=locked, desk=desk, now=now))
    if source in rules.OUTCOMES:
        steps.count_visit(locked=locked, outcome=rules.OUTCOMES[source], now=now, count=-1)
    steps.move(locked=locked, action=Action.UNDO, target=target, desk=desk, now=now, changes=was, halls=halls)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


@transaction.atomic
def close_visit(*, case_id: UUID, office_id: int, day: date, now: datetime) -> None:
    """End a visit of a past `day` that nobody ended; one that has ended, or was moved to another day, stays as it is.

    Who was expected did not come. Who was there is counted as unfinished, without minutes: nobody noted the end.
    """
    desk = Desk(office_id=office_id, counter="", actor=SYSTEM, channel=Channel.COUNTER)
    try:
        locked = steps.locked_visit(case_id=case_id, desk=desk, day=day)
    except (errors.AppointmentCancelled, errors.WrongOffice, errors.WrongDay, errors.VisitNotFound):
        return
    closing = rules.CLOSINGS.get(locked.state)
    if closing is None:
        return
    steps.move(
        locked=locked,
        action=closing.action,
        target=closing.target,
        desk=desk,
        now=now,
        changes={"ended_at": now},
        can_undo=False,
    )
    steps.count_visit(locked=locked, outcome=closing.outcome, now=now, count=1)


@transaction.atomic
def write_note(*, case_id: UUID, desk: Desk, text: str, now: datetime) -> Visit:
    """Keep what the office wants to remember about this visit; the last text counts.

    :raises VisitNotFound, AppointmentCancelled, WrongOffice, WrongDay: see `steps.locked_visit`.
    """
    locked = steps.locked_visit(case_id=case_id, desk=desk, day=_today(now))
    locked.visit.note = text.strip()
    locked.visit.save(update_fields=["note"])
    return locked.visit


def _today(now: datetime) -> date:
    return local_date(moment=now, zone=city.zone())


def _call(locked: Locked, *, desk: Desk, now: datetime) -> None:
    """Call to the desk's counter. The first call of the visit stays its first: it ended the wait."""
    if not desk.counter:
        raise errors.NoCounter
    steps.wake_counter(desk=desk, day=_today(now))
    first = locked.visit.called_at or now
    changes: Changes = {
        "counter": desk.counter,
        "called_at": first,
        "last_called_at": now,
        "calls": 1,
        "last_counter": desk.counter,
        "last_group_id": locked.group.pk if locked.group else None,
    }
    steps.move(
        locked=locked,
        action=Action.CALL,
        target=State.CALLED,
        desk=desk,
        now=now,
        data={"counter": desk.counter},
        changes=changes,
    )


def _hand_on(
    locked: Locked, *, changes: Changes, desk: Desk, now: datetime, data: Mapping[str, str] | None = None
) -> None:
    steps.move(
        locked=locked,
        action=Action.HAND_ON,
        target=State.WAITING,
        desk=desk,
        now=now,
        data=data,
        changes={**changes, "counter": "", "calls": 0, "started_at": None},
    )
