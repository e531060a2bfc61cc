"""Steps that turn the records of supply into capacity, with what is booked kept, and note whose time is lost."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import zip_longest
from uuid import UUID

from einamt.kernel.localtime import local_date
from einamt.platform.outbox.steps import publish
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.platform.writing.together import check_references
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.backlog.steps import SERVED_AGAIN, amend_losses, note_losses
from einamt.procedures.appointments.fairness.steps import draw_bulk_release
from einamt.procedures.appointments.losses import Reckoning, grounds_on, overtaken, reckon
from einamt.procedures.appointments.models import CapacityDay, CounterGroup
from einamt.procedures.appointments.planning.sources import Sources, days
from einamt.procedures.appointments.rules import DayPlan, capacity_day_id


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning did: days added, days changed, and the appointments that no longer fit, for which somebody has to
    find another time.
    """

    added: int
    changed: int
    affected: list[UUID]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where the capacity rows are not what the records make of them: new days, and plans before and after by row."""

    added: dict[tuple[int, date], DayPlan]
    changed: dict[int, tuple[DayPlan, DayPlan]]

    @property
    def plans(self) -> dict[int, DayPlan]:
        """What the changed rows are to become."""
        return {pk: after for pk, (_, after) in self.changed.items()}


def groups_of(*, office_ids: Collection[int] | None, is_locked: bool = False) -> dict[int, CounterGroup]:
    """The counter groups of some offices (None: of all), by id; locked, where that is asked for, in their order."""
    groups = CounterGroup.objects.select_related("office").order_by("pk")
    if office_ids is not None:
        groups = groups.filter(office_id__in=office_ids)
    if is_locked:
        require_transaction()
        groups = groups.select_for_update(of=("self",), no_key=True)
    return {group.pk: group for group in groups}


def replan(
    *,
    first_day: date,
    last_day: date,
    now: datetime,
    office_ids: Collection[int] | None = None,
    reason: str = "",
) -> Planned:
    """Bring the capacity from `first_day` to `last_day` (both included) in line with the records in force.

    A day before today that has been planned stays as it is. Whoever loses a time comes into the backlog for `reason`;
    whose time is served again leaves it soon after (`apply`).

    The groups are locked first, so that two plannings do not cross; of the capacity rows only those that change, in the
    order of their ids, and only for as long as it takes to write them: all that can be known before is read before.

    :raises RulesMissing: the city has no rules of booking for a day.
    """
    groups = groups_of(office_ids=office_ids, is_locked=True)
    sources = Sources(first_day=first_day, last_day=last_day, groups=groups)
    comparison = compared(sources=sources, groups=groups, first_day=first_day, last_day=last_day, now=now)
    reckoning = reckon(plans=comparison.plans, now=now)
    return apply(comparison=comparison, reckoning=reckoning, sources=sources, groups=groups, reason=reason, now=now)


def compared(
    *, sources: Sources, groups: Mapping[int, CounterGroup], first_day: date, last_day: date, now: datetime
) -> Comparison:
    """What the records make of the days, beside the rows as they are now, without a lock."""
    today = local_date(moment=now, zone=city.zone())
    known = {
        (row.group_id, row.day): row
        for row in CapacityDay.objects.filter(group_id__in=groups, day__range=(first_day, last_day))
    }
    comparison = Comparison(added={}, changed={})
    for group in groups.values():
        for day in days(first_day, last_day):
            row = known.get((group.pk, day))
            before = capacity.plan_of(row) if row else None
            plan = sources.plan(group=group, day=day, before=before)
            if row is None and plan.total:
                comparison.added[group.pk, day] = plan
            elif row is not None and before is not None and plan != before and day >= today:
                comparison.changed[row.pk] = (before, plan)
    return comparison


def apply(
    *,
    comparison: Comparison,
    reckoning: Reckoning,
    sources: Sources,
    groups: Mapping[int, CounterGroup],
    reason: str,
    now: datetime,
) -> Planned:
    """Write what a comparison found and who loses a time by it.

    Bookings wait for the capacity rows, so as much as can be is done before these are locked: the entries of the
    backlog are written by what was read, and put right by a second look. Under the locks only what has changed since
    that look is compared and reckoned again. Whose time is served again stays in the backlog until that is looked for,
    which is as soon as the outbox is worked off (`operations.settle_served`).
    """
    writing = _Writing(comparison=comparison, reckoning=reckoning, sources=sources, groups=groups)
    writing.note(reason=reason, now=now)
    capacity.add_days(plans=comparison.added)
    writing.look_again(rows=capacity.read_days(capacity_day_ids=comparison.changed), reason=reason, now=now)
    writing.look_again(rows=capacity.locked_days(capacity_day_ids=comparison.changed), reason=reason, now=now)
    capacity.write_plans(plans=comparison.plans)
    _draw_what_is_gained(comparison, now=now)
    if any(_serves_more(before, after) for before, after in comparison.changed.values()):
        publish(topic=SERVED_AGAIN, payload={}, now=now)
    return Planned(added=len(comparison.added), changed=len(comparison.changed), affected=writing.reckoning.lost_ids)


def _serves_more(before: DayPlan, after: DayPlan) -> bool:
    return any(was > now for was, now in zip_longest(before.over, after.over, fillvalue=0))


@dataclass(slots=True)
class _Writing:
    """What is being written, and can still be put right."""

    comparison: Comparison
    reckoning: Reckoning
    sources: Sources
    groups: Mapping[int, CounterGroup]
    noted: dict[UUID, UUID] = field(default_factory=dict)
    """The new entries of the backlog, by appointment."""

    def note(self, *, reason: str, now: datetime) -> None:
        """Write the entries of those who lose a time by what was read."""
        self.noted = note_losses(lost=self.reckoning.new, reason=reason, now=now)
        if self.noted:
            check_references()

    def look_again(self, *, rows: Iterable[CapacityDay], reason: str, now: datetime) -> None:
        """Compare and reckon those of the rows again that are not as they were read, or on which others are booked."""
        changed, stale = self.comparison.changed, set()
        for row in rows:
            as_it_is = capacity.plan_of(row)
            if as_it_is != changed[row.pk][0]:
                plan = self.sources.plan(group=self.groups[row.group_id], day=row.day, before=as_it_is)
                changed[row.pk] = (as_it_is, plan)
                stale.add(row.pk)
        grounds = grounds_on(capacity_day_ids=overtaken(plans=self.comparison.plans))
        stale |= {place[1] for place in grounds ^ self.reckoning.grounds}
        if not stale:
            return
        plans = {pk: changed[pk][1] for pk in stale}
        fresh = reckon(plans=plans, noted=self.noted.values(), now=now)
        gone = self.reckoning.renew(fresh=fresh, rows=stale)
        amend_losses(noted=self.noted, gone=gone, come=fresh.new, reason=reason, now=now)


def _draw_what_is_gained(comparison: Comparison, *, now: datetime) -> None:
    gained = {capacity_day_id(day=day, group_id=pk): sum(plan.free) for (pk, day), plan in comparison.added.items()}
    gained |= {
        pk: sum(max(0, now_free - was) for was, now_free in zip_longest(before.free, after.free, fillvalue=0))
        for pk, (before, after) in comparison.changed.items()
        if sum(after.total) > sum(before.total)
    }
    draw_bulk_release(gained={pk: count for pk, count in gained.items() if count}, now=now)
