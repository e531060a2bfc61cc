"""What makes a day's capacity: all records of supply in force, perhaps with a draft added or a plan left out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models

from einamt.platform.shell import city
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.models import (
    BookingRules,
    CapacityFactor,
    Closure,
    CounterGroup,
    Holiday,
    HolidayRemoval,
    OpeningEnd,
    OpeningRule,
    RosterShift,
    SupplyChange,
    Tour,
)
from einamt.procedures.appointments.overbooked import Overbooked
from einamt.procedures.appointments.planning.models import in_force
from einamt.procedures.appointments.queries import ancestors
from einamt.procedures.appointments.reserved import Reserved
from einamt.procedures.appointments.rules import Change, DayPlan, Opening, planned

Record = TypeVar("Record", bound=models.Model)

MOST_COUNTERS = 255
ONE_TEAM = 1
"""A tour is one team: whom it can visit is reckoned along its way, and a second one would have another."""


class Sources:
    """The rules and records of some groups in a period, read once.

    `draft` are unsaved records that are looked at as if they were in force; `without` is a plan whose records are
    looked at as if it had been withdrawn.
    """

    def __init__(
        self,
        *,
        first_day: date,
        last_day: date,
        groups: dict[int, CounterGroup],
        draft: Iterable[models.Model] = (),
        without: UUID | None = None,
    ) -> None:
        self.zone: ZoneInfo = city.zone()
        self._first_day, self._last_day = first_day, last_day
        self._rules = list(BookingRules.objects.filter(valid_from__lte=last_day).order_by("-valid_from"))
        self._without = without
        self._draft: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        for record in draft:
            self._draft[type(record)].append(record)
        self._overbooked = Overbooked(rules=self._rules, groups=groups)
        self._reserved = Reserved(rules=self._rules, groups=groups)
        self._tours = set(Tour.objects.filter(group_id__in=groups).values_list("group_id", flat=True))
        self._of_groups(groups)
        self._of_places(groups)

    def plan(self, *, group: CounterGroup, day: date, before: DayPlan | None) -> DayPlan:
        """What the records make of the group's day.

        :raises RulesMissing: the city has no rules of booking for the day.
        """
        rules = next((rules for rules in self._rules if rules.valid_from <= day), None)
        if rules is None:
            raise RulesMissing
        openings: Sequence[Opening] = ()
        changes: Sequence[Change] = ()
        if day not in self._closed[group.office_id]:
            served, changes = self._openings(group.pk, day), self._changes(group.pk, day)
            openings = [*served, *self._overbooked.openings(group=group, day=day, openings=served, rules=rules)]
        plan = planned(
            openings=openings,
            changes=changes,
            percent=self._percent(group.office_id, day),
            step_minutes=rules.step_minutes,
            day=day,
            zone=self.zone,
            before=before,
            most=ONE_TEAM if group.pk in self._tours else MOST_COUNTERS,
        )
        return replace(plan, reserved=self._reserved.counters(group=group, total=plan.total, rules=rules))

    def staffed(self, *, group: CounterGroup, day: date) -> DayPlan:
        """The group's day as it is staffed: by roster or opening rules and what is added or closed, before a factor
        takes anything away and without overbooking.

        :raises RulesMissing: the city has no rules of booking for the day.
        """
        rules = next((rules for rules in self._rules if rules.valid_from <= day), None)
        if rules is None:
            raise RulesMissing
        is_closed = day in self._closed[group.office_id]
        return planned(
            openings=() if is_closed else self._openings(group.pk, day),
            changes=() if is_closed else self._changes(group.pk, day),
            step_minutes=rules.step_minutes,
            day=day,
            zone=self.zone,
            before=None,
        )

    def _openings(self, group_id: int, day: date) -> list[Opening]:
        """The roster of the day, of several the one saved last; else the opening rules, which add up."""
        if shifts := self._shifts.get((group_id, day)):
            return [Opening(shift.opens_minute, shift.closes_minute, shift.counters) for shift in shifts]
        return [
            Opening(rule.opens_minute, rule.closes_minute, rule.counters)
            for rule, until in self._opening_rules[group_id]
            if rule.weekday == day.isoweekday() and rule.valid_from <= day and (until is None or day < until)
        ]

    def _changes(self, group_id: int, day: date) -> list[Change]:
        return [
            Change(change.opens_minute, change.closes_minute, change.counters)
            for change in self._supply_changes[group_id]
            if change.first_day <= day < change.end_day
        ]

    def _percent(self, office_id: int, day: date) -> int:
        """The strictest factor counts: what leaves a half of the counters is not halved again by another reason."""
        factors = self._factors[office_id]
        return min((factor.percent for factor in factors if factor.first_day <= day < factor.end_day), default=100)

    def _of_groups(self, groups: dict[int, CounterGroup]) -> None:
        ends: dict[int, list[date]] = defaultdict(list)
        for end in self._in_force(OpeningEnd, models.Q(rule__group_id__in=groups)):
            ends[end.rule_id].append(end.ends_on)
        self._opening_rules: dict[int, list[tuple[OpeningRule, date | None]]] = defaultdict(list)
        of_groups = models.Q(group_id__in=groups)
        for rule in self._in_force(OpeningRule, of_groups & models.Q(valid_from__lte=self._last_day)):
            untils = [*ends[rule.pk], *([rule.valid_until] if rule.valid_until else [])]
            self._opening_rules[rule.group_id].append((rule, min(untils, default=None)))
        self._supply_changes: dict[int, list[SupplyChange]] = defaultdict(list)
        for change in self._in_force(SupplyChange, of_groups & self._overlaps("first_day", "end_day")):
            self._supply_changes[change.group_id].append(change)
        self._shifts: dict[tuple[int, date], list[RosterShift]] = {}
        in_period = models.Q(day__range=(self._first_day, self._last_day))
        newest: dict[tuple[int, date], UUID | None] = {}
        for shift in self._in_force(RosterShift, of_groups & in_period, order_by=("plan__made_at", "plan_id", "pk")):
            key = (shift.group_id, shift.day)
            if key not in newest or newest[key] != shift.plan_id:
                newest[key], self._shifts[key] = shift.plan_id, []
            self._shifts[key].append(shift)

    def _of_places(self, groups: dict[int, CounterGroup]) -> None:
        lines = ancestors()
        closures = self._in_force(Closure, self._overlaps("starts_on", "ends_on"))
        lifted = {removal.holiday_id for removal in self._in_force(HolidayRemoval, models.Q())}
        in_period = models.Q(day__range=(self._first_day, self._last_day))
        written = Holiday.objects.filter(in_period, plan__withdrawn_at=None)  # lifted ones too: `without` may lift that
        holidays: list[Holiday] = [each for each in written if self._without is None or each.plan_id != self._without]
        holidays = [each for each in [*holidays, *self._drafted(Holiday)] if each.pk is None or each.pk not in lifted]
        factors = self._in_force(CapacityFactor, self._overlaps("first_day", "end_day"))
        self._closed: dict[int, set[date]] = {}
        self._factors: dict[int, list[CapacityFactor]] = {}
        for office in {group.office for group in groups.values()}:
            above = set(lines.get(office.organisation_id, []))
            self._closed[office.pk] = {holiday.day for holiday in holidays if holiday.organisation_id in above} | {
                day
                for closure in closures
                if closure.office_id == office.pk or closure.organisation_id in above
                for day in days(max(closure.starts_on, self._first_day), self._last_day)
                if day < closure.ends_on
            }
            self._factors[office.pk] = [
                each for each in factors if each.office_id == office.pk or each.organisation_id in above
            ]

    def _in_force(self, model: type[Record], which: models.Q, order_by: Sequence[str] = ("pk",)) -> list[Record]:
        """The saved records, and those of the draft."""
        rows: models.QuerySet[Record] = model._default_manager.all()  # noqa: SLF001 - documented
        saved = [
            record
            for record in in_force(rows).filter(which).order_by(*order_by)
            if self._without is None or getattr(record, "plan_id", None) != self._without
        ]
        return [*saved, *self._drafted(model)]

    def _drafted(self, model: type[Record]) -> list[Record]:
        return [record for record in self._draft[model] if isinstance(record, model)]

    def _overlaps(self, begin: str, end: str) -> models.Q:
        return models.Q(**{f"{begin}__lte": self._last_day, f"{end}__gt": self._first_day})


def days(first_day: date, last_day: date) -> list[date]:
    """The days from one to another, both included."""
    return [date.fromordinal(ordinal) for ordinal in range(first_day.toordinal(), last_day.toordinal() + 1)]
