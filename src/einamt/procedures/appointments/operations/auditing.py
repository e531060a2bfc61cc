"""Adding capacity up again: whether every row says what is booked and what is planned. Nothing is written.

First without a lock, some groups at a time, while others book; what looks wrong is looked at again under the locks that
every change of it takes, and only what is wrong then is told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.auditing import (
    Account,
    Difference,
    differences_of_account,
    differences_of_plan,
    is_same_supply,
)
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.kinds import APPOINTMENT
from einamt.procedures.appointments.models import Appointment, CapacityDay, CounterGroup, Hold, Leg, Tour
from einamt.procedures.appointments.planning.sources import Sources, days
from einamt.procedures.appointments.rules import DAY_MINUTES, DayPlan, capacity_day_id, day_of, group_of
from einamt.procedures.appointments.tours.reading import drives_on

GROUPS_AT_ONCE = 20
ROWS_AT_ONCE = 100
"""So many suspected rows are locked together: a few milliseconds, in which their bookings wait."""

Places = Mapping[int, Sequence[tuple[int, int]]]
"""First minute and steps of all that takes capacity, by capacity row."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Which days are compared with what."""

    today: date
    last_day: date
    """The last that is planned for anybody; before today plans are not looked at, since days stay as they were."""
    erased_until: date
    """Appointments of days up to this one may have been erased."""
    with_plans: bool


def audit_capacity(*, now: datetime, with_plans: bool = True) -> Iterator[Difference]:
    """Every difference between a capacity row and what it should be, group by group.

    Compared are `free` and `over` with the holds that keep their time, the appointments that are not cancelled, the
    further legs of both and the drives of tours, and (`with_plans`, from today on) `total` with what the records of
    supply make of the day.
    """
    latest = CapacityDay.objects.order_by("-pk").values_list("pk", flat=True).first()
    if latest is None:
        return
    zone = city.zone()
    span = _Span(
        today=local_date(moment=now, zone=zone),
        last_day=day_of(latest),
        erased_until=local_date(moment=now - APPOINTMENT.retention, zone=zone),
        with_plans=with_plans,
    )
    in_order = list(CounterGroup.objects.order_by("office__name", "name", "pk").values_list("pk", flat=True))
    for begin in range(0, len(in_order), GROUPS_AT_ONCE):
        suspected = sorted(
            {each.capacity_day_id for each in _of_groups(in_order[begin : begin + GROUPS_AT_ONCE], span)}
        )
        for first in range(0, len(suspected), ROWS_AT_ONCE):
            yield from _confirmed(suspected[first : first + ROWS_AT_ONCE], span)


def _of_groups(group_ids: Collection[int], span: _Span) -> Iterator[Difference]:
    """Of all rows of some groups, and of the days that have none; read one after the other, without a lock."""
    groups = {group.pk: group for group in CounterGroup.objects.select_related("office").filter(pk__in=group_ids)}
    tours = set(Tour.objects.filter(group_id__in=groups).values_list("group_id", flat=True))
    rows = {row.pk: row for row in CapacityDay.objects.filter(group_id__in=groups)}
    planned = days(span.today, span.last_day) if span.with_plans else []
    places = _places(Q(capacity_day__group_id__in=groups), days=[row for row in rows.values() if row.group_id in tours])
    wanted = rows.keys() | {capacity_day_id(day=day, group_id=pk) for pk in groups for day in planned}
    yield from _differences(wanted, rows=rows, places=places, groups=groups, span=span)


@transaction.atomic
def _confirmed(capacity_day_ids: Collection[int], span: _Span) -> list[Difference]:
    """Of some rows, under the locks of their groups, without which nobody plans, and their own, without which nobody
    takes or gives back.
    """
    group_ids = {group_of(pk) for pk in capacity_day_ids}
    locked = CounterGroup.objects.select_related("office").filter(pk__in=group_ids).order_by("pk")
    groups = {group.pk: group for group in locked.select_for_update(of=("self",), no_key=True)}
    rows = {row.pk: row for row in capacity.locked_days(capacity_day_ids=capacity_day_ids)}
    places = _places(Q(capacity_day_id__in=capacity_day_ids), days=rows.values())
    return list(_differences(capacity_day_ids, rows=rows, places=places, groups=groups, span=span))


def _differences(
    capacity_day_ids: Collection[int],
    *,
    rows: Mapping[int, CapacityDay],
    places: Places,
    groups: Mapping[int, CounterGroup],
    span: _Span,
) -> Iterator[Difference]:
    planned = [day for day in map(day_of, capacity_day_ids) if day >= span.today] if span.with_plans else []
    sources = Sources(first_day=min(planned), last_day=max(planned), groups=dict(groups)) if planned else None
    for pk in sorted(capacity_day_ids):
        row, day = rows.get(pk), day_of(pk)
        if row is not None and not capacity.is_sound(row):
            yield Difference(pk, Account.SHAPE, 0, DAY_MINUTES, len(row.total), len(row.free))
            continue
        plan = capacity.plan_of(row) if row is not None else DayPlan(0, 1, b"", b"", b"")
        if sources is not None and day >= span.today:
            intended = _intended(sources, group=groups[group_of(pk)], day=day, plan=plan)
            if intended:
                yield from differences_of_plan(capacity_day_id=pk, plan=plan, intended=intended)
        yield from differences_of_account(
            capacity_day_id=pk, plan=plan, places=places.get(pk, ()), is_erased=day <= span.erased_until
        )


def _intended(sources: Sources, *, group: CounterGroup, day: date, plan: DayPlan) -> list[DayPlan]:
    """What the records make of a day: on fresh steps and, where that is not what the row has, on those of the row,
    which stay until it is planned anew.

    None where the city has no rules of booking for the day: nothing can be booked then, whatever the row says.
    """
    try:
        fresh = sources.plan(group=group, day=day, before=plan)
    except RulesMissing:
        return []
    if is_same_supply(fresh, plan) or not plan.total:
        return [fresh]
    as_if_taken = DayPlan(plan.first_minute, plan.step_minutes, b"\0", b"\0", b"\1")
    return [sources.plan(group=group, day=day, before=as_if_taken), fresh]


def _places(which: Q, *, days: Collection[CapacityDay]) -> Places:
    """`days` are those that may be of a tour: there the drives between its visits take capacity as well."""
    columns = ("capacity_day_id", "start_minute", "steps")
    kept = Hold.Outcome.KEPT
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for rows in (
        Appointment.objects.filter(which, cancelled_at=None).values_list(*columns),
        Hold.objects.filter(which, outcome=kept).values_list(*columns),
        Leg.objects.filter(which, appointment__isnull=False, appointment__cancelled_at=None).values_list(*columns),
        Leg.objects.filter(which, hold__outcome=kept).values_list(*columns),
    ):
        for pk, start_minute, steps in rows.iterator():
            found[pk].append((start_minute, steps))
    for pk, driven in drives_on(days=days).items():
        found[pk] += driven
    return found
