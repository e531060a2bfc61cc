"""What the city's share for urgent services makes of a day's counters, and how much of it is still kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Max

from einamt.catalog.models import ServiceOffer
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments.late_release import free_beyond, reserved_counters, reserved_from
from einamt.procedures.appointments.models import BookingRules, CapacityDay, CounterGroup
from einamt.procedures.appointments.rulebook import last_bookable_day, rules_at


class Reserved:
    """The longest urgent service of some groups; a query for each set of rules that has a share, and none else."""

    def __init__(self, *, rules: Collection[BookingRules], groups: Collection[int]) -> None:
        self._steps: dict[int, dict[int, int]] = {}
        for each in rules:
            if each.late_share_percent:
                served = ServiceOffer.objects.filter(
                    is_bookable=True,
                    service__in=each.urgent_services.all(),
                    service__counter_groups__office=F("office"),
                    service__counter_groups__in=groups,
                )
                self._steps[each.pk] = dict(served.values_list("service__counter_groups").annotate(Max("steps")))

    def counters(self, *, group: CounterGroup, total: bytes, rules: BookingRules) -> bytes:
        """How many of each step's counters are reserved on a day with these rules; a group that serves nothing urgent
        reserves nothing.
        """
        steps = self._steps.get(rules.pk, {}).get(group.pk)
        if not steps:
            return b""
        return reserved_counters(total=total, percent=rules.late_share_percent, block_steps=steps)


@dataclass(frozen=True, slots=True)
class ReservedDay:
    """How much of an office's day is kept for urgent services and not open for all yet, in minutes of one counter.

    `planned_minutes` are those of the groups that keep something.
    """

    day: date
    office_id: int
    planned_minutes: int
    reserved_minutes: int


def reserved_days(*, now: datetime) -> list[ReservedDay]:
    """The days that can be booked on which something is kept at a moment, by day and office; what is taken is kept no
    more.

    :raises RulesMissing: the city has no rules of booking.
    """
    rules, zone = rules_at(now=now), city.zone()
    span = (local_date(moment=now, zone=zone), last_bookable_day(now=now))
    found: dict[tuple[date, int], list[int]] = {}
    rows = CapacityDay.objects.filter(day__range=span).exclude(reserved=b"").order_by("day", "group__office_id")
    for row in rows.select_related("group"):
        opens = reserved_from(day=row.day, late_hours=rules.late_open_hours, zone=zone, now=now)
        free = bytes(row.free)
        to_be_had = free_beyond(
            free=free,
            reserved=bytes(row.reserved),
            first_minute=row.first_minute,
            step_minutes=row.step_minutes,
            reserved_from_minute=opens,
        )
        if kept := sum(free) - sum(to_be_had):
            minutes = found.setdefault((row.day, row.group.office_id), [0, 0])
            minutes[0] += sum(bytes(row.total)) * row.step_minutes
            minutes[1] += kept * row.step_minutes
    return [ReservedDay(day, office_id, *minutes) for (day, office_id), minutes in found.items()]
