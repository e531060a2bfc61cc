"""Reading rules, closures and appointments. The times that are free stand in `search`."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from uuid import UUID

from einamt.cases.models import Case
from einamt.catalog.models import Office, Organisation
from einamt.platform.writing.statements import Statement, adapted, fetch
from einamt.procedures.appointments.errors import AppointmentNotFound
from einamt.procedures.appointments.models import Appointment, CapacityDay, Closure, Leg
from einamt.procedures.appointments.planning.models import holidays_in_force, in_force
from einamt.procedures.appointments.rulebook import city_rules, rules_at
from einamt.procedures.appointments.search import days_to_first_free
from einamt.procedures.appointments.tokens import token_hash, token_of

__all__ = [
    "Booked",
    "ClosedDay",
    "ancestors",
    "appointment_by_token",
    "booked_by_command",
    "city_rules",
    "closed_day",
    "closed_days",
    "closed_offices",
    "days_to_first_free",
    "planned_days",
    "rules_at",
]


@dataclass(frozen=True, slots=True)
class Booked:
    """What a booking hands to the citizen: the appointment, its case, the case's access code and the change link's
    token.
    """

    appointment: Appointment
    case: Case
    code: str
    token: str
    legs: Sequence[Leg] = ()
    """Further parts of the visit at other groups of the office."""


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """Why there is nothing to be had at an office on a day; `is_holiday` tells a holiday from a closure."""

    day: date
    reason: str
    is_holiday: bool


def appointment_by_token(*, token: str) -> Appointment:
    """The appointment that the holder of the link may change, with its case, office and contact.

    :raises AppointmentNotFound: no appointment belongs to the token.
    """
    related = "capacity_day__group__office__organisation"
    found = (
        Appointment.objects.select_related("case", "contact", related)
        .filter(token_hash=token_hash(token=token))
        .first()
    )
    if found is None:
        raise AppointmentNotFound
    return found


def booked_by_command(*, command_id: UUID) -> Booked | None:
    """What a request has booked already."""
    meta = Appointment._meta
    statement = Statement(
        f"SELECT 1 FROM {meta.db_table} WHERE command_id = %s",  # noqa: S608 - the name of our own model
        (adapted(meta.get_field("command_id"), command_id),),
    )
    if not fetch(statement):  # nearly always, so it is asked quickly
        return None
    found = Appointment.objects.select_related("case").get(command_id=command_id)
    return Booked(
        found,
        found.case,
        found.case_code,
        token_of(appointment_id=found.pk),
        list(found.legs.select_related("capacity_day__group")),
    )


def closed_day(*, capacity_day_id: int) -> ClosedDay | None:
    """Why the office of a capacity row is closed on its day; None where it is not."""
    row = CapacityDay.objects.select_related("group__office").get(pk=capacity_day_id)
    office = row.group.office
    closed = closed_days(
        office_id=office.pk, organisation_id=office.organisation_id, first_day=row.day, last_day=row.day
    )
    return closed.get(row.day)


def closed_days(*, office_id: int, organisation_id: int, first_day: date, last_day: date) -> dict[date, ClosedDay]:
    """The days from `first_day` to `last_day` on which the office is closed: holidays, and closures of it or of an
    organisation above it.
    """
    above = ancestors().get(organisation_id, [organisation_id])
    closed: dict[date, ClosedDay] = {}
    closures = in_force(Closure.objects.all()).filter(starts_on__lte=last_day, ends_on__gt=first_day)
    for closure in closures.filter(office_id=office_id) | closures.filter(organisation_id__in=above):
        for ordinal in range(max(closure.starts_on, first_day).toordinal(), closure.ends_on.toordinal()):
            day = date.fromordinal(ordinal)
            if day <= last_day:
                closed[day] = ClosedDay(day=day, reason=closure.reason, is_holiday=False)
    for holiday in holidays_in_force().filter(organisation_id__in=above, day__range=(first_day, last_day)):
        closed[holiday.day] = ClosedDay(day=holiday.day, reason=holiday.name, is_holiday=True)
    return closed


def holidays_written(organisation_id: int, year: int) -> set[date]:
    """The public holidays of a year that are written down for an organisation or one above it."""
    above = ancestors().get(organisation_id, [organisation_id])
    found = holidays_in_force().filter(organisation_id__in=above, day__year=year)
    return set(found.values_list("day", flat=True))


def planned_days(*, group_ids: Collection[int], first_day: date, last_day: date) -> frozenset[date]:
    """The days from `first_day` to `last_day` on which some counter of the groups serves, be it full or not."""
    rows = CapacityDay.objects.filter(group_id__in=group_ids, day__range=(first_day, last_day))
    totals = rows.values_list("day", "total").distinct()
    return frozenset(day for day, total in totals if any(bytes(total)))


def planned_places(*, first_day: date, last_day: date) -> dict[int, dict[date, int]]:
    """How many steps counters serve, full or not, by office (its id) and day from `first_day` to `last_day`.

    Days on which nobody serves are left out; days that were never planned too.
    """
    found: dict[int, dict[date, int]] = {}
    rows = CapacityDay.objects.filter(day__range=(first_day, last_day)).values_list("group__office_id", "day", "total")
    for office_id, day, total in rows.iterator():
        if steps := sum(bytes(total)):
            days = found.setdefault(office_id, {})
            days[day] = days.get(day, 0) + steps
    return found


def planned_counters(*, first_day: date, last_day: date) -> dict[int, dict[date, int]]:
    """How many counters serve at once at most, by office (its id) and day from `first_day` to `last_day`.

    Days on which nobody serves are left out; days that were never planned too.
    """
    rows = CapacityDay.objects.filter(day__range=(first_day, last_day))
    changes: dict[tuple[int, date], Counter[int]] = defaultdict(Counter)
    for office_id, day, first_minute, step_minutes, total in rows.values_list(
        "group__office_id", "day", "first_minute", "step_minutes", "total"
    ).iterator():
        at_minute = changes[office_id, day]
        for step, (before, after) in enumerate(pairwise([0, *bytes(total), 0])):
            at_minute[first_minute + step * step_minutes] += after - before
    found: dict[int, dict[date, int]] = {}
    for (office_id, day), at_minute in changes.items():
        if most := max(accumulate(change for _, change in sorted(at_minute.items()))):
            found.setdefault(office_id, {})[day] = most
    return found


def closed_offices(*, day: date) -> dict[int, ClosedDay]:
    """The offices that are closed on a day, by id, and why: as `closed_days`, for all offices in a few queries."""
    closures = list(in_force(Closure.objects.all()).filter(starts_on__lte=day, ends_on__gt=day))
    holidays = list(holidays_in_force().filter(day=day))
    if not closures and not holidays:
        return {}
    of_office = {closure.office_id: closure.reason for closure in closures if closure.office_id}
    of_organisation = {closure.organisation_id: closure.reason for closure in closures if closure.organisation_id}
    named = {holiday.organisation_id: holiday.name for holiday in holidays}
    above = ancestors()
    closed: dict[int, ClosedDay] = {}
    for office_id, organisation_id in Office.objects.values_list("pk", "organisation_id"):
        line = above.get(organisation_id, [])
        holiday = next((named[each] for each in line if each in named), None)
        reason = of_office.get(office_id) or next(
            (of_organisation[each] for each in line if each in of_organisation), None
        )
        if holiday or reason:
            closed[office_id] = ClosedDay(day=day, reason=holiday or reason or "", is_holiday=bool(holiday))
    return closed


def ancestors() -> dict[int, list[int]]:
    """Each organisation's line up to the root, itself first."""
    parent_of = dict(Organisation.objects.values_list("pk", "parent_id"))
    lines: dict[int, list[int]] = {}
    for organisation_id in parent_of:
        line, current = [], organisation_id
        while current is not None and current not in line:
            line.append(current)
            current = parent_of[current]
        lines[organisation_id] = line
    return lines
