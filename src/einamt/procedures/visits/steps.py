"""What the operations on visits share; each step needs a transaction around it.

Locks are taken in one order: the command, the visit, the case, the series of numbers, the office's revision.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from einamt.cases.models import Case, CaseEvent
from einamt.cases.steps import Value, locked_case, record_event
from einamt.catalog.models import Office
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.kernel.localtime import at_minute
from einamt.platform.facts.schema import Value as Counted
from einamt.platform.facts.steps import record
from einamt.platform.shell import city, words
from einamt.platform.transactions import require_transaction
from einamt.procedures.appointments.models import Appointment, CounterGroup, Leg
from einamt.procedures.visits import errors, rules, work
from einamt.procedures.visits.facts import DONE, VISITED, counted_at
from einamt.procedures.visits.kinds import VISIT
from einamt.procedures.visits.models import CounterRest, Visit, VisitCommand, WalkIn
from einamt.procedures.visits.rules import Action, Arrival, Outcome, State
from einamt.procedures.visits.tickets import APPOINTMENTS, count_up, number_visit

Changes = Mapping[str, str | int | datetime | list[list[int]] | None]
"""New values of a visit's columns."""


Matter = Appointment | WalkIn
"""What a visit is for."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who acts, from where: an office, a counter's name (empty at the information desk) and a channel."""

    office_id: int
    counter: str
    actor: Actor
    channel: Channel


@dataclass(slots=True)
class Locked:
    """A visit with all that an action needs, locked until the transaction ends; `matter` is what it is for."""

    visit: Visit
    matter: Matter
    case: Case

    @property
    def reference(self) -> str:
        """How refusals name the visit: by what stands on the confirmation or the ticket, not by name."""
        return named(visit=self.visit, case=self.case)

    @property
    def appointment(self) -> Appointment | None:
        """The appointment, if there is one."""
        return self.matter if isinstance(self.matter, Appointment) else None

    @property
    def starts_at(self) -> datetime | None:
        """The appointed time, if there is one."""
        return self.matter.starts_at if isinstance(self.matter, Appointment) else None

    @property
    def group(self) -> CounterGroup | None:
        """Whose counters come now; None: any of the office's."""
        if self.visit.group is not None:
            return self.visit.group
        return self.matter.capacity_day.group if isinstance(self.matter, Appointment) else self.matter.group

    @property
    def arrival(self) -> Arrival:
        """How the person came, as it is counted."""
        if isinstance(self.matter, Appointment):
            return Arrival.APPOINTMENT
        if self.matter.follows_id is not None:
            return Arrival.HANDED_ON
        return Arrival.EMERGENCY if self.matter.reason else Arrival.WALK_IN

    @property
    def state(self) -> State:
        """How far the visit is."""
        return State(self.visit.state)


def earlier_visit(*, command_id: UUID, now: datetime) -> Visit | None:
    """Claim `command_id` for this transaction; if it was done before, the visit that it was done to.

    When the same click arrives twice at once, the second waits here for the first.
    """
    require_transaction()
    try:
        with transaction.atomic():
            VisitCommand.objects.create(id=command_id, done_at=now)
    except IntegrityError:
        return VisitCommand.objects.select_related("visit").get(pk=command_id).visit
    return None


def remember_visit(*, command_id: UUID, visit: Visit) -> Visit:
    """Note what the claimed command was done to."""
    require_transaction()
    VisitCommand.objects.filter(pk=command_id).update(visit=visit)
    return visit


def locked_visit(*, case_id: UUID, desk: Desk, day: date) -> Locked:
    """The visit of a case that is at the desk's office and on `day`, locked; an appointment's begins as expected.

    :raises VisitNotFound: there is no such case, or it has neither an appointment nor a ticket.
    :raises AppointmentCancelled: it was cancelled.
    :raises WrongOffice: it is in another office.
    :raises WrongDay: it is on another day.
    """
    require_transaction()
    visit = _locked(case_id) or _begun(case_id=case_id, desk=desk, day=day)
    case = locked_case(case_id=case_id)
    matter = matter_of(case)  # an appointment may have been moved or cancelled until the lock was ours
    _check_place_and_day(matter, visit=visit, desk=desk, day=day)
    if visit.state == State.EXPECTED.value and (visit.office_id, visit.visit_date) != (desk.office_id, day):
        # moved after an arrival that was taken back: a number of another day or office means nothing here
        visit.office_id, visit.visit_date, visit.number = desk.office_id, day, ""
    return Locked(visit=visit, matter=matter, case=case)


def refuse_elsewhere(*, locked: Locked, desk: Desk, counter: str | None = None) -> None:
    """Refuse when somebody else's counter has the visit, or had it (`counter`).

    :raises AlreadyCalled: it was called to another counter.
    """
    concerned = locked.visit.counter if counter is None else counter
    if concerned not in {"", desk.counter}:
        raise errors.AlreadyCalled({"reference": locked.reference, "counter": concerned})


def refuse_ended(*, locked: Locked) -> None:
    """Refuse when the visit is over.

    :raises AlreadyDone: it was finished.
    :raises MarkedMissing: it was marked as missing.
    :raises HasLeft: the person has said that they go.
    :raises WentOn: another office goes on.
    """
    if locked.state is State.DONE:
        raise errors.AlreadyDone({"reference": locked.reference})
    if locked.state is State.NO_SHOW:
        raise errors.MarkedMissing({"reference": locked.reference})
    if locked.state is State.LEFT:
        raise errors.HasLeft({"reference": locked.reference})
    if locked.state in {State.SENT_ON, State.WITHDRAWN}:
        raise errors.WentOn({"reference": locked.reference})


def locked_at_counter(*, case_id: UUID, desk: Desk, day: date) -> Locked:
    """The visit of a case that is at the desk's own counter, called or being served, locked.

    :raises VisitNotFound, AppointmentCancelled, WrongOffice, WrongDay: see `locked_visit`.
    :raises NotCalledYet: nobody called the person before.
    :raises AlreadyCalled: the person was called to another counter.
    :raises AlreadyDone, MarkedMissing, HasLeft, WentOn: the visit is over.
    """
    locked = locked_visit(case_id=case_id, desk=desk, day=day)
    refuse_ended(locked=locked)
    if locked.state not in rules.AT_COUNTER:
        raise errors.NotCalledYet({"reference": locked.reference})
    refuse_elsewhere(locked=locked, desk=desk)
    return locked


def move(
    *,
    locked: Locked,
    action: Action,
    target: State,
    desk: Desk,
    now: datetime,
    data: Mapping[str, Value] | None = None,
    changes: Changes,
    can_undo: bool = True,
    halls: Collection[int] | None = None,
) -> None:
    """Do one allowed move: compare and set the visit, append the event to the case.

    Its event tells the office and whose counters came until then; where that changes, `to_counter_group` tells whose
    come next. `halls` are the offices whose screens and phones hear of it; None: the visit's.

    :raises CounterBusy: the move would call a second person to the counter.
    :raises einamt.cases.errors.EventNotAllowed: the case is in a state that does not go with the visit's.
    """
    require_transaction()
    source = locked.state
    if not rules.is_allowed(action=action, source=source, target=target):
        message = f"no edge {action} from {source} to {target}"
        raise AssertionError(message)
    values: dict[str, object] = {
        "state": target.value,
        "office_id": locked.visit.office_id,
        "visit_date": locked.visit.visit_date,
        **changes,
    }
    if action is not Action.RECALL:
        is_last = action is not Action.UNDO and can_undo
        values["before"] = _as_it_was(locked.visit, changed=("state", *changes)) if is_last else {}
    office, _ = _place(locked)
    before = locked.group
    compare_and_set(visit=locked.visit, values=values, reference_of_case=locked.reference)
    after = locked.group
    record_event(
        case=locked.case,
        event=action.value,
        actor=desk.actor,
        channel=desk.channel,
        data={
            **where(office=office, group=before),
            **({"to_counter_group": after.key} if after and after != before else {}),
            **(data or {}),
        },
        now=now,
        to=rules.CASE_STATES[target],
    )
    for office_id in sorted({locked.visit.office_id} if halls is None else halls):
        count_up(office_id=office_id)


def where(*, office: Office, group: CounterGroup | None) -> dict[str, Value]:
    """What each event of a visit tells: the office, and whose counters (empty: every counter's)."""
    return {"office": office.identifier, "counter_group": group.key if group else ""}


def come(*, locked: Locked, desk: Desk, now: datetime) -> None:
    """Into the line, from wherever the person was; whoever waits or is at a counter stays there."""
    require_transaction()
    if locked.state is State.EXPECTED:
        number_visit(visit=locked.visit, letter=APPOINTMENTS)
        has_waited = locked.arrival is Arrival.HANDED_ON
        arrived: Changes = {"arrived_at": now, "resumed_at": now} if has_waited else {"arrived_at": now}
        move(locked=locked, action=Action.ARRIVE, target=State.WAITING, desk=desk, now=now, changes=arrived)
    elif locked.state is State.PARKED:
        back: Changes = {"resumed_at": now}
        move(locked=locked, action=Action.RETURN, target=State.WAITING, desk=desk, now=now, changes=back)


def next_part(*, locked: Locked) -> Leg | None:
    """Where somebody with an appointment at several groups of counters goes after this one."""
    if locked.appointment is None:
        return None
    return locked.appointment.legs.select_related("capacity_day").filter(position__gt=locked.visit.part).first()


def part_of_chain(leg: Leg) -> Changes:
    """What a visit's columns say of the part of the chain that comes next."""
    day = leg.capacity_day
    due_at = at_minute(day=day.day, minute=leg.start_minute, zone=city.zone())
    return {"part": leg.position, "group_id": day.group_id, "due_at": due_at}


def as_before(visit: Visit) -> dict[str, str | int | datetime | list[list[int]] | None]:
    """The columns that the last action changed, as they were; empty: there is nothing to take back."""
    was: dict[str, str | int | list[list[int]] | None] = visit.before
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and isinstance(value, str) else value
        for name, value in was.items()
    }


def _as_it_was(visit: Visit, *, changed: Collection[str]) -> dict[str, str | int | list[list[int]] | None]:
    was = {name: getattr(visit, name) for name in changed}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in was.items()}


def compare_and_set(*, visit: Visit, values: Mapping[str, object], reference_of_case: str) -> None:
    """Write `values` if the visit is still in the state that was read; this is what keeps two clerks apart.

    :raises AlreadyCalled: somebody else was faster.
    :raises CounterBusy: the counter has another visit already.
    """
    try:
        with transaction.atomic():
            changed = Visit.objects.filter(pk=visit.pk, state=visit.state).update(**values)
    except IntegrityError:
        raise counter_busy(
            office_id=visit.office_id, counter=str(values.get("counter", visit.counter)), visit=visit
        ) from None
    if not changed:
        fresh = Visit.objects.get(pk=visit.pk)
        raise errors.AlreadyCalled({"reference": reference_of_case, "counter": fresh.counter})
    for name, value in values.items():
        setattr(visit, name, value)


def counter_busy(*, office_id: int, counter: str, visit: Visit) -> errors.CounterBusy:
    """The refusal that names who is still at the counter."""
    other = Visit.objects.select_related("case").filter(
        office_id=office_id, visit_date=visit.visit_date, counter=counter, state__in=sorted(rules.AT_COUNTER)
    )
    found = other.first()
    return errors.CounterBusy({"counter": counter, "reference": named(visit=found, case=found.case) if found else "–"})


def wake_counter(*, desk: Desk, day: date) -> bool:
    """End the rest of the desk's counter; whether it did rest."""
    require_transaction()
    deleted, _ = CounterRest.objects.filter(office_id=desk.office_id, day=day, counter=desk.counter).delete()
    return bool(deleted)


def named(*, visit: Visit, case: Case) -> str:
    """How people name a visit: by the number where nothing else is on paper, else by the reference."""
    return visit.number if case.kind == VISIT.code else case.reference


def count_visit(*, locked: Locked, outcome: Outcome, now: datetime, count: int) -> None:
    """Record the fact that a visit ended (`count` 1), or that its end was taken back (-1)."""
    visit = locked.visit
    office, group = _place(locked)
    was_served = outcome in {Outcome.SERVED, Outcome.HANDED_ON}
    done = visit.done or [] if was_served else []
    identifiers = work.identifiers_of(service_ids={locked.case.service_id, *(service_id for service_id, _ in done)})
    if count > 0:
        visit.service_minutes = _service(visit) if was_served and _tells_of_nobody(visit, group=group) else None
        Visit.objects.filter(pk=visit.pk).update(service_minutes=visit.service_minutes)
    where_and_how: dict[str, Counted] = {
        "district": office.organisation.identifier,
        "office": office.identifier,
        "counter_group": group.key if group else "",
        "channel": locked.case.channel,
        "arrival": locked.arrival.value,
        "visit_date": visit.visit_date,
        "count": count,
    }
    record(
        schema=VISITED,
        occurred_at=counted_at(now),
        values=where_and_how
        | {
            "service": identifiers[locked.case.service_id],
            "arrival_channel": _arrival_channel(visit),
            "outcome": outcome.value,
            "wait_minutes": _wait(locked) if was_served else None,
            "service_minutes": visit.service_minutes if was_served else None,
        },
    )
    for wish in work.facts_of(done=done, identifiers=identifiers):
        record(schema=DONE, occurred_at=counted_at(now), values=where_and_how | wish)


def _wait(locked: Locked) -> int | None:
    visit = locked.visit
    if visit.arrived_at is None or visit.called_at is None:
        return None
    return rules.wait_minutes(starts_at=locked.starts_at, arrived_at=visit.arrived_at, called_at=visit.called_at)


def _service(visit: Visit) -> int | None:
    if visit.called_at is None or visit.ended_at is None:
        return None
    return rules.service_minutes(called_at=visit.called_at, ended_at=visit.ended_at)


def _arrival_channel(visit: Visit) -> str:
    """Where the person, or somebody for them, said that they are there; empty: they have not come."""
    if visit.arrived_at is None:
        return ""
    arrivals = CaseEvent.objects.filter(case_id=visit.case_id, kind=Action.ARRIVE.value)
    return arrivals.order_by("-occurred_at", "-pk").values_list("channel", flat=True).first() or ""


def _tells_of_nobody(visit: Visit, *, group: CounterGroup | None) -> bool:
    """Whether so many people have called those of its group, at the office on that day, that its times are nobody's.

    It is asked of the group, as the figure names it: somebody alone in a group is alone in a large office too.
    """
    calls = CaseEvent.objects.filter(
        case__visit__office_id=visit.office_id, case__visit__visit_date=visit.visit_date, kind=Action.CALL.value
    )
    if group is None:
        calls = calls.filter(case__appointment=None, case__walk_in__group=None)
    else:
        calls = calls.filter(Q(case__appointment__capacity_day__group=group) | Q(case__walk_in__group=group))
    return calls.order_by().values("actor").distinct()[: rules.FEWEST_CLERKS].count() >= rules.FEWEST_CLERKS


def _place(locked: Locked) -> tuple[Office, CounterGroup | None]:
    """The office, and the counters that the person came for."""
    matter = locked.matter
    return locked.visit.office, matter.capacity_day.group if isinstance(matter, Appointment) else matter.group


def _locked(case_id: UUID) -> Visit | None:
    return _lockable().filter(case_id=case_id).first()


def _lockable() -> QuerySet[Visit]:
    return Visit.objects.select_for_update(of=("self",)).select_related("office")


def _begun(*, case_id: UUID, desk: Desk, day: date) -> Visit:
    """The visit of an appointment of which nothing has been noted yet, locked.

    :raises VisitNotFound, AppointmentCancelled, WrongOffice, WrongDay: see `locked_visit`.
    """
    case = Case.objects.filter(pk=case_id).first()
    matter = matter_of(case) if case else None
    if not isinstance(matter, Appointment):
        raise errors.VisitNotFound
    _check_appointment(matter, desk=desk, day=day)
    Visit.objects.get_or_create(
        case_id=case_id,
        defaults={"office_id": desk.office_id, "visit_date": day, "state": State.EXPECTED.value},
    )
    return _lockable().get(case_id=case_id)


def matter_of(case: Case) -> Matter:
    """What a visit is for, which a case of its own kind tells.

    :raises VisitNotFound: the case has neither an appointment nor a ticket.
    """
    found: Matter | None
    if case.kind == VISIT.code:
        found = WalkIn.objects.select_related("group").filter(case=case).first()
    else:
        found = Appointment.objects.select_related("capacity_day__group").filter(case=case).first()
    if found is None:
        raise errors.VisitNotFound
    found.case = case
    return found


def _check_place_and_day(matter: Matter, *, visit: Visit, desk: Desk, day: date) -> None:
    if isinstance(matter, Appointment):
        _check_appointment(matter, desk=desk, day=day)
        return
    if visit.office_id != desk.office_id:
        raise errors.WrongOffice({"reference": visit.number, "office": visit.office.name})
    if visit.visit_date != day:
        raise errors.WrongDay({"reference": visit.number, "date": words.date_long(visit.visit_date)})


def _check_appointment(appointment: Appointment, *, desk: Desk, day: date) -> None:
    reference = appointment.case.reference
    group = appointment.capacity_day.group
    if appointment.cancelled_at is not None:
        raise errors.AppointmentCancelled({"reference": reference})
    if group.office_id != desk.office_id:
        raise errors.WrongOffice({"reference": reference, "office": group.office.name})
    if appointment.capacity_day.day != day:
        raise errors.WrongDay({"reference": reference, "date": words.moment_long(appointment.starts_at)})
