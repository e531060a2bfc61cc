"""Steps that turn opening rules, closures and holidays into capacity, with what is booked kept."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.models import (
    Appointment,
    BookingRules,
    CapacityDay,
    Closure,
    CounterGroup,
    Holiday,
    Leg,
    OpeningRule,
)
from einamt.procedures.appointments.overbooked import Overbooked
from einamt.procedures.appointments.queries import ancestors
from einamt.procedures.appointments.rules import DayPlan, Opening, affected, planned


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning did: days added, days changed, and the appointments that no longer fit, for which somebody has to
    find another time.
    """

    added: int
    changed: int
    affected: list[UUID]


def replan(*, first_day: date, last_day: date, now: datetime, office_ids: Collection[int] | None = None) -> Planned:
    """Bring the capacity from `first_day` to `last_day` (both included) in line with the rules in force.

    A day before today that has been planned stays as it is.

    The groups are locked first, so that two plannings do not cross; of the capacity rows only those that change, in the
    order of their ids.

    :raises RulesMissing: the city has no rules of booking for a day.
    """
    require_transaction()
    groups = CounterGroup.objects.select_related("office").order_by("pk")
    if office_ids is not None:
        groups = groups.filter(office_id__in=office_ids)
    by_id = {group.pk: group for group in groups.select_for_update(of=("self",), no_key=True)}
    today = local_date(moment=now, zone=city.zone())
    wanted = _Wanted(first_day=first_day, last_day=last_day, groups=by_id)
    known = {
        (row.group_id, row.day): row
        for row in CapacityDay.objects.filter(group_id__in=by_id, day__range=(first_day, last_day))
    }
    added: dict[tuple[int, date], DayPlan] = {}
    differing: list[int] = []
    for group in by_id.values():
        for day in _days(first_day, last_day):
            row = known.get((group.pk, day))
            before = capacity.plan_of(row) if row else None
            plan = wanted.plan(group=group, day=day, before=before)
            if row is None and plan.total:
                added[group.pk, day] = plan
            elif row is not None and plan != before and day >= today:
                differing.append(row.pk)
    changed: dict[int, DayPlan] = {}
    for row in capacity.locked_days(capacity_day_ids=differing):
        changed[row.pk] = wanted.plan(group=by_id[row.group_id], day=row.day, before=capacity.plan_of(row))
    capacity.write_plans(changed=changed, added=added)
    overtaken = {pk: plan for pk, plan in changed.items() if any(plan.over)}
    return Planned(added=len(added), changed=len(changed), affected=affected_appointments(plans=overtaken))


def affected_appointments(*, plans: dict[int, DayPlan]) -> list[UUID]:
    """The appointments that do not fit the plans (by capacity row's id) any more; who booked first keeps the time."""
    booked: dict[int, list[tuple[Appointment, int, int]]] = defaultdict(list)
    open_ones = Appointment.objects.filter(capacity_day_id__in=plans, cancelled_at=None)
    further = Leg.objects.filter(capacity_day_id__in=plans, appointment__cancelled_at=None).exclude(appointment=None)
    for appointment in open_ones:
        booked[appointment.capacity_day_id].append((appointment, appointment.start_minute, appointment.steps))
    for leg in further.select_related("appointment"):
        assert leg.appointment is not None  # noqa: S101 - for the type checker
        booked[leg.capacity_day_id].append((leg.appointment, leg.start_minute, leg.steps))
    beyond: set[tuple[datetime, UUID]] = set()
    for pk, parts in booked.items():
        parts.sort(key=lambda part: (part[0].booked_at, part[0].pk))
        places = [(start_minute, steps) for _, start_minute, steps in parts]
        lost = [parts[position][0] for position in affected(plan=plans[pk], booked=places)]
        beyond |= {(appointment.starts_at, appointment.pk) for appointment in lost}
    return [pk for _, pk in sorted(beyond)]


class _Wanted:
    """The rules of a period, read once."""

    def __init__(self, *, first_day: date, last_day: date, groups: dict[int, CounterGroup]) -> None:
        self.zone: ZoneInfo = city.zone()
        self.rules = list(BookingRules.objects.filter(valid_from__lte=last_day).order_by("-valid_from"))
        self.openings: dict[int, list[OpeningRule]] = defaultdict(list)
        for rule in OpeningRule.objects.filter(group_id__in=groups, valid_from__lte=last_day):
            self.openings[rule.group_id].append(rule)
        self.overbooked = Overbooked(rules=self.rules, groups=groups)
        lines = ancestors()
        closures = list(Closure.objects.filter(starts_on__lte=last_day, ends_on__gt=first_day))
        holidays = list(Holiday.objects.filter(day__range=(first_day, last_day)))
        self.closed: dict[int, set[date]] = {}
        for office in {group.office for group in groups.values()}:
            above = set(lines.get(office.organisation_id, []))
            self.closed[office.pk] = {holiday.day for holiday in holidays if holiday.organisation_id in above} | {
                day
                for closure in closures
                if closure.office_id == office.pk or closure.organisation_id in above
                for day in _days(max(closure.starts_on, first_day), last_day)
                if day < closure.ends_on
            }

    def plan(self, *, group: CounterGroup, day: date, before: DayPlan | None) -> DayPlan:
        """What the rules make of the group's day."""
        rules = next((rules for rules in self.rules if rules.valid_from <= day), None)
        if rules is None:
            raise RulesMissing
        openings = [
            Opening(rule.opens_minute, rule.closes_minute, rule.counters)
            for rule in self.openings[group.pk]
            if rule.weekday == day.isoweekday()
            and rule.valid_from <= day
            and (rule.valid_until is None or day < rule.valid_until)
            and day not in self.closed[group.office_id]
        ]
        openings += self.overbooked.openings(group=group, day=day, openings=openings, rules=rules)
        return planned(openings=openings, step_minutes=rules.step_minutes, day=day, zone=self.zone, before=before)


def _days(first_day: date, last_day: date) -> list[date]:
    return [date.fromordinal(ordinal) for ordinal in range(first_day.toordinal(), last_day.toordinal() + 1)]
