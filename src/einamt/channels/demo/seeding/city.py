"""The demo city's master data: content from files, the city's own row, its rules and what can be booked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from einamt.catalog.city.content import CityContent, read_city
from einamt.catalog.city.operations import load_city
from einamt.catalog.models import Office, Organisation, PublicService
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.shell.models import City
from einamt.procedures.appointments.models import BookingRules, CounterGroup, OpeningRule
from einamt.procedures.appointments.operations import add_holiday, plan_capacity, record_holidays

CONTENT = Path(__file__).resolve().parents[5] / "demo"
"""The folder of the demo cities in a checkout."""
DAYS_OF_PAST = 28
"""How far back there is capacity, so that complete cases can stand on it."""
CORPUS_CHRISTI = "Fronleichnam"


def demo_cities() -> list[str]:
    """The names of the demo cities."""
    return sorted(file.parent.name for file in CONTENT.glob("*/city.toml"))


def load(*, key: str, now: datetime) -> CityContent:
    """Write catalogue, city, rules, groups of counters and their opening; plan capacity around `now`.

    :raises BadContent: the city's files are missing or wrong.
    """
    content = read_city(folder=CONTENT / key)
    load_city(content=content, now=now)
    _write_city(content)
    today = local_date(moment=now, zone=city.zone())
    _write_supply(content, today=today)
    _write_holidays(content, years=[today.year - 1, today.year, today.year + 1])
    horizon = max(rules["horizon_days"] for rules in content.settings["booking_rules"])
    plan_capacity(first_day=today - timedelta(days=DAYS_OF_PAST), last_day=today + timedelta(days=horizon + 1), now=now)
    return content


def _write_holidays(content: CityContent, *, years: Sequence[int]) -> None:
    """Those of the Land for all, and Fronleichnam for the parts in which it is one."""
    root = Organisation.objects.get(kind=Organisation.Kind.CITY)
    record_holidays(organisation_id=root.pk, state=content.settings["state"], years=years)
    parts = Organisation.objects.filter(identifier__in=content.settings["local_holidays"]["corpus_christi"])
    for part in parts:
        for day in corpus_christi(state=content.settings["state"], years=years):
            add_holiday(organisation_id=part.pk, day=day, name=CORPUS_CHRISTI)


def corpus_christi(*, state: str, years: Sequence[int]) -> list[date]:
    """Fronleichnam of each year, where a Land leaves it to its municipalities (§ 1(1) SächsSFG)."""
    import holidays  # noqa: PLC0415 - large, and used once

    calendar = holidays.country_holidays(
        "DE", subdiv=state, years=years, language="de", categories=(holidays.CATHOLIC,)
    )
    return [day for day, name in sorted(calendar.items()) if name == CORPUS_CHRISTI]


def _write_city(content: CityContent) -> None:
    settings = content.settings
    City.objects.create(
        name=settings["name"],
        name_en=settings["name_en"],
        state=settings["state"],
        area_key=settings["ars"],
        parts=content.parts,
        zone=settings["timezone"],
        hotline=settings["hotline"]["number"],
        hotline_hours=settings["hotline"]["spoken"]["de"],
        hotline_hours_en=settings["hotline"]["spoken"]["en"],
        is_demo=True,
    )
    city.forget()


@transaction.atomic
def _write_supply(content: CityContent, *, today: date) -> None:
    """Rules of booking; groups with the services they serve; of each group's counters, those that can be booked."""
    BookingRules.objects.bulk_create(
        BookingRules(
            valid_from=date.fromisoformat(rules["valid_from"]),
            step_minutes=rules["step_minutes"],
            horizon_days=rules["horizon_days"],
            hold_minutes=rules["hold_minutes"],
            promise_days=rules["promise_days"],
            appointments_per_contact=rules["appointments_per_contact"],
            source=rules["source"],
        )
        for rules in content.settings["booking_rules"]
    )
    names = {group["key"]: group["name"] for group in content.settings["counter_group"]}
    counters_per_booking_counter = content.settings["demand"]["counters_per_booking_counter"]
    offices = {office.identifier: office for office in Office.objects.all()}
    services = {service.slug: service for service in PublicService.objects.filter(needs_appointment=True)}
    groups = CounterGroup.objects.bulk_create(
        CounterGroup(office=offices[office.id], key=key, name=names[key])
        for office in content.offices
        for key, _ in office.counter_groups
        if key in names
    )
    through = CounterGroup.services.through
    through.objects.bulk_create(
        through(countergroup_id=group.pk, publicservice_id=services[service.key].pk)
        for group in groups
        for service in content.services
        if service.key in services and group.key in service.counter_groups
    )
    by_place = {(group.office_id, group.key): group for group in groups}
    OpeningRule.objects.bulk_create(
        OpeningRule(
            group=by_place[offices[office.id].pk, key],
            weekday=weekday,
            opens_minute=opens,
            closes_minute=closes,
            counters=max(1, round(counters / counters_per_booking_counter)),
            valid_from=today - timedelta(days=365),
        )
        for office in content.offices
        for key, counters in office.counter_groups
        for weekday, opens, closes in office.hours
        if key in names
    )
