"""Drafts: sets of changes that nobody has saved yet, to be looked at and then saved as a plan."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models

from einamt.catalog.models import Office
from einamt.procedures.appointments.models import (
    CapacityFactor,
    Closure,
    CounterGroup,
    Holiday,
    HolidayRemoval,
    OpeningEnd,
    OpeningRule,
    Plan,
    RosterShift,
    SupplyChange,
)
from einamt.procedures.appointments.planning.models import in_force
from einamt.procedures.appointments.planning.roster import Shift
from einamt.procedures.appointments.queries import ancestors
from einamt.procedures.appointments.rules import DAY_MINUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Unsaved records with what they are for. `end_day` is the day after the last; None: without an end."""

    kind: Plan.Kind
    reason: str
    first_day: date
    end_day: date | None
    office_ids: frozenset[int]
    records: Sequence[models.Model]
    remarks: Sequence[str] = field(default=())
    """What contradicts something that is in force, and which of the two counts: German sentences to be translated."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Counters between two minutes of a weekday (1 is Monday)."""

    weekday: int
    opens_minute: int
    closes_minute: int
    counters: int


def closing(
    *, first_day: date, end_day: date, reason: str, office: Office | None = None, organisation_id: int | None = None
) -> Draft:
    """An office, or all offices of an organisation and below, stay closed for whole days."""
    record = Closure(
        office=office, organisation_id=organisation_id, starts_on=first_day, ends_on=end_day, reason=reason
    )
    return Draft(
        kind=Plan.Kind.CLOSURE,
        reason=reason,
        first_day=first_day,
        end_day=end_day,
        office_ids=_offices(office=office, organisation_id=organisation_id),
        records=[record],
    )


def closing_early(*, groups: Iterable[CounterGroup], day: date, minute: int, reason: str) -> Draft:
    """From `minute` on all counters of the groups stay closed for the rest of the day."""
    return _changing(
        kind=Plan.Kind.CLOSING_EARLY,
        reason=reason,
        changes=[
            _change(group, day, day + timedelta(days=1), opens=minute, closes=DAY_MINUTES, counters=None)
            for group in groups
        ],
    )


def changing_counters(
    *,
    group: CounterGroup,
    first_day: date,
    end_day: date,
    opens_minute: int,
    closes_minute: int,
    counters: int,
    reason: str,
) -> Draft:
    """A clerk is ill from 10 to 12 (minus one); two more counters on Saturday (plus two)."""
    change = _change(group, first_day, end_day, opens=opens_minute, closes=closes_minute, counters=counters)
    return _changing(kind=Plan.Kind.COUNTERS, reason=reason, changes=[change])


def lending(
    *,
    giver: CounterGroup,
    taker: CounterGroup,
    first_day: date,
    end_day: date,
    opens_minute: int,
    closes_minute: int,
    counters: int,
    reason: str,
) -> Draft:
    """Clerks of the floating pool change groups for some days: one group has so many fewer, the other more."""
    return _changing(
        kind=Plan.Kind.LENDING,
        reason=reason,
        changes=[
            _change(giver, first_day, end_day, opens=opens_minute, closes=closes_minute, counters=-counters),
            _change(taker, first_day, end_day, opens=opens_minute, closes=closes_minute, counters=counters),
        ],
    )


def opening(
    *, group: CounterGroup, hours: Sequence[Hours], first_day: date, end_day: date | None, reason: str
) -> Draft:
    """From `first_day` on the group opens as `hours` say, and as nothing else: the rules before it end.

    With an `end_day` the rules before come back after it.
    """
    ended: list[models.Model] = []
    for rule, until in opening_rules(group=group, first_day=first_day):
        ended.append(OpeningEnd(rule=rule, ends_on=max(first_day, rule.valid_from)))
        if end_day is not None and (until is None or until > end_day):
            ended.append(
                OpeningRule(
                    group=group,
                    weekday=rule.weekday,
                    opens_minute=rule.opens_minute,
                    closes_minute=rule.closes_minute,
                    counters=rule.counters,
                    valid_from=max(end_day, rule.valid_from),
                    valid_until=until,
                )
            )
    new = [
        OpeningRule(
            group=group,
            weekday=each.weekday,
            opens_minute=each.opens_minute,
            closes_minute=each.closes_minute,
            counters=each.counters,
            valid_from=first_day,
            valid_until=end_day,
        )
        for each in hours
    ]
    return Draft(
        kind=Plan.Kind.OPENING,
        reason=reason,
        first_day=first_day,
        end_day=None if ended and end_day is None else end_day,
        office_ids=frozenset({group.office_id}),
        records=[*ended, *new],
    )


def opening_rules(*, group: CounterGroup, first_day: date) -> list[tuple[OpeningRule, date | None]]:
    """The rules of a group that are in force on `first_day` or later, each with the day on which it ends."""
    ends: dict[int, date] = {}
    for end in in_force(OpeningEnd.objects.all()).filter(rule__group=group):
        ends[end.rule_id] = min(end.ends_on, ends.get(end.rule_id, end.ends_on))
    found = []
    for rule in in_force(OpeningRule.objects.all()).filter(group=group).order_by("weekday", "opens_minute", "pk"):
        until = min((each for each in (rule.valid_until, ends.get(rule.pk)) if each), default=None)
        if until is None or until > max(first_day, rule.valid_from):
            found.append((rule, until))
    return found


def restricting(
    *,
    first_day: date,
    end_day: date,
    percent: int,
    reason: str,
    office: Office | None = None,
    organisation_id: int | None = None,
) -> Draft:
    """A share of the counters serves: distancing, a strike, a move."""
    factor = CapacityFactor(
        office=office, organisation_id=organisation_id, first_day=first_day, end_day=end_day, percent=percent
    )
    return Draft(
        kind=Plan.Kind.FACTOR,
        reason=reason,
        first_day=first_day,
        end_day=end_day,
        office_ids=_offices(office=office, organisation_id=organisation_id),
        records=[factor],
    )


def adding_holiday(*, organisation_id: int, day: date, name: str) -> Draft:
    """A holiday of an organisation's area and below."""
    return Draft(
        kind=Plan.Kind.HOLIDAY,
        reason=name,
        first_day=day,
        end_day=day + timedelta(days=1),
        office_ids=_offices(organisation_id=organisation_id),
        records=[Holiday(organisation_id=organisation_id, day=day, name=name)],
    )


def removing_holiday(*, holiday: Holiday) -> Draft:
    """A holiday that is none."""
    return Draft(
        kind=Plan.Kind.HOLIDAY_REMOVED,
        reason=holiday.name,
        first_day=holiday.day,
        end_day=holiday.day + timedelta(days=1),
        office_ids=_offices(organisation_id=holiday.organisation_id),
        records=[HolidayRemoval(holiday=holiday)],
    )


def rostering(*, shifts: Sequence[Shift], groups: dict[int, CounterGroup], reason: str) -> Draft:
    """The days of a duty roster; there is at least one shift."""
    return Draft(
        kind=Plan.Kind.ROSTER,
        reason=reason,
        first_day=min(shift.day for shift in shifts),
        end_day=max(shift.day for shift in shifts) + timedelta(days=1),
        office_ids=frozenset(groups[shift.group_id].office_id for shift in shifts),
        records=[
            RosterShift(
                group=groups[shift.group_id],
                day=shift.day,
                opens_minute=shift.opens_minute,
                closes_minute=shift.closes_minute,
                counters=shift.counters,
            )
            for shift in shifts
        ],
    )


def _change(
    group: CounterGroup, first_day: date, end_day: date, *, opens: int, closes: int, counters: int | None
) -> SupplyChange:
    return SupplyChange(
        group=group,
        first_day=first_day,
        end_day=end_day,
        opens_minute=opens,
        closes_minute=closes,
        counters=counters,
    )


def _changing(*, kind: Plan.Kind, reason: str, changes: Sequence[SupplyChange]) -> Draft:
    return Draft(
        kind=kind,
        reason=reason,
        first_day=min(change.first_day for change in changes),
        end_day=max(change.end_day for change in changes),
        office_ids=frozenset(change.group.office_id for change in changes),
        records=changes,
    )


def _offices(*, office: Office | None = None, organisation_id: int | None = None) -> frozenset[int]:
    """The office, or all offices of the organisation and below."""
    if office is not None:
        return frozenset({office.pk})
    below: Collection[int] = [one for one, line in ancestors().items() if organisation_id in line]
    return frozenset(Office.objects.filter(organisation_id__in=below).values_list("pk", flat=True))
