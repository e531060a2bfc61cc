"""Offices: where they are, when they are open, what they do."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from einamt.catalog.models import Office
from einamt.catalog.queries import DayHours, OfficeEntry, office_page
from einamt.catalog.queries import offices as all_offices
from einamt.channels.portal.discover.forms import searchable, sortable
from einamt.channels.portal.discover.free_times import next_times
from einamt.channels.portal.discover.structured_data import collection_page, government_office
from einamt.kernel.errors import N_
from einamt.kernel.localtime import local_date, minute_of_day
from einamt.platform import clock
from einamt.platform.shell import city, words
from einamt.procedures.appointments.queries import ClosedDay, closed_days, closed_offices

NEXT_TIMES = 4
DAYS_SHOWN = 7
ACCESSIBILITY = {
    Office.Accessibility.STEP_FREE: N_("stufenlos"),
    Office.Accessibility.LIFT: N_("mit Aufzug"),
    Office.Accessibility.LIMITED: N_("eingeschränkt mit Rollstuhl"),
    Office.Accessibility.UNKNOWN: "",
}


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office in the list, with what matters at a glance."""

    office: OfficeEntry
    accessibility: str
    today: str


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A day of the coming week: `hours` in words, and why it differs from other weeks where it does."""

    name: str
    day: date
    hours: str
    remark: str
    is_today: bool


@require_safe
def office_list(request: HttpRequest) -> HttpResponse:
    """All offices by district; `?q=` keeps those whose name, street, district or postal code has all its words."""
    now = clock.now()
    query = searchable(request.GET.get("q", ""))
    offices = all_offices()
    found = [office for office in offices if _matches(office, query)]
    closed = closed_offices(day=local_date(moment=now, zone=city.zone()))
    lines = [OfficeLine(office, accessibility(office), _today(office, closed.get(office.id), now)) for office in found]
    context = {
        "q": query,
        "districts": [(name, list(group)) for name, group in groupby(lines, key=lambda line: line.office.district)],
        "found": len(found),
        "all": len(offices),
        "structured_data": collection_page(
            url=f"{settings.PUBLIC_URL}{request.path}",
            name=gettext("Ämter"),
            language=get_language() or "de",
            count=len(offices),
            items=[(entry.name, reverse("portal:office", args=[entry.slug])) for entry in offices],
        ),
    }
    return render(request, "portal/offices.html", context)


@require_safe
def office(request: HttpRequest, slug: str) -> HttpResponse:
    """One office: where, when, how to get in, what it does, and its next free times."""
    now = clock.now()
    language = get_language() or "de"
    page = office_page(slug=slug, language=language)
    bookable = [card for card in page.services if card.is_bookable]
    chosen = next((card for card in bookable if card.slug == request.GET.get("leistung")), None) or next(
        iter(bookable), None
    )
    times = next_times(service_id=chosen.id, count=NEXT_TIMES, office_ids=[page.entry.id], now=now) if chosen else []
    today = local_date(moment=now, zone=city.zone())
    closed = closed_days(
        office_id=page.entry.id,
        organisation_id=page.entry.organisation_id,
        first_day=today,
        last_day=today + timedelta(days=DAYS_SHOWN - 1),
    )
    context = {
        "page": page,
        "accessibility": accessibility(page.entry),
        "week": [_week_line(page.entry, today, ahead, closed) for ahead in range(DAYS_SHOWN)]
        if page.entry.week
        else [],
        "today": _today(page.entry, closed.get(today), now),
        "chosen": chosen,
        "bookable": bookable,
        "times": times,
        "structured_data": government_office(page=page, url=f"{settings.PUBLIC_URL}{request.path}"),
    }
    return render(request, "portal/office.html", context)


def accessibility(office: OfficeEntry) -> str:
    """How somebody in a wheelchair gets in, in a word; empty where nobody knows."""
    word = ACCESSIBILITY.get(Office.Accessibility(office.accessibility), "")
    return gettext(word) if word else ""


def _week_line(office: OfficeEntry, today: date, ahead: int, closed: dict[date, ClosedDay]) -> WeekLine:
    day = today + timedelta(days=ahead)
    hours = office.week[day.isoweekday() - 1]
    remark = closed[day].reason if day in closed else ""
    shown = gettext("geschlossen") if day in closed or not hours.spans else _spans(hours)
    return WeekLine(name=str(WEEKDAYS[day.weekday()]), day=day, hours=shown, remark=remark, is_today=not ahead)


def _today(office: OfficeEntry, closed: ClosedDay | None, now: datetime) -> str:
    """Whether it is open now, in words; empty where no hours are published."""
    if not office.week:
        return ""
    if closed:
        return gettext("heute geschlossen: %(reason)s") % {"reason": closed.reason}
    zone = city.zone()
    today = office.week[local_date(moment=now, zone=zone).isoweekday() - 1]
    minute = minute_of_day(moment=now, zone=zone)
    for span in today.spans:
        if minute < span.opens_minute:
            return gettext("öffnet heute um %(time)s Uhr") % {"time": words.clock(span.opens_minute)}
        if minute < span.closes_minute:
            return gettext("geöffnet bis %(time)s Uhr") % {"time": words.clock(span.closes_minute)}
    return gettext("heute schon geschlossen") if today.spans else gettext("heute geschlossen")


def _spans(hours: DayHours) -> str:
    return gettext(" und ").join(
        gettext("%(opens)s bis %(closes)s Uhr")
        % {"opens": words.clock(span.opens_minute), "closes": words.clock(span.closes_minute)}
        for span in hours.spans
    )


def _matches(office: OfficeEntry, query: str) -> bool:
    text = sortable(f"{office.name} {office.district} {office.street} {office.postal_code} {office.city}")
    return all(word in text for word in sortable(query).split())
