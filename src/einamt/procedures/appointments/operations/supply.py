"""Planning what can be booked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments import rulebook, supply
from einamt.procedures.appointments.models import Closure
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
def close_office(*, office_id: int, starts_on: date, ends_on: date, reason: str, now: datetime) -> Closed:
    """Keep an office closed from `starts_on` until `ends_on` (not included); what is booked is reported, not moved.

    :raises RulesMissing: the city has no rules of booking for one of the days.
    """
    closure = Closure.objects.create(office_id=office_id, starts_on=starts_on, ends_on=ends_on, reason=reason)
    last_day = ends_on - timedelta(days=1)
    planned = supply.replan(first_day=starts_on, last_day=last_day, office_ids=[office_id], now=now)
    return Closed(closure=closure, affected=planned.affected)


@transaction.atomic
def reopen_office(*, closure_id: int, now: datetime) -> Planned:
    """Take a closure back; its days can be booked again as the opening rules say."""
    closure = Closure.objects.get(pk=closure_id)
    first_day, last_day = closure.starts_on, closure.ends_on - timedelta(days=1)
    office_ids = None if closure.office_id is None else [closure.office_id]
    closure.delete()
    return supply.replan(first_day=first_day, last_day=last_day, office_ids=office_ids, now=now)
