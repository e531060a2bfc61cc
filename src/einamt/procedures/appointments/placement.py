"""All that must be known about a place and wishes before it can be held or booked, read in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db import connection

from einamt.catalog.models import Office, Organisation, PublicService, ServiceOffer
from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.shell import city
from einamt.platform.writing.statements import Statement, fetch, rows_of
from einamt.procedures.appointments.capacity import Place
from einamt.procedures.appointments.errors import NotOffered, RulesMissing
from einamt.procedures.appointments.models import BookingRules, CapacityDay, CounterGroup
from einamt.procedures.appointments.rules import Offer, Wish, check_day, merged, step_index, steps_needed


@dataclass(frozen=True, slots=True)
class Placement:
    """Wishes at a place: where and when it is, how many steps it takes, and the rules of the city that hold there."""

    place: Place
    wishes: list[Wish]
    service_identifiers: list[str]
    group_id: int
    group_key: str
    office_id: int
    office_identifier: str
    office_name: str
    organisation_id: int
    organisation_identifier: str
    day: date
    first_minute: int
    step_minutes: int
    is_free: bool
    """As read, without a lock: worth an early answer, never a promise."""
    is_planned: bool
    starts_at: datetime
    ends_at: datetime
    hold_minutes: int
    appointments_per_contact: int


def placement(
    *, capacity_day_id: int, start_minute: int, wishes: Sequence[Wish], now: datetime, steps: int | None = None
) -> Placement:
    """What is known about `wishes` at a minute of a counter group's day.

    `steps` is how many they take where that has been settled before, by a hold.

    :raises NotOffered: the group does not serve the wishes, the minute is not the beginning of a planned step, the
        steps do not fit before the end of the day, or the day lies beyond the horizon.
    :raises TooManyPersons: for more persons than the office serves in one appointment.
    :raises TimePassed: the time has begun.
    :raises RulesMissing: the city has no rules of booking.
    """
    wanted = merged(wishes)
    zone = city.zone()
    service_ids = [service_id for service_id, _ in wanted]
    today = connection.ops.adapt_datefield_value(local_date(moment=now, zone=zone))
    rows = fetch(Statement(_placement_sql(len(wanted)), (today, today, today, capacity_day_id, *service_ids)))
    if not rows:
        raise NotOffered
    (
        group_id, day, first_minute, step_minutes, total, free, group_key, office_id, office_identifier, office_name,
        organisation_id, organisation_identifier, horizon_days, hold_minutes, per_contact, *_,
    ) = rows[0]  # fmt: skip
    if horizon_days is None:
        raise RulesMissing
    offers = {row[-4]: Offer(steps=row[-3], max_persons=row[-2]) for row in rows}
    identifiers = {row[-4]: row[-1] for row in rows}
    steps = steps or steps_needed(wishes=wanted, offers=offers)
    index = step_index(
        start_minute=start_minute, steps=steps, first_minute=first_minute, step_minutes=step_minutes, length=len(total)
    )
    local_day = day if isinstance(day, date) else date.fromisoformat(day)
    starts_at = at_minute(day=local_day, minute=start_minute, zone=zone)
    check_day(day=local_day, starts_at=starts_at, horizon_days=horizon_days, zone=zone, now=now)
    span = slice(index, index + steps)
    return Placement(
        place=Place(capacity_day_id, start_minute, steps),
        wishes=wanted,
        service_identifiers=[identifiers[service_id] for service_id in service_ids],
        group_id=group_id,
        group_key=group_key,
        office_id=office_id,
        office_identifier=office_identifier,
        office_name=office_name,
        organisation_id=organisation_id,
        organisation_identifier=organisation_identifier,
        day=local_day,
        first_minute=first_minute,
        step_minutes=step_minutes,
        is_free=0 not in bytes(free)[span],
        is_planned=0 not in bytes(total)[span],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=steps * step_minutes),
        hold_minutes=hold_minutes,
        appointments_per_contact=per_contact,
    )


@lru_cache(maxsize=16)
def _placement_sql(services: int) -> str:
    day, group, office = (model._meta.db_table for model in (CapacityDay, CounterGroup, Office))
    organisation, service = Organisation._meta.db_table, PublicService._meta.db_table
    offer, serves, rules = ServiceOffer._meta.db_table, CounterGroup.services.through._meta.db_table, _RULES
    in_force = f"(SELECT {{}} FROM {rules} WHERE valid_from <= %s ORDER BY valid_from DESC LIMIT 1)"  # noqa: S608
    return f"""
        SELECT d.group_id, d.day, d.first_minute, d.step_minutes, d.total, d.free, g.key, g.office_id, o.identifier,
               o.name, o.organisation_id, a.identifier,
               {in_force.format("horizon_days")}, {in_force.format("hold_minutes")},
               {in_force.format("appointments_per_contact")}, f.service_id, f.steps, f.max_persons, s.identifier
        FROM {day} d
        JOIN {group} g ON g.id = d.group_id
        JOIN {office} o ON o.id = g.office_id
        JOIN {organisation} a ON a.id = o.organisation_id
        JOIN {serves} gs ON gs.countergroup_id = g.id
        JOIN {offer} f ON f.office_id = g.office_id AND f.service_id = gs.publicservice_id AND f.is_bookable
        JOIN {service} s ON s.id = f.service_id
        WHERE d.id = %s AND f.service_id IN {rows_of(range(services))}
    """  # noqa: S608 - names of our own models


_RULES = BookingRules._meta.db_table
