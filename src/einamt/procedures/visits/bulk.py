"""Many visits that are over, for demo cities and for taking over another system's days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models, transaction

from einamt.cases.models import Case
from einamt.cases.steps import past_event
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.platform.facts.schema import Value
from einamt.platform.facts.steps import new_fact
from einamt.platform.writing.together import insert_many
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.visits import rules, steps, work
from einamt.procedures.visits.facts import DONE, VISITED, counted_at
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.rules import Action, Arrival, State
from einamt.procedures.visits.tickets import APPOINTMENTS, take_numbers


@dataclass(frozen=True, slots=True)
class PastVisit:
    """How one visit went; without `arrived_at` nobody came, and `ended_at` is when that was noted."""

    case_id: UUID
    counter: str
    arrived_at: datetime | None
    called_at: datetime | None
    ended_at: datetime


@transaction.atomic
def complete_many(*, visits: Sequence[PastVisit], actor: Actor, with_facts: bool = True) -> None:
    """Write visits that are over, with the events of their cases and the facts.

    They are the rows of `mark_arrived`, `call_visit` and `finish_visit`, or of `mark_no_show` (a test compares them);
    without `with_facts`, the facts are left out, because they are counted elsewhere.
    """
    related = ("case__service", "capacity_day__group__office__organisation")
    by_id = {
        appointment.case_id: appointment
        for begin in range(0, len(visits), 500)
        for appointment in Appointment.objects.select_related(*related).filter(
            case_id__in=[visit.case_id for visit in visits[begin : begin + 500]]
        )
    }
    numbers = _numbers(visits, by_id)
    served = {service_id for appointment in by_id.values() for service_id, _ in appointment.wishes}
    identifiers = work.identifiers_of(service_ids=served) if with_facts else {}
    rows: list[models.Model] = []
    cases: list[Case] = []
    for visit in visits:
        appointment = by_id[visit.case_id]
        case, state = appointment.case, State.NO_SHOW if visit.arrived_at is None else State.DONE
        for action, moment, after in _story(visit):
            group = appointment.capacity_day.group
            data = steps.where(office=group.office, group=group)
            if action is Action.CALL:
                data["counter"] = visit.counter
            rows.append(
                past_event(
                    case=case,
                    event=action.value,
                    state=rules.CASE_STATES[after],
                    actor=actor,
                    channel=Channel.COUNTER,
                    data=data,
                    at=moment,
                )
            )
        case.state, case.closed_at = rules.CASE_STATES[state], visit.ended_at
        cases.append(case)
        rows.append(_visit(visit, appointment, state, numbers.get(visit.case_id, "")))
        rows += _facts(visit, appointment, state, identifiers) if with_facts else []
    insert_many(rows=rows)
    Case.objects.bulk_update(cases, ["state", "closed_at"], batch_size=300)


def _story(visit: PastVisit) -> list[tuple[Action, datetime, State]]:
    if visit.arrived_at is None or visit.called_at is None:
        return [(Action.MISS, visit.ended_at, State.NO_SHOW)]
    return [
        (Action.ARRIVE, visit.arrived_at, State.WAITING),
        (Action.CALL, visit.called_at, State.CALLED),
        (Action.FINISH, visit.ended_at, State.DONE),
    ]


def _numbers(visits: Sequence[PastVisit], by_id: Mapping[UUID, Appointment]) -> dict[UUID, str]:
    """The numbers of those who came, as they arrived."""
    came: dict[tuple[int, date], list[PastVisit]] = {}
    for visit in visits:
        if visit.arrived_at is not None:
            day = by_id[visit.case_id].capacity_day
            came.setdefault((day.group.office_id, day.day), []).append(visit)
    numbers: dict[UUID, str] = {}
    for (office_id, on), arrivals in sorted(came.items()):
        taken = take_numbers(office_id=office_id, day=on, letter=APPOINTMENTS, count=len(arrivals))
        in_order = sorted(arrivals, key=lambda visit: visit.arrived_at or visit.ended_at)
        numbers |= zip((visit.case_id for visit in in_order), taken, strict=True)
    return numbers


def _visit(visit: PastVisit, appointment: Appointment, state: State, number: str) -> Visit:
    came = visit.arrived_at is not None
    return Visit(
        case_id=appointment.case_id,
        office_id=appointment.capacity_day.group.office_id,
        visit_date=appointment.capacity_day.day,
        number=number,
        state=state.value,
        before={"state": (State.CALLED if came else State.EXPECTED).value, "ended_at": None}
        | ({"done": None} if came else {}),
        counter=visit.counter if came else "",
        arrived_at=visit.arrived_at,
        called_at=visit.called_at,
        last_called_at=visit.called_at,
        last_counter=visit.counter if came else "",
        last_group_id=appointment.capacity_day.group_id if came else None,
        calls=1 if came else 0,
        ended_at=visit.ended_at,
        done=appointment.wishes if came else None,
    )


def _facts(
    visit: PastVisit, appointment: Appointment, state: State, identifiers: Mapping[int, str]
) -> list[models.Model]:
    group, wait = appointment.capacity_day.group, None
    if visit.arrived_at is not None and visit.called_at is not None:
        wait = rules.wait_minutes(
            starts_at=appointment.starts_at, arrived_at=visit.arrived_at, called_at=visit.called_at
        )
    where_and_how: dict[str, Value] = {
        "district": group.office.organisation.identifier,
        "office": group.office.identifier,
        "counter_group": group.key,
        "channel": appointment.case.channel,
        "arrival": Arrival.APPOINTMENT.value,
        "visit_date": appointment.capacity_day.day,
        "count": 1,
    }
    visited: dict[str, Value] = {
        "service": appointment.case.service.identifier,
        "arrival_channel": "" if visit.arrived_at is None else Channel.COUNTER.value,
        "outcome": rules.CASE_STATES[state],
        "wait_minutes": wait,
        "service_minutes": None,  # all was noted by one actor
    }
    done = work.facts_of(done=appointment.wishes if state is State.DONE else [], identifiers=identifiers)
    return [
        new_fact(schema=VISITED, occurred_at=counted_at(visit.ended_at), values=where_and_how | visited),
        *(new_fact(schema=DONE, occurred_at=counted_at(visit.ended_at), values=where_and_how | each) for each in done),
    ]
