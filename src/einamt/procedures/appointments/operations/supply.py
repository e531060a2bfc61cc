"""Planning what can be booked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from einamt.catalog.models import Office
from einamt.kernel.actor import SYSTEM, Actor
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments import rulebook, supply
from einamt.procedures.appointments.models import Closure, Plan
from einamt.procedures.appointments.planning.drafts import closing
from einamt.procedures.appointments.planning.models import in_force
from einamt.procedures.appointments.planning.steps import new_plan
from einamt.procedures.appointments.rules import horizon_end
from einamt.procedures.appointments.supply import Planned


@dataclass(frozen=True, slots=True)
class Closed:
    """A closure, and the appointments for which another time has to be found."""

    closure: Closure
    affected: list[UUID]


@transaction.atomic
def plan_capacity(*, first_day: date, last_day: date, now: datetime) -> Planned:
    """Bring capacity in line with opening rules, closures and holidays from `first_day` to `last_day` (both included).

    What is taken stays taken, nothing free is ever below zero, and days before today stay as they were planned.
    Appointments that no longer fit are reported. Repeating it changes nothing.

    :raises RulesMissing: the city has no rules of booking for one of the days.
    """
    return supply.replan(first_day=first_day, last_day=last_day, now=now)


@transaction.atomic
def extend_capacity(*, now: datetime) -> Planned:
    """Plan from today to the horizon and one day beyond, so that the new day is there when it opens.

    :raises RulesMissing: the city has no rules of booking.
    """
    zone = city.zone()
    rules = rulebook.rules_at(now=now)
    last_day = horizon_end(now=now, horizon_days=rules.horizon_days, zone=zone)
    return supply.replan(first_day=local_date(moment=now, zone=zone), last_day=last_day, now=now)


@transaction.atomic
def close_office(
    *,
    office_id: int,
    starts_on: date,
    ends_on: date,
    reason: str,
    now: datetime,
    actor: Actor = SYSTEM,
    command_id: UUID | None = None,
) -> Closed:
    """Keep an office closed from `starts_on` until `ends_on` (not included); what is booked is noted, not moved.

    As saving a plan with one closure, without a look at its effect before.

    :raises RulesMissing: the city has no rules of booking for one of the days.
    """
    office = Office.objects.get(pk=office_id)
    draft = closing(office=office, first_day=starts_on, end_day=ends_on, reason=reason)
    supply.groups_of(office_ids=[office_id], is_locked=True)
    plan = new_plan(draft=draft, actor=actor, command_id=command_id or new_id(), now=now)
    last_day = ends_on - timedelta(days=1)
    planned = supply.replan(first_day=starts_on, last_day=last_day, office_ids=[office_id], reason=reason, now=now)
    return Closed(closure=Closure.objects.get(plan=plan), affected=planned.affected)


@transaction.atomic
def reopen_office(*, closure_id: int, now: datetime, actor: Actor = SYSTEM) -> Planned:
    """Take a closure back; its days can be booked again as the opening rules say.

    :raises Closure.DoesNotExist: there is no such closure in force.
    """
    closure = in_force(Closure.objects.all()).get(pk=closure_id)
    first_day, last_day = closure.starts_on, closure.ends_on - timedelta(days=1)
    office_ids = None if closure.office_id is None else [closure.office_id]
    supply.groups_of(office_ids=office_ids, is_locked=True)
    if closure.plan_id is None:
        closure.delete()
    else:
        Plan.objects.filter(pk=closure.plan_id).update(withdrawn_at=now, withdrawn_by=str(actor))
    return supply.replan(first_day=first_day, last_day=last_day, office_ids=office_ids, now=now)
