"""Hours of counters that the planning staffs, for the daily check: of whole offices, never of a person."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from einamt.procedures.appointments.keeping import Hours
from einamt.procedures.appointments.models import CapacityDay, CounterGroup
from einamt.procedures.appointments.planning.sources import Sources
from einamt.procedures.appointments.rules import DayPlan

FEWEST_COUNTERS = 2
"""Where never so many counters are staffed at once, the hours of a day could be those of one clerk."""


def staff_hours(
    *, groups: Mapping[int, CounterGroup], days: Sequence[date], rows: Sequence[CapacityDay]
) -> dict[int, dict[date, Hours]]:
    """By office and day what duty roster or opening rules staff, with what is closed or added, beside what is offered.

    Days are left out on which nothing is offered (another check finds them) and those on which a single counter is
    staffed at once (`FEWEST_COUNTERS`; § 85(1) no. 13 PersVG Berlin). `days` follow one another without a gap.
    """
    if not days:
        return {}
    sources = Sources(first_day=days[0], last_day=days[-1], groups=dict(groups))
    offered: dict[tuple[int, date], int] = defaultdict(int)
    for row in rows:
        offered[groups[row.group_id].office_id, row.day] += sum(bytes(row.total)) * row.step_minutes
    plans: dict[tuple[int, date], list[DayPlan]] = defaultdict(list)
    for group in groups.values():
        for day in days:
            if offered.get((group.office_id, day)):
                plans[group.office_id, day].append(sources.staffed(group=group, day=day))
    found: dict[int, dict[date, Hours]] = defaultdict(dict)
    for (office_id, day), of_groups in plans.items():
        if _most_at_once(of_groups) >= FEWEST_COUNTERS:
            staffed = sum(sum(plan.total) * plan.step_minutes for plan in of_groups)
            found[office_id][day] = Hours(staffed=staffed, offered=offered[office_id, day])
    return found


def _most_at_once(plans: Sequence[DayPlan]) -> int:
    """Counters of all groups together, in the minute that has most."""
    minutes: Counter[int] = Counter()
    for plan in plans:
        for step, counters in enumerate(plan.total):
            begins = plan.first_minute + step * plan.step_minutes
            minutes.update(dict.fromkeys(range(begins, begins + plan.step_minutes), counters))
    return max(minutes.values(), default=0)
