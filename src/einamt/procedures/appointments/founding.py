"""Setting up a city from its folder: catalogue, the city's own row, rules of booking, groups of counters, capacity.

What a folder holds: docs/how-to/set-up-a-city.md.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from einamt.catalog.city.content import BadContent, CityContent
from einamt.catalog.city.operations import load_city
from einamt.catalog.city.reading import REQUIRED_LANGUAGES
from einamt.catalog.models import Office, Organisation, PublicService
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.shell.models import City
from einamt.platform.transactions import require_transaction
from einamt.procedures.appointments.founding_rules import faults_of_rules, read_rules
from einamt.procedures.appointments.helping import Help
from einamt.procedures.appointments.models import ArrangedHelp, CounterGroup, OpeningRule, StatutoryDeadline
from einamt.procedures.appointments.operations import add_holiday, plan_capacity, record_holidays, set_up_tour
from einamt.procedures.appointments.rulebook import write_rules
from einamt.procedures.appointments.supply import Planned
from einamt.procedures.appointments.tours.homes import Reason

IMPRINT = ("publisher", "street", "postal_code", "town", "email", "phone")
"""What the imprint may say."""
CORPUS_CHRISTI = "Fronleichnam"
MOST_COUNTERS = 255
MOST_DEADLINE_DAYS = 366
TOUR_BOUNDS = {"kmh": (1, 150), "overhead_minutes": (0, 120), "radius_km": (1, 500), "notice_hours": (0, 24 * 60)}
"""The numbers of a tour, each with its least and its most."""
TOUR = {"office", "key", "name", "services", "reasons", "hours", *TOUR_BOUNDS}
"""What a tour says."""


def found_city(*, content: CityContent, now: datetime, days_of_past: int = 0, is_demo: bool = False) -> Planned:
    """Write all of `content` into an empty house and plan capacity from `days_of_past` days ago to the horizon.

    Several operations in one transaction of the caller's: a city is there whole or not at all.

    :raises BadContent: the content contradicts itself or lacks something; nothing has been written.
    :raises CatalogNotEmpty: there are services already.
    """
    require_transaction()
    root = load_city(content=checked(content))
    _write_city(content, is_demo=is_demo)
    today = local_date(moment=now, zone=ZoneInfo(content.settings["timezone"]))
    first_day = today - timedelta(days=days_of_past)
    _write_supply(content, first_day=first_day)
    _write_tours(content, first_day=first_day, now=now)
    _write_holidays(content, root=root, years=[today.year - 1, today.year, today.year + 1])
    horizon = max(rules["horizon_days"] for rules in content.settings["booking_rules"])
    return plan_capacity(first_day=first_day, last_day=today + timedelta(days=horizon + 1), now=now)


def checked(content: CityContent) -> CityContent:
    """The content, if it fits together.

    :raises BadContent: it contradicts itself or lacks something; the text has a line for each fault.
    """
    if wrong := list(faults(content)):
        raise BadContent("\n".join(wrong))
    return content


def faults(content: CityContent) -> Iterator[str]:
    """What is wrong with a city's content as a whole, a sentence each: what it names must be there."""
    yield from _faults_of_settings(content)
    groups = {group["key"] for group in content.settings["counter_group"]}
    parts = {part.key for part in content.districts}
    events = {key for key, *_ in content.life_events}
    for office in content.offices:
        if office.district not in parts:
            yield f"offices.toml ({office.key}): there is no {content.parts} {office.district!r}"
        for key, counters in office.counter_groups:
            if key in groups and not 0 < counters <= MOST_COUNTERS:
                yield f"offices.toml ({office.key}): {counters} counters in {key!r}; 1 to {MOST_COUNTERS} are possible"
        for weekday, opens, closes in office.hours:
            if not (1 <= weekday <= 7 and 0 <= opens < closes <= 24 * 60):
                yield f"offices.toml ({office.key}): the hours of weekday {weekday} do not end after they begin"
    known = {key for office in content.offices for key, _ in office.counter_groups} | groups
    for service in content.services:
        yield from (
            f"services/{service.key}.toml: no office has counters {key!r}"
            for key in service.counter_groups
            if key not in known
        )
        yield from (
            f"services/{service.key}.toml: there is no life event {key!r}"
            for key in service.life_events
            if key not in events
        )
    for code, _, _, keys in content.postal_codes:
        yield from (
            f"postal_codes.csv ({code}): there is no {content.parts} {key!r}" for key in keys if key not in parts
        )


def _faults_of_settings(content: CityContent) -> Iterator[str]:
    import holidays  # noqa: PLC0415 - large, and used once

    settings = content.settings
    if settings["state"] not in holidays.list_supported_countries()["DE"]:
        yield f"city.toml: there is no Land {settings['state']!r}; ISO 3166-2 has BE, SN, ST and so on"
    try:
        ZoneInfo(settings["timezone"])
    except (KeyError, ValueError, OSError):
        yield f"city.toml: there is no time zone {settings['timezone']!r}"
    yield from faults_of_rules(
        tables=settings["booking_rules"],
        services={service.key for service in content.services},
        parts={part.key for part in content.districts},
    )
    if missing := sorted({"key", "name"} - set.intersection(*map(set, settings["counter_group"]), {"key", "name"})):
        yield f"city.toml ([[counter_group]]): {', '.join(missing)} missing"
    kinds = [each.value for each in Help]
    for table in settings.get("arranged_help", []):
        if table.get("kind") not in kinds or not isinstance(table.get("notice_days"), int) or table["notice_days"] < 0:
            yield f"city.toml ([[arranged_help]]): it says `kind`, one of {', '.join(kinds)}, and `notice_days`"
    yield from _faults_of_deadlines(content)
    yield from _faults_of_tours(content)
    parts = {part.key for part in content.districts}
    for key in settings["local_holidays"].get("corpus_christi", []):
        if key not in parts:
            yield f"city.toml ([local_holidays]): there is no {content.parts} {key!r}"
    if strange := sorted(set(settings.get("imprint", {})) - set(IMPRINT)):
        yield f"city.toml ([imprint]): {', '.join(strange)} not known; it may say {', '.join(IMPRINT)}"


def _faults_of_deadlines(content: CityContent) -> Iterator[str]:
    services = {service.key for service in content.services}
    for table in content.settings.get("statutory_deadline", []):
        days = table.get("days")
        if (
            set(table) != {"service", "days", "source"}
            or not isinstance(days, int)
            or not 0 < days <= MOST_DEADLINE_DAYS
        ):
            yield "city.toml ([[statutory_deadline]]): it says `service`, `days` (1 to 366) and `source`"
        elif table["service"] not in services:
            yield f"city.toml ([[statutory_deadline]]): there is no service {table['service']!r}"


def _faults_of_tours(content: CityContent) -> Iterator[str]:
    offices = {office.key for office in content.offices}
    services = {service.key for service in content.services}
    reasons = [each.value for each in Reason]
    for table in content.settings.get("tour", []):
        if set(table) != TOUR:
            yield f"city.toml ([[tour]]): it says {', '.join(sorted(TOUR))}"
            continue
        if table["office"] not in offices:
            yield f"city.toml ([[tour]]): there is no office {table['office']!r}"
        yield from (
            f"city.toml ([[tour]]): there is no service {key!r}" for key in table["services"] if key not in services
        )
        if not table["reasons"] or not set(table["reasons"]) <= set(reasons):
            yield f"city.toml ([[tour]]): `reasons` are some of {', '.join(reasons)}"
        for name, (least, most) in TOUR_BOUNDS.items():
            if not isinstance(table[name], int) or not least <= table[name] <= most:
                yield f"city.toml ([[tour]]): `{name}` is a whole number from {least} to {most}"
        for hours in table["hours"]:
            if not (1 <= hours["weekday"] <= 7 and hours["opens"] < hours["closes"]):
                yield f"city.toml ([[tour]]): the hours of weekday {hours['weekday']} do not end after they begin"


def corpus_christi(*, state: str, years: Sequence[int]) -> list[date]:
    """Fronleichnam of each year, where a Land leaves it to its municipalities (§ 1(1) SächsSFG)."""
    import holidays  # noqa: PLC0415 - large, and used once

    calendar = holidays.country_holidays(
        "DE", subdiv=state, years=years, language="de", categories=(holidays.CATHOLIC,)
    )
    return [day for day, name in sorted(calendar.items()) if name == CORPUS_CHRISTI]


def _write_holidays(content: CityContent, *, root: Organisation, years: Sequence[int]) -> None:
    """Those of the Land for all, and Fronleichnam for the parts in which it is one."""
    state = content.settings["state"]
    record_holidays(organisation_id=root.pk, state=state, years=years)
    keys = content.settings["local_holidays"].get("corpus_christi", [])
    for part in Organisation.objects.filter(parent=root, identifier__in=keys):
        for day in corpus_christi(state=state, years=years):
            add_holiday(organisation_id=part.pk, day=day, name=CORPUS_CHRISTI)


def _write_city(content: CityContent, *, is_demo: bool) -> None:
    settings = content.settings
    City.objects.update_or_create(
        id=1,
        defaults={
            "name": settings["name"],
            "name_en": settings["name_en"],
            "state": settings["state"],
            "area_key": settings["ars"],
            "parts": content.parts,
            "zone": settings["timezone"],
            "hotline": settings["hotline"]["number"],
            "hotline_hours": settings["hotline"]["spoken"]["de"],
            "hotline_hours_en": settings["hotline"]["spoken"]["en"],
            "hotline_hours_further": {
                language: hours
                for language, hours in settings["hotline"]["spoken"].items()
                if language not in REQUIRED_LANGUAGES
            },
            "is_demo": is_demo,
            **settings.get("imprint", {}),
        },
    )
    city.forget()


def _write_tours(content: CityContent, *, first_day: date, now: datetime) -> None:
    """Teams of the mobile office: a group of their office each, with its hours, that drives to people's homes."""
    offices = {office.identifier: office for office in Office.objects.all()}
    identifiers = {office.key: office.id for office in content.offices}
    by_key = dict(PublicService.objects.values_list("slug", "pk"))
    for table in content.settings.get("tour", []):
        group = CounterGroup.objects.create(
            office=offices[identifiers[table["office"]]], key=table["key"], name=table["name"]
        )
        OpeningRule.objects.bulk_create(
            OpeningRule(
                group=group,
                weekday=hours["weekday"],
                opens_minute=minute_of(hours["opens"]),
                closes_minute=minute_of(hours["closes"]),
                counters=1,
                valid_from=first_day,
            )
            for hours in table["hours"]
        )
        set_up_tour(
            group_id=group.pk,
            service_ids=[by_key[key] for key in table["services"]],
            kmh=table["kmh"],
            overhead_minutes=table["overhead_minutes"],
            radius_km=table["radius_km"],
            notice_hours=table["notice_hours"],
            reasons=[Reason(reason) for reason in table["reasons"]],
            now=now,
        )


def minute_of(clock: str) -> int:
    """Minutes after midnight of 09:30."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _write_supply(content: CityContent, *, first_day: date) -> None:
    """Rules of booking; groups with the services they serve; of each group's counters, those that can be booked."""
    parts = dict(Organisation.objects.filter(kind__in=Organisation.PARTS).values_list("identifier", "pk"))
    by_key = dict(PublicService.objects.values_list("slug", "pk"))
    for table in content.settings["booking_rules"]:
        valid_from, rules = read_rules(table, services=by_key, parts=parts)
        write_rules(valid_from=valid_from, values=rules, author="", now=None)
    ArrangedHelp.objects.bulk_create(
        ArrangedHelp(kind=help_["kind"], notice_days=help_["notice_days"])
        for help_ in content.settings.get("arranged_help", [])
    )
    StatutoryDeadline.objects.bulk_create(
        StatutoryDeadline(service_id=by_key[table["service"]], days=table["days"], source=table["source"])
        for table in content.settings.get("statutory_deadline", [])
    )
    names = {group["key"]: group["name"] for group in content.settings["counter_group"]}
    counters_per_booking_counter = content.settings.get("demand", {}).get("counters_per_booking_counter", 1)
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
            valid_from=first_day,
        )
        for office in content.offices
        for key, counters in office.counter_groups
        for weekday, opens, closes in office.hours
        if key in names
    )
