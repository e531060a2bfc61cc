"""The demo city's master data: content from files, the city's own row, its rules and what can be booked."""

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
from einamt.procedures.appointments.operations import plan_capacity, record_holidays

CONTENT = Path(__file__).resolve().parents[5] / "demo"
"""The folder of the demo cities in a checkout."""
DAYS_OF_PAST = 28
"""How far back there is capacity, so that complete cases can stand on it."""
GROUP_NAMES = {"buergerdienste": "Bürgerdienste", "fahrerlaubnis": "Fahrerlaubnis"}
"""The groups of counters that can be booked; a Schnellschalter serves who comes without an appointment."""


def load(*, key: str, now: datetime) -> CityContent:
    """Write catalogue, city, rules, groups of counters and their opening; plan capacity around `now`.

    :raises BadContent: the city's files are missing or wrong.
    """
    content = read_city(folder=CONTENT / key)
    load_city(content=content, now=now)
    _write_city(content)
    _write_supply(content, today=local_date(moment=now, zone=city.zone()))
    organisation = Organisation.objects.get(kind=Organisation.Kind.CITY)
    today = local_date(moment=now, zone=city.zone())
    record_holidays(
        organisation_id=organisation.pk,
        state=content.settings["state"],
        years=[today.year - 1, today.year, today.year + 1],
    )
    horizon = max(rules["horizon_days"] for rules in content.settings["booking_rules"])
    plan_capacity(first_day=today - timedelta(days=DAYS_OF_PAST), last_day=today + timedelta(days=horizon + 1), now=now)
    return content


def _write_city(content: CityContent) -> None:
    settings = content.settings
    City.objects.create(
        name=settings["name"],
        name_en=settings["name"],
        state=settings["state"],
        area_key=settings["ars"],
        zone=settings["timezone"],
        hotline=settings["hotline"]["number"],
        hotline_hours="Montag bis Freitag, 8 bis 18 Uhr",
        hotline_hours_en="Monday to Friday, 8 am to 6 pm",
        hotline_hours_further=settings["hotline"].get("hours_in_words", {}),
        is_demo=True,
    )
    city.forget()


@transaction.atomic
def _write_supply(content: CityContent, *, today: date) -> None:
    """Rules of booking; groups with the services they serve; a seventh of each group's counters can be booked.

    The others hand documents out, serve emergencies and people without an appointment.
    """
    BookingRules.objects.bulk_create(
        BookingRules(
            valid_from=date.fromisoformat(rules["valid_from"]),
            step_minutes=rules["step_minutes"],
            horizon_days=rules["horizon_days"],
            hold_minutes=rules["hold_minutes"],
            promise_days=rules["promise_days"],
            appointments_per_contact=rules["appointments_per_contact"],
            source="Verwaltungsvorschrift Monitoring und Steuerung der Bürgerämter, April 2019",
        )
        for rules in content.settings["booking_rules"]
    )
    offices = {office.identifier: office for office in Office.objects.all()}
    services = {service.slug: service for service in PublicService.objects.filter(needs_appointment=True)}
    groups = CounterGroup.objects.bulk_create(
        CounterGroup(office=offices[office.id], key=key, name=GROUP_NAMES[key])
        for office in content.offices
        for key, _ in office.counter_groups
        if key in GROUP_NAMES
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
            counters=max(1, round(counters / 7)),
            valid_from=today - timedelta(days=365),
        )
        for office in content.offices
        for key, counters in office.counter_groups
        for weekday, opens, closes in office.hours
        if key in GROUP_NAMES
    )
