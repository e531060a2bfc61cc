"""What a change of supply would do: capacity gained and lost by day, and whose time it takes. Nothing is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from statistics import median_low
from uuid import UUID

from django.db import models

from einamt.catalog.models import ServiceOffer
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments import rulebook
from einamt.procedures.appointments.losses import Reckoning, reckon, served_again
from einamt.procedures.appointments.models import CapacityDay, CounterGroup, OpeningRule, Plan, Tour
from einamt.procedures.appointments.planning.drafts import Draft, opening_rules
from einamt.procedures.appointments.planning.sources import Sources
from einamt.procedures.appointments.rules import DayPlan, capacity_day_id, day_of, group_of, horizon_end
from einamt.procedures.appointments.supply import Comparison, compared, groups_of


@dataclass(frozen=True, slots=True)
class DayEffect:
    """What a day gains and loses, in minutes of one counter, and in appointments of the usual length there."""

    day: date
    gained_minutes: int
    lost_minutes: int
    gained_appointments: int
    lost_appointments: int

    @property
    def gained_hours(self) -> float:
        """Of one counter."""
        return self.gained_minutes / 60

    @property
    def lost_hours(self) -> float:
        """Of one counter."""
        return self.lost_minutes / 60


@dataclass(frozen=True, slots=True)
class Effect:
    """What saving would do at this moment.

    `affected` are the appointments that lose their time now, `restored` those that get a lost one back. `seen` is a
    mark of all this: saving with it is refused once anything of it has changed.
    """

    days: list[DayEffect]
    affected: list[UUID]
    restored: list[UUID]
    seen: str
    last_day: date
    """Capacity is planned up to here; what comes later takes effect when its days are planned."""

    @property
    def gained_minutes(self) -> int:
        """Of all days."""
        return sum(each.gained_minutes for each in self.days)

    @property
    def lost_minutes(self) -> int:
        """Of all days."""
        return sum(each.lost_minutes for each in self.days)

    @property
    def gained_hours(self) -> float:
        """Of one counter, of all days."""
        return self.gained_minutes / 60

    @property
    def lost_hours(self) -> float:
        """Of one counter, of all days."""
        return self.lost_minutes / 60

    @property
    def gained_appointments(self) -> int:
        """Of all days."""
        return sum(each.gained_appointments for each in self.days)

    @property
    def lost_appointments(self) -> int:
        """Of all days."""
        return sum(each.lost_appointments for each in self.days)

    @property
    def is_nothing(self) -> bool:
        """Whether no day changes."""
        return not self.days


@dataclass(frozen=True, slots=True)
class Outlook:
    """A comparison with what it was made of, for saving what was looked at."""

    groups: dict[int, CounterGroup]
    sources: Sources
    comparison: Comparison
    reckoning: Reckoning
    effect: Effect


def preview(*, draft: Draft, now: datetime) -> Effect:
    """What saving the draft would do.

    :raises RulesMissing: the city has no rules of booking.
    """
    groups = groups_of(office_ids=draft.office_ids)
    first_day, last_day = planned_span(first_day=draft.first_day, end_day=draft.end_day, now=now)
    return outlook(groups=groups, first_day=first_day, last_day=last_day, draft=draft.records, now=now).effect


def preview_withdrawal(*, plan: Plan, now: datetime) -> Effect:
    """What taking the plan back would do.

    :raises RulesMissing: the city has no rules of booking.
    """
    groups = groups_of(office_ids=list(plan.offices.values_list("pk", flat=True)))
    first_day, last_day = planned_span(first_day=plan.starts_on, end_day=plan.ends_on, now=now)
    return outlook(groups=groups, first_day=first_day, last_day=last_day, without=plan.pk, now=now).effect


def planned_span(*, first_day: date, end_day: date | None, now: datetime) -> tuple[date, date]:
    """From when to when a change in a period is felt now: from today to the last day that is planned, both included.

    Where the period lies beyond it, the last comes before the first.

    :raises RulesMissing: the city has no rules of booking.
    """
    zone = city.zone()
    horizon = horizon_end(now=now, horizon_days=rulebook.rules_at(now=now).horizon_days, zone=zone)
    latest = CapacityDay.objects.order_by("-pk").values_list("pk", flat=True).first()
    last_day = max(horizon, day_of(latest)) if latest else horizon
    if end_day is not None:
        last_day = min(last_day, end_day - timedelta(days=1))
    return max(first_day, local_date(moment=now, zone=zone)), last_day


def outlook(
    *,
    groups: dict[int, CounterGroup],
    first_day: date,
    last_day: date,
    now: datetime,
    draft: Iterable[models.Model] = (),
    without: UUID | None = None,
) -> Outlook:
    """The comparison of the rows with the records, a draft added or a plan left out, and what it amounts to.

    :raises RulesMissing: the city has no rules of booking for a day.
    """
    sources = Sources(first_day=first_day, last_day=last_day, groups=groups, draft=draft, without=without)
    comparison = compared(sources=sources, groups=groups, first_day=first_day, last_day=last_day, now=now)
    reckoning = reckon(plans=comparison.plans, now=now)
    affected = [each.id for each in reckoning.new]
    restored = sorted(served_again(plans=comparison.plans, lost_ids=reckoning.lost_ids, now=now))
    effect = Effect(
        days=_days(comparison=comparison, usual=_usual_steps(groups)),
        affected=affected,
        restored=restored,
        seen=_mark(comparison, affected, restored),
        last_day=last_day,
    )
    return Outlook(groups=groups, sources=sources, comparison=comparison, reckoning=reckoning, effect=effect)


def overlapping_openings(*, group: CounterGroup, first_day: date) -> list[tuple[OpeningRule, OpeningRule]]:
    """Pairs of rules of a group that are open at the same time in the same period: their counters add up."""
    rules = opening_rules(group=group, first_day=first_day)
    return [
        (one, other)
        for position, (one, one_until) in enumerate(rules)
        for other, other_until in rules[position + 1 :]
        if one.weekday == other.weekday
        and one.opens_minute < other.closes_minute
        and other.opens_minute < one.closes_minute
        and (one_until is None or other.valid_from < one_until)
        and (other_until is None or one.valid_from < other_until)
    ]


def _days(*, comparison: Comparison, usual: Mapping[int, int]) -> list[DayEffect]:
    by_day: dict[date, list[int]] = {}
    plans = [(pk, before, after) for pk, (before, after) in comparison.changed.items()]
    for (group_id, day), plan in comparison.added.items():
        nothing = DayPlan(plan.first_minute, plan.step_minutes, b"", b"", b"")
        plans.append((capacity_day_id(day=day, group_id=group_id), nothing, plan))
    for pk, before, after in plans:
        gained, lost = _gained_and_lost(before, after)
        length = usual[group_of(pk)] * after.step_minutes
        totals = by_day.setdefault(day_of(pk), [0, 0, 0, 0])
        for position, count in enumerate((gained, lost, gained // length, lost // length)):
            totals[position] += count
    return [DayEffect(day, *totals) for day, totals in sorted(by_day.items()) if any(totals)]


def _gained_and_lost(before: DayPlan, after: DayPlan) -> tuple[int, int]:
    """In minutes of one counter. Where the steps have moved, only their sums can be compared."""
    is_same_grid = before.step_minutes == after.step_minutes and (
        (before.first_minute - after.first_minute) % after.step_minutes == 0
    )
    if not before.total or not after.total or not is_same_grid:
        difference = sum(after.total) * after.step_minutes - sum(before.total) * before.step_minutes
        return max(0, difference), max(0, -difference)
    had, has = (
        {plan.first_minute + step * plan.step_minutes: count for step, count in enumerate(plan.total)}
        for plan in (before, after)
    )
    differences = [has.get(minute, 0) - had.get(minute, 0) for minute in had.keys() | has.keys()]
    gained = sum(difference for difference in differences if difference > 0)
    lost = -sum(difference for difference in differences if difference < 0)
    return gained * after.step_minutes, lost * after.step_minutes


def _usual_steps(groups: Mapping[int, CounterGroup]) -> dict[int, int]:
    """The usual length of an appointment by group: the median of what its services take at the office."""
    offers = ServiceOffer.objects.filter(office__counter_groups__in=list(groups), is_bookable=True)
    steps: dict[int, list[int]] = {}
    through = CounterGroup.services.through.objects.filter(countergroup_id__in=list(groups))
    served = {
        *through.values_list("countergroup_id", "publicservice_id"),
        *Tour.objects.filter(group_id__in=list(groups)).values_list("group_id", "services"),
    }
    of_office: dict[int, list[int]] = {}
    for group in groups.values():
        of_office.setdefault(group.office_id, []).append(group.pk)
    for office_id, service_id, count in offers.values_list("office_id", "service_id", "steps").distinct():
        for group_id in of_office.get(office_id, ()):
            if (group_id, service_id) in served:
                steps.setdefault(group_id, []).append(count)
    return {group_id: max(1, median_low(steps.get(group_id, [1]))) for group_id in groups}


def _mark(comparison: Comparison, affected: list[UUID], restored: list[UUID]) -> str:
    digest = sha256()
    for pk, (before, after) in sorted(comparison.changed.items()):
        for plan in (before, after):
            digest.update(f"{pk}:{plan.first_minute}:{plan.step_minutes}:".encode() + plan.total)
    for (group_id, day), plan in sorted(comparison.added.items()):
        digest.update(f"+{group_id}:{day}:{plan.first_minute}:".encode() + plan.total)
    for each in (*sorted(affected), *restored):
        digest.update(each.bytes)
    return digest.hexdigest()[:32]
