"""Free times for programs, and what their slugs mean."""

from collections.abc import Sequence
from datetime import datetime

from einamt.catalog.errors import OfficeNotFound, ServiceNotFound
from einamt.catalog.queries import OfficeEntry, bookable_services, offices
from einamt.channels.api.booking.schemas import MOST_PERSONS, MOST_SERVICES
from einamt.channels.api.booking.values import Values, moment
from einamt.channels.api.errors import InvalidParameter
from einamt.channels.api.languages import GERMAN
from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.shell import city
from einamt.procedures.appointments.operations import count_failed_search
from einamt.procedures.appointments.rulebook import last_bookable_day
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.appointments.search import Starts, free_starts


def wishes_for(*, services: Sequence[str], persons: Sequence[int]) -> list[Wish]:
    """Service ids and persons; a service named twice adds up, and for whom nothing is said it is one person.

    :raises ServiceNotFound: a service cannot be booked anywhere.
    :raises InvalidParameter: more services or persons than one appointment holds, or more numbers than services.
    """
    known = {card.slug: card.id for card in bookable_services(language=GERMAN)}
    if len(persons) > len(services) or len(services) > MOST_SERVICES:
        raise InvalidParameter({"names": "persons" if len(persons) > len(services) else "service"})
    wishes: dict[int, int] = {}
    for position, slug in enumerate(services):
        if slug not in known:
            raise ServiceNotFound
        count = persons[position] if position < len(persons) else 1
        wishes[known[slug]] = wishes.get(known[slug], 0) + count
    if any(not 0 < count <= MOST_PERSONS for count in wishes.values()):
        raise InvalidParameter({"names": "persons"})
    return list(wishes.items())


def offices_for(*, slugs: Sequence[str]) -> list[OfficeEntry]:
    """The public offices of these slugs; all where none is named.

    :raises OfficeNotFound: there is none of this slug.
    """
    known = {office.slug: office for office in offices()}
    if any(slug not in known for slug in slugs):
        raise OfficeNotFound
    return [known[slug] for slug in slugs] or list(known.values())


def times_for(
    *,
    wishes: Sequence[Wish],
    places: Sequence[OfficeEntry],
    is_narrowed: bool,
    begin: datetime | None,
    end: datetime | None,
    limit: int,
    now: datetime,
) -> Values:
    """The first `limit` free times from `begin` until before `end`; a search in vain is counted, as on the portal."""
    zone = city.zone()
    starts = free_starts(
        wishes=wishes,
        now=now,
        first_day=local_date(moment=begin, zone=zone) if begin else None,
        last_day=local_date(moment=end, zone=zone) if end else None,
        office_ids=[office.id for office in places],
    )
    found = _times(starts, places=places, begin=begin, end=end, most=limit + 1)
    if not found:
        count_failed_search(
            service_ids=[service_id for service_id, _ in wishes],
            office_ids=[office.id for office in places] if is_narrowed else [],
            is_narrowed=is_narrowed or begin is not None or end is not None,
            now=now,
        )
    return {
        "times": [{"office": slug, "starts_at": moment(starts_at)} for starts_at, slug in found[:limit]],
        "more_from": moment(found[limit][0]) if len(found) > limit else None,
        "horizon_ends": last_bookable_day(now=now).isoformat(),
    }


def _times(
    starts: Starts, *, places: Sequence[OfficeEntry], begin: datetime | None, end: datetime | None, most: int
) -> list[tuple[datetime, str]]:
    """Each moment of each office once, by moment and office."""
    zone = city.zone()
    slugs = {office.id: office.slug for office in places}
    found: list[tuple[datetime, str]] = []
    for day in starts.by_day():
        minutes = {(minute, slugs[times.office_id]) for times in starts.at(day) for minute in times.minutes}
        moments = sorted((at_minute(day=day, minute=minute, zone=zone), slug) for minute, slug in minutes)
        found += [
            (starts_at, slug)
            for starts_at, slug in moments
            if (begin is None or starts_at >= begin) and (end is None or starts_at < end)
        ]
        if len(found) >= most:
            break
    return found[:most]
