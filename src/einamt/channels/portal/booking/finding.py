"""What can be had when and where, laid out for the page of times."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from einamt.catalog.queries import OfficeEntry, PostalAreaEntry
from einamt.catalog.rules.distances import Place, distance_km
from einamt.channels.portal.booking.filters import Filters
from einamt.channels.portal.discover.offices import accessibility
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.shell.components.calendar import CalendarDay, CalendarWeek, DayState, TimeChip
from einamt.procedures.appointments.queries import planned_days, rules_at
from einamt.procedures.appointments.rulebook import last_bookable_day
from einamt.procedures.appointments.rules import DAY_MINUTES, Wish
from einamt.procedures.appointments.search import OfficeTimes, Starts, free_starts

OFFICES_SHOWN = 8
SUNDAY = 7


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office with its free times on the chosen day."""

    office: OfficeEntry
    accessibility: str
    metres: float | None
    chips: list[TimeChip]


@dataclass(frozen=True, slots=True)
class Found:
    """The calendar and the chosen day. `hidden` offices are left out of `rows`; `total` counts all free times."""

    weeks: list[CalendarWeek]
    day: date | None
    rows: list[OfficeRow]
    hidden: int
    total: int
    day_total: int
    next_day: date | None
    """The first day with free times after the chosen one, where that has none."""
    last_day: date
    minutes: int
    """How long the visit takes where it takes least; 0 where nobody serves it."""
    is_brought_home: bool
    """Whether a tour of the mobile office serves it at people's homes."""


@dataclass(frozen=True, slots=True)
class HeldPlace:
    """What is already held for the visitor, so that it can be shown as chosen."""

    capacity_day_id: int
    minute: int


@dataclass(frozen=True, slots=True)
class _Calendar:
    today: date
    last_day: date
    counts: dict[date, int]
    planned: frozenset[date]
    chosen: date | None
    link: str
    is_narrowed: bool


def find_times(
    *,
    wishes: list[Wish],
    filters: Filters,
    offices: Iterable[OfficeEntry],
    day: date | None,
    shows_all: bool,
    link: str,
    now: datetime,
    held: HeldPlace | None = None,
) -> Found:
    """The free times for `wishes`; without `day`, the first day that has any is chosen.

    `link` is the address of the page up to the day, such as `?leistung=reisepass&tag=`.
    """
    starts = free_starts(
        wishes=wishes,
        now=now,
        first_day=filters.earliest,
        office_ids=filters.office_ids or None,
        weekdays=filters.weekdays or None,
        from_minute=filters.from_minute or 0,
        until_minute=filters.until_minute or DAY_MINUTES,
    )
    counts = starts.by_day()
    chosen = day or min(counts, default=None)
    today, last_day = local_date(moment=now, zone=city.zone()), last_bookable_day(now=now)
    calendar = _Calendar(
        today,
        last_day,
        counts,
        planned_days(group_ids=starts.steps_of.keys(), first_day=today, last_day=last_day),
        chosen,
        link,
        filters.is_narrowing,
    )
    rows = _rows(starts=starts, day=chosen, offices=offices, filters=filters, held=held) if chosen else []
    shown = rows if shows_all else rows[:OFFICES_SHOWN]
    return Found(
        weeks=_weeks(calendar),
        day=chosen,
        rows=shown,
        hidden=len(rows) - len(shown),
        total=len(starts),
        day_total=sum(len(row.chips) for row in rows),
        next_day=min((each for each in counts if chosen and each > chosen), default=min(counts, default=None)),
        last_day=last_day,
        minutes=min(starts.steps_of.values(), default=0) * rules_at(now=now).step_minutes,
        is_brought_home=starts.is_brought_home,
    )


def _rows(
    *, starts: Starts, day: date, offices: Iterable[OfficeEntry], filters: Filters, held: HeldPlace | None
) -> list[OfficeRow]:
    by_id = {office.id: office for office in offices}
    chips: dict[int, dict[int, TimeChip]] = {}
    for times in starts.at(day):
        if times.office_id in by_id:
            of_office = chips.setdefault(times.office_id, {})
            for minute in times.minutes:
                of_office.setdefault(minute, _chip(times, minute, held))
    rows = [
        OfficeRow(
            office=by_id[office_id],
            accessibility=accessibility(by_id[office_id]),
            metres=_metres(area=filters.area, office=by_id[office_id]),
            chips=[of_office[minute] for minute in sorted(of_office)],
        )
        for office_id, of_office in chips.items()
    ]
    if filters.by_distance:
        return sorted(rows, key=lambda row: (row.metres is None, row.metres or 0.0, row.office.name))
    return sorted(rows, key=lambda row: (row.chips[0].minute, row.office.name))


def _chip(times: OfficeTimes, minute: int, held: HeldPlace | None) -> TimeChip:
    return TimeChip(
        minute=minute,
        value=f"{times.capacity_day_id}-{minute}",
        is_held=held == HeldPlace(capacity_day_id=times.capacity_day_id, minute=minute),
    )


def _metres(*, area: PostalAreaEntry | None, office: OfficeEntry) -> float | None:
    if area is None or office.latitude is None or office.longitude is None:
        return None
    start = Place(latitude=area.latitude, longitude=area.longitude)
    return distance_km(start=start, end=Place(latitude=office.latitude, longitude=office.longitude)) * 1000


def _weeks(calendar: _Calendar) -> list[CalendarWeek]:
    """Whole weeks from this one to the end of the horizon; Sundays only where one has something to offer."""
    monday = calendar.today - timedelta(days=calendar.today.weekday())
    days_of_week = 7 if any(day.isoweekday() == SUNDAY for day in calendar.planned) else 6
    most = max(calendar.counts.values(), default=1)
    weeks = []
    while monday <= calendar.last_day:
        days = [monday + timedelta(days=ahead) for ahead in range(days_of_week)]
        weeks.append(CalendarWeek(days=[_day(calendar, each, most) for each in days]))
        monday += timedelta(days=7)
    return weeks


def _day(calendar: _Calendar, day: date, most: int) -> CalendarDay:
    count = calendar.counts.get(day, 0)
    return CalendarDay(
        date=day,
        state=_state(calendar, day, count),
        count=count,
        fill=count / most,
        href=f"{calendar.link}{day.isoformat()}#zeiten" if count else "",
        is_selected=day == calendar.chosen,
    )


def _state(calendar: _Calendar, day: date, count: int) -> DayState:
    if count:
        return "free"
    if day < calendar.today or day > calendar.last_day:
        return "past" if day < calendar.today else "later"
    if day not in calendar.planned:
        return "closed"
    return "unfit" if calendar.is_narrowed else "full"
