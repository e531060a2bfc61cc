"""Saving a plan of supply and taking it back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.kernel.actor import Actor
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments import supply
from einamt.procedures.appointments.models import CounterGroup, GroupChange, Plan
from einamt.procedures.appointments.planning.drafts import Draft
from einamt.procedures.appointments.planning.effects import Effect, Outlook, outlook, planned_span
from einamt.procedures.appointments.planning.errors import PlanChanged, PlanWithdrawn
from einamt.procedures.appointments.planning.steps import new_plan, turn_around
from einamt.procedures.appointments.supply import Planned
from einamt.procedures.appointments.tours.reading import services_of


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan, and who lost a time by saving or withdrawing it; nobody where a repeated command found it done."""

    plan: Plan
    affected: list[UUID]


@transaction.atomic
def save_plan(*, draft: Draft, actor: Actor, command_id: UUID, now: datetime, seen: str | None = None) -> SavedPlan:
    """Write a plan and change the capacity of all days that are planned, in one; whoever loses a time is noted.

    `seen` is the mark of the effect that somebody has looked at. The groups of the touched offices are locked first:
    two managers save one after the other, and the second sees what the first has done. A repeated `command_id` returns
    the first plan.

    :raises PlanChanged: what saving would do is no longer what was looked at.
    :raises RulesMissing: the city has no rules of booking for one of the days.
    """
    groups = supply.groups_of(office_ids=draft.office_ids, is_locked=True)
    if earlier := Plan.objects.filter(command_id=command_id).first():
        return SavedPlan(plan=earlier, affected=[])
    plan = new_plan(draft=draft, actor=actor, command_id=command_id, now=now)
    first_day, last_day = planned_span(first_day=draft.first_day, end_day=draft.end_day, now=now)
    found = outlook(groups=groups, first_day=first_day, last_day=last_day, now=now)
    _check_seen(seen=seen, effect=found.effect)
    done = _applied(found, reason=draft.reason, now=now)
    return SavedPlan(plan=plan, affected=done.affected)


@transaction.atomic
def withdraw_plan(*, plan_id: UUID, actor: Actor, now: datetime, seen: str | None = None) -> SavedPlan:
    """Take a plan back as a whole: its records are in force no more, and what it replaced is again.

    Days before today stay as they were planned. `seen` as for `save_plan`.

    :raises PlanWithdrawn: it has been taken back before.
    :raises PlanChanged: what taking it back would do is no longer what was looked at.
    :raises RulesMissing: the city has no rules of booking for one of the days.
    """
    office_ids = list(Plan.objects.get(pk=plan_id).offices.values_list("pk", flat=True))
    groups = supply.groups_of(office_ids=office_ids, is_locked=True)
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan_id)
    if plan.withdrawn_at is not None:
        raise PlanWithdrawn
    plan.withdrawn_at, plan.withdrawn_by = now, str(actor)
    plan.save(update_fields=["withdrawn_at", "withdrawn_by"])
    for change in GroupChange.objects.filter(plan=plan):
        turn_around(change=change)
    first_day, last_day = planned_span(first_day=plan.starts_on, end_day=plan.ends_on, now=now)
    found = outlook(groups=groups, first_day=first_day, last_day=last_day, now=now)
    _check_seen(seen=seen, effect=found.effect)
    done = _applied(found, reason=plan.reason, now=now)
    return SavedPlan(plan=plan, affected=done.affected)


def _applied(found: Outlook, *, reason: str, now: datetime) -> Planned:
    return supply.apply(
        comparison=found.comparison,
        reckoning=found.reckoning,
        sources=found.sources,
        groups=found.groups,
        reason=reason,
        now=now,
    )


def _check_seen(*, seen: str | None, effect: Effect) -> None:
    if seen is not None and seen != effect.seen:
        raise PlanChanged


@transaction.atomic
def change_group(
    *,
    office_id: int,
    group_id: int | None,
    name: str,
    service_ids: Collection[int],
    actor: Actor,
    command_id: UUID,
    now: datetime,
) -> CounterGroup:
    """Name a counter group (None: a new one) and say what it can serve; what is booked stays booked.

    Taken back like any plan. A repeated `command_id` changes nothing.
    """
    supply.groups_of(office_ids=[office_id], is_locked=True)
    if earlier := GroupChange.objects.filter(plan__command_id=command_id).select_related("group").first():
        return earlier.group
    if group_id is None:
        group, before, had = CounterGroup(office_id=office_id, name=name), "", set[int]()
        group.key = f"gruppe-{CounterGroup.objects.filter(office_id=office_id).count() + 1}-{command_id.hex[-4:]}"
    else:
        group = CounterGroup.objects.get(pk=group_id, office_id=office_id)
        before, had = group.name, set(services_of(group).values_list("pk", flat=True))
        group.name = name
    group.save()
    wanted = set(service_ids)
    services_of(group).set(sorted(wanted))
    change = GroupChange(
        group=group,
        name_before=before,
        name_after=name,
        services_added=sorted(wanted - had),
        services_removed=sorted(had - wanted),
    )
    today = local_date(moment=now, zone=city.zone())
    draft = Draft(
        kind=Plan.Kind.GROUP,
        reason=name,
        first_day=today,
        end_day=None,
        office_ids=frozenset({office_id}),
        records=[change],
    )
    new_plan(draft=draft, actor=actor, command_id=command_id, now=now)
    return group
