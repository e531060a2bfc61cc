"""The first page: one question, the next free times, life events, what the city promises and keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.catalog.queries import ServiceCard, life_events, office_entries, popular_services
from einamt.channels.portal.discover.free_times import first_by_office
from einamt.channels.portal.discover.promises import promises
from einamt.channels.portal.discover.structured_data import web_site
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import FreeTime, RulesMissing
from einamt.procedures.appointments.queries import rules_at

POPULAR = 6
NEXT_FREE = 3


@dataclass(frozen=True, slots=True)
class NextFree:
    """The earliest time in the whole city for one of the services most asked for."""

    service: ServiceCard
    day: date
    minute: int
    office_name: str
    days_ahead: int


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door."""
    now = clock.now()
    language = get_language() or "de"
    popular = popular_services(language=language, limit=POPULAR)
    firsts = first_times(services=popular, now=now)
    context = {
        "q": "",
        "popular": popular,
        "next_free": next_free(services=popular, firsts=firsts, now=now),
        "life_events": life_events(language=language),
        "promises": promises(firsts=firsts, now=now),
        "structured_data": web_site(
            url=f"{settings.PUBLIC_URL}{request.path}",
            name=city.current().in_language(language).name,
            language=language,
            search_url=f"{settings.PUBLIC_URL}{reverse('portal:search')}",
            phone=city.current().hotline,
        ),
    }
    return render(request, "portal/home.html", context)


def first_times(*, services: list[ServiceCard], now: datetime) -> dict[int, dict[int, FreeTime]]:
    """For each of `services` that can be booked, the first free time of each office that has one in the promised time.

    Empty in a city that has not laid down its rules of booking yet.
    """
    try:
        promised = local_date(moment=now, zone=city.zone()) + timedelta(days=rules_at(now=now).promise_days)
    except RulesMissing:
        return {}
    return {
        service.id: first_by_office(service_id=service.id, last_day=promised, now=now)
        for service in services
        if service.is_bookable
    }


def next_free(
    *, services: list[ServiceCard], firsts: Mapping[int, Mapping[int, FreeTime]], now: datetime
) -> list[NextFree]:
    """The earliest times for the first few of `services`, each at another office where there is one.

    Several services often have one and the same first time: said three times, it would be a third of the help.
    """
    today = local_date(moment=now, zone=city.zone())
    earliest: list[tuple[ServiceCard, FreeTime]] = []
    for service in services:
        if times := firsts.get(service.id):
            shown = {time.office_id for _, time in earliest}
            others = [time for time in times.values() if time.office_id not in shown]
            earliest.append((service, min(others or times.values(), key=lambda time: (time.day, time.minute))))
        if len(earliest) == NEXT_FREE:
            break
    offices = office_entries(office_ids={time.office_id for _, time in earliest})
    return [
        NextFree(
            service=service,
            day=time.day,
            minute=time.minute,
            office_name=offices[time.office_id].name,
            days_ahead=(time.day - today).days,
        )
        for service, time in earliest
    ]
