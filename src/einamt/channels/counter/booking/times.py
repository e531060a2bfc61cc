"""When and where: the first free days and their times, for a new appointment or for one that is to be moved."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.accounts.rights import Right
from einamt.catalog.queries import OfficeEntry, bookable_services, offices
from einamt.channels.counter.booking.where import place_of
from einamt.channels.parts.staff import requires
from einamt.channels.parts.wishes import MOST_PERSONS, Wishes, parse_wishes
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.platform.shell.components.calendar import TimeChip
from einamt.procedures.appointments.errors import FreeTime
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.operations import count_failed_search
from einamt.procedures.appointments.rulebook import last_bookable_day
from einamt.procedures.appointments.search import Starts, free_starts

ROWS = 3
"""Services that can be chosen at once on the page."""
OFFICES_SHOWN = 12
_TIME = re.compile(r"(\d{1,18})-(\d{1,4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office with its free times on the day."""

    office: OfficeEntry
    chips: list[TimeChip]


@dataclass(frozen=True, slots=True)
class Offered:
    """A day with free times, and the days with free times before and after it."""

    day: date | None
    rows: list[OfficeRow]
    hidden: int
    earlier: date | None
    later: date | None
    is_brought_home: bool


@requires(Right.BOOK)
@require_safe
def choose_time(request: HttpRequest) -> HttpResponse:
    """Choose what for, where and when; the address carries it all."""
    wishes = parse_wishes(query=request.GET, language=get_language() or "de")
    return times_page(request, wishes=wishes, now=clock.now())


def times_page(
    request: HttpRequest,
    *,
    wishes: Wishes,
    now: datetime,
    moving: Appointment | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """The page of times; with a `refusal` it says first what could not be had."""
    language = get_language() or "de"
    place = place_of(request)
    slug = request.GET.get("amt", "" if moving else place.office_slug)
    places = offices()
    office = next((each for each in places if each.slug == slug), None)
    wanted = _day(request.GET.get("tag", ""), last_day=last_bookable_day(now=now))
    offered = None
    if wishes and not wishes.problems:
        offered = _offered(wishes=wishes, places=places, office=office, wanted=wanted, now=now)
    here = reverse("counter:move", args=[moving.case.reference]) if moving else reverse("counter:times")
    following: FreeTime | None = getattr(refusal, "next_time", None)
    context = {
        "place": place,
        "wishes": wishes,
        "rows": [*wishes.items, *[None] * (ROWS - len(wishes.items))][:ROWS],
        "services": sorted(bookable_services(language=language), key=lambda card: card.name.casefold()),
        "counts": range(1, MOST_PERSONS + 1),
        "offices": places,
        "office": office,
        "wanted": wanted,
        "offered": offered,
        "moving": moving,
        "here": here,
        "next_url": here if moving else reverse("counter:book"),
        "carried": [] if moving else wishes.parameters,
        "address": urlencode([*([] if moving else wishes.parameters), ("amt", slug)]),
        "home_url": (
            f"{reverse('counter:book-home')}?{wishes.query}"
            if offered and not moving and offered.is_brought_home
            else ""
        ),
        "refusal": refusal,
        "next_value": f"{following.capacity_day_id}-{following.minute}" if following else "",
        "next_time": following,
    }
    status = refusal.status if refusal else wishes.status
    return render(request, "counter/booking/times.html", context, status=status)


def time_in(request: HttpRequest) -> tuple[int, int] | None:
    """The capacity row and the minute that the address names; None where it names none."""
    return time_named(request.GET.get("zeit", ""))


def time_named(text: str) -> tuple[int, int] | None:
    """The capacity row and the minute that a text names; None where it names none."""
    found = _TIME.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def _offered(
    *, wishes: Wishes, places: list[OfficeEntry], office: OfficeEntry | None, wanted: date | None, now: datetime
) -> Offered:
    starts = free_starts(wishes=wishes.pairs, now=now, office_ids=[office.id] if office else None)
    days = list(starts.by_day())
    day = next((each for each in days if wanted is None or each >= wanted), None)
    if not days:
        count_failed_search(
            service_ids=[service_id for service_id, _ in wishes.pairs],
            office_ids=[office.id] if office else [],
            is_narrowed=office is not None,
            now=now,
        )
    rows = _rows(starts, day=day, places=places) if day else []
    return Offered(
        day=day,
        rows=rows[:OFFICES_SHOWN],
        hidden=max(0, len(rows) - OFFICES_SHOWN),
        earlier=max((each for each in days if day and each < day), default=None),
        later=min((each for each in days if day and each > day), default=None),
        is_brought_home=starts.is_brought_home,
    )


def _rows(starts: Starts, *, day: date, places: list[OfficeEntry]) -> list[OfficeRow]:
    """The offices of a day, the one with the earliest time in front."""
    by_id = {office.id: office for office in places}
    chips: dict[int, dict[int, TimeChip]] = {}
    for times in starts.at(day):
        of_office = chips.setdefault(times.office_id, {})
        for minute in times.minutes:
            of_office.setdefault(minute, TimeChip(minute=minute, value=f"{times.capacity_day_id}-{minute}"))
    rows = [
        OfficeRow(by_id[office_id], [of_office[minute] for minute in sorted(of_office)])
        for office_id, of_office in chips.items()
        if office_id in by_id
    ]
    return sorted(rows, key=lambda row: (row.chips[0].minute, row.office.name))


def _day(text: str, *, last_day: date) -> date | None:
    """The day from which on times are looked for; None where none was named that can be booked."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return min(day, last_day)
