"""How far away free times are now and were before, for the page and the files that tell it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_low
from threading import Lock

from einamt.catalog.queries import OfficeEntry, ServiceCard, bookable_services, offices
from einamt.insight.opendata.free_times import DayOfWaits
from einamt.procedures.appointments.reserved import ReservedDay, reserved_days
from einamt.procedures.appointments.waits import Wait, waits

KEPT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Measured:
    """All waits of one moment, and what is kept for urgent services."""

    at: datetime
    waits: Sequence[Wait]
    reserved: Sequence[ReservedDay]

    @property
    def reserved_hours(self) -> float:
        """What is kept for urgent services now, in hours of one counter."""
        return sum(day.reserved_minutes for day in self.reserved) / 60


_lock = Lock()
_measured: Measured | None = None


def measured(*, now: datetime) -> Measured:
    """What is free and what is kept now, at most a minute old: each process measures for itself, one request at a time.

    :raises RulesMissing: the city has no rules of booking.
    """
    global _measured  # noqa: PLW0603 - this module is the one that remembers
    with _lock:
        if _measured is None or not timedelta() <= now - _measured.at < KEPT:
            _measured = Measured(now, waits(now=now), reserved_days(now=now))
        return _measured


def forget() -> None:
    """Measure anew next time: between tests."""
    global _measured  # noqa: PLW0603 - this module is the one that remembers
    _measured = None


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service in the whole city, in calendar days."""

    service: ServiceCard
    first_days: int | None
    third_days: int | None
    """The soonest third time of any office."""
    in_time: int
    """At how many offices the third time lies within the promise."""
    offices: int
    failed: int
    """Searches in vain of the last weeks."""


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office for one service."""

    office: OfficeEntry
    first_days: int | None
    third_days: int | None
    is_late: bool


def service_lines(*, found: Measured, promise_days: int, failed: Mapping[str, int], language: str) -> list[ServiceLine]:
    """The listed services, the most asked-for first."""
    by_service: dict[int, list[Wait]] = {}
    for wait in found.waits:
        by_service.setdefault(wait.service_id, []).append(wait)
    return [
        ServiceLine(
            service=card,
            first_days=_soonest(wait.first_days for wait in of_service),
            third_days=_soonest(wait.third_days for wait in of_service),
            in_time=sum(wait.third_days is not None and wait.third_days <= promise_days for wait in of_service),
            offices=len(of_service),
            failed=failed.get(card.identifier, 0),
        )
        for card in bookable_services(language=language)
        if (of_service := by_service.get(card.id))
    ]


def office_lines(*, found: Measured, service_id: int, promise_days: int) -> list[tuple[str, list[OfficeLine]]]:
    """The offices of one service by district (or municipality), each district by its soonest first time."""
    by_office = {wait.office_id: wait for wait in found.waits if wait.service_id == service_id}
    districts: dict[str, list[OfficeLine]] = {}
    for office in offices(service_ids=[service_id]):
        wait = by_office.get(office.id)
        if wait is not None:
            is_late = wait.third_days is None or wait.third_days > promise_days
            line = OfficeLine(office, wait.first_days, wait.third_days, is_late)
            districts.setdefault(office.district, []).append(line)
    return sorted(districts.items())


def typical(found: Measured, *, service_id: int, horizon_days: int) -> int | None:
    """What half of the offices keep below or reach until the third time; where there is none, the horizon counts."""
    days = [wait.third_days for wait in found.waits if wait.service_id == service_id]
    if all(each is None for each in days):
        return None
    return median_low([horizon_days if each is None else each for each in days])


def _soonest(days: Iterable[int | None]) -> int | None:
    return min((day for day in days if day is not None), default=None)


WIDTH, HEIGHT, LEFT, BOTTOM = 640, 200, 36, 24
"""Of the drawing, in its own units. Coordinates are text: a language with decimal commas must not touch them."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The history as lines, ready to be drawn."""

    first: str
    typical: str
    promise_y: str
    ticks: list[tuple[str, int]]
    dates: list[tuple[str, date, str]]


def drawing(*, days: Sequence[DayOfWaits], promise_days: int) -> Drawing | None:
    """Two lines over the days; None where there are fewer than two to join."""
    if len(days) < 2:
        return None
    most = max([promise_days, *(day.median_third_days or 0 for day in days), *(day.first_days or 0 for day in days)])
    begin, span = days[0].measured_on, (days[-1].measured_on - days[0].measured_on).days

    def x(day: date) -> str:
        return f"{LEFT + (day - begin).days / span * (WIDTH - LEFT - 8):.1f}"

    def y(count: int) -> str:
        return f"{HEIGHT - BOTTOM - count / most * (HEIGHT - BOTTOM - 12):.1f}"

    def line(values: list[tuple[date, int | None]]) -> str:
        return " ".join(f"{x(day)},{y(count)}" for day, count in values if count is not None)

    return Drawing(
        first=line([(day.measured_on, day.first_days) for day in days]),
        typical=line([(day.measured_on, day.median_third_days) for day in days]),
        promise_y=y(promise_days),
        ticks=[(y(count), count) for count in sorted({0, promise_days, most})],
        dates=[
            (x(days[0].measured_on), days[0].measured_on, "start"),
            (x(days[-1].measured_on), days[-1].measured_on, "end"),
        ],
    )
