"""Reading a duty roster against the groups that there are and what is in force already."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from einamt.procedures.appointments.models import CounterGroup, RosterShift
from einamt.procedures.appointments.planning.drafts import Draft, rostering
from einamt.procedures.appointments.planning.models import in_force
from einamt.procedures.appointments.planning.roster import RowError, Shift, decoded, read_roster

REASON = "Dienstplan"


@dataclass(frozen=True, slots=True)
class Imported:
    """What of a file is new: days that are in force just as the file says are `unchanged` and left out."""

    shifts: list[Shift]
    errors: list[RowError]
    unchanged: int
    groups: dict[int, CounterGroup]
    text: str

    def draft(self) -> Draft:
        """The plan of what is new; there is something."""
        return rostering(shifts=self.shifts, groups=self.groups, reason=REASON)


def read_import(*, content: bytes, office_ids: Collection[int] | None, today: date) -> Imported:
    """The rows of a file for the groups of some offices (None: of all).

    An office may be named by its identifier, slug or name, a group by its key or name. Importing a file twice changes
    nothing the second time.
    """
    groups = CounterGroup.objects.select_related("office")
    if office_ids is not None:
        groups = groups.filter(office_id__in=list(office_ids))
    known: dict[int, CounterGroup] = {}
    named: dict[tuple[str, str], int] = {}
    for group in groups:
        known[group.pk] = group
        for office in (group.office.identifier, group.office.slug, group.office.name):
            for name in (group.key, group.name):
                named[office.lower(), name.lower()] = group.pk
    roster = read_roster(content=content, groups=named, today=today)
    by_day: dict[tuple[int, date], list[Shift]] = defaultdict(list)
    for shift in roster.shifts:
        by_day[shift.group_id, shift.day].append(shift)
    standing = _in_force(by_day.keys())
    new: list[Shift] = []
    for key, shifts in by_day.items():
        if standing.get(key) != {(each.opens_minute, each.closes_minute, each.counters) for each in shifts}:
            new += shifts
    return Imported(
        shifts=new,
        errors=roster.errors,
        unchanged=len(roster.shifts) - len(new),
        groups=known,
        text=decoded(content),
    )


def _in_force(keys: Collection[tuple[int, date]]) -> dict[tuple[int, date], set[tuple[int, int, int]]]:
    """The shifts in force of groups and days, of the roster saved last."""
    found: dict[tuple[int, date], set[tuple[int, int, int]]] = {}
    newest: dict[tuple[int, date], UUID] = {}
    rows = in_force(RosterShift.objects.all()).filter(
        group_id__in={group_id for group_id, _ in keys}, day__in={day for _, day in keys}
    )
    for shift in rows.order_by("plan__made_at", "plan_id", "pk"):
        key = (shift.group_id, shift.day)
        if newest.get(key) != shift.plan_id:
            newest[key], found[key] = shift.plan_id, set()
        found[key].add((shift.opens_minute, shift.closes_minute, shift.counters))
    return found
