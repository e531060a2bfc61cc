"""Which capacity row a moment at an office is: for channels that name a time as people do."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from einamt.kernel.localtime import at_minute, local_date, minute_of_day
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import NotOffered
from einamt.procedures.appointments.locating import only_group
from einamt.procedures.appointments.models import CapacityDay, CounterGroup
from einamt.procedures.appointments.rules import Wish, capacity_day_id
from einamt.procedures.appointments.search import free_starts


def row_of(*, office_id: int, starts_at: datetime, wishes: Sequence[Wish], now: datetime) -> tuple[int, int]:
    """The capacity row and the minute for `wishes` at an office and a moment: a group's that is free then, else the one
    that serves them best, so that whoever takes it is told why it cannot be had.

    :raises NotOffered: the office has no plan for that day.
    :raises RulesMissing: the city has no rules of booking.
    """
    day, minute = _on_the_clock(starts_at)
    starts = free_starts(
        wishes=wishes,
        now=now,
        office_ids=[office_id],
        first_day=day,
        last_day=day,
        from_minute=minute,
        until_minute=minute + 1,
    )
    if times := starts.at(day):
        return times[0].capacity_day_id, minute
    rows = CapacityDay.objects.filter(group__office_id=office_id, day=day).order_by("pk")
    if not rows:
        raise NotOffered
    served = _served(office_id=office_id, wishes=wishes)
    best = max(rows, key=lambda row: (served[row.group_id], _is_planned(row, minute)))
    return best.pk, minute


def likely_row_of(
    *, office_id: int, starts_at: datetime, wishes: Sequence[Wish], now: datetime
) -> tuple[int, int] | None:
    """As `row_of`, without a question: where this process remembers that one group alone serves the wishes there.

    :raises NotOffered: no appointment begins at such a moment.
    """
    day, minute = _on_the_clock(starts_at)
    group_id = only_group(office_id=office_id, wishes=wishes, now=now)
    return None if group_id is None else (capacity_day_id(day=day, group_id=group_id), minute)


def _on_the_clock(starts_at: datetime) -> tuple[date, int]:
    """The day and the minute that the city's clock shows.

    :raises NotOffered: the clock shows that minute at another moment.
    """
    zone = city.zone()
    day, minute = local_date(moment=starts_at, zone=zone), minute_of_day(moment=starts_at, zone=zone)
    if at_minute(day=day, minute=minute, zone=zone) != starts_at:  # seconds, or the second of two hours of one name
        raise NotOffered
    return day, minute


def _served(*, office_id: int, wishes: Sequence[Wish]) -> Counter[int]:
    """How many of the wishes each group of an office serves."""
    serving = CounterGroup.services.through.objects.filter(
        countergroup__office_id=office_id, publicservice_id__in=[service_id for service_id, _ in wishes]
    )
    return Counter(serving.values_list("countergroup_id", flat=True))


def _is_planned(row: CapacityDay, minute: int) -> bool:
    index, rest = divmod(minute - row.first_minute, row.step_minutes)
    return not rest and 0 <= index < len(bytes(row.total))
