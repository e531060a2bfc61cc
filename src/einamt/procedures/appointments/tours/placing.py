"""Placing a visit at somebody's home: which tour serves it, what it takes there, and whether it can be reached."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from einamt.catalog.models import ServiceOffer
from einamt.platform.shell import city
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.errors import NotOffered, TooManyPersons
from einamt.procedures.appointments.locating import Directory
from einamt.procedures.appointments.models import Appointment, CapacityDay, Contact, Hold, Tour
from einamt.procedures.appointments.placement import GroupDay, Located, Placement, ServedService, placed
from einamt.procedures.appointments.rulebook import rules_at
from einamt.procedures.appointments.rules import Offer, Wish, check_day, group_of, merged, steps_needed
from einamt.procedures.appointments.tours.errors import NoReasonForVisit, OutOfReach, TooSoonForTour
from einamt.procedures.appointments.tours.homes import Home, Reason
from einamt.procedures.appointments.tours.reading import home_of, stops_to_reckon_with, tour_day_of, ways_of
from einamt.procedures.appointments.tours.travelling import Stop, fits, is_on_duty


@dataclass(frozen=True, slots=True)
class OfferedTour:
    """A tour that serves some wishes, and how many steps they take there."""

    tour: Tour
    steps: int


def offered_tours(*, wishes: Sequence[Wish]) -> list[OfferedTour]:
    """The tours that serve all of some wishes, wherever they lead; two queries, one where there is no tour.

    :raises NotOffered: no wish, or one for nobody.
    """
    wanted = merged(wishes)
    tours = Tour.objects.select_related("group__office").order_by("pk")
    for service_id, _ in wanted:
        tours = tours.filter(services=service_id)
    served = _served(tours=list(tours), service_ids=[service_id for service_id, _ in wanted])
    found = []
    for tour, services in served:
        try:
            steps = steps_needed(wishes=wanted, offers={pk: service.offer for pk, service in services.items()})
        except (NotOffered, TooManyPersons):
            continue
        found.append(OfferedTour(tour, steps))
    return found


_SERVES = f"SELECT 1 FROM {Tour.services.through._meta.db_table} WHERE publicservice_id = %s LIMIT 1"  # noqa: S608


def is_brought_home(*, wishes: Sequence[Wish]) -> bool:
    """Whether a tour serves all of some wishes, wherever it leads.

    Every page of a service asks: where no tour has it, that is one short statement, made without building a query.
    """
    if not wishes:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_SERVES, [wishes[0][0]])
        if cursor.fetchone() is None:
            return False
    return bool(offered_tours(wishes=wishes))


def reasons_for(*, wishes: Sequence[Wish]) -> list[str]:
    """For which reasons people are visited for some wishes (`homes.Reason`); none where no tour serves them."""
    offered = offered_tours(wishes=wishes) if wishes else []
    return list(dict.fromkeys(reason for each in offered for reason in each.tour.reasons))


def check_reason(*, capacity_day_id: int, reason: Reason | None, moving_id: UUID | None = None) -> None:
    """Whether a tour visits people for `reason`; what is said is believed, and not kept. Whose visit is moved
    (`moving_id`) has said it before.

    :raises NoReasonForVisit: it does not, or nothing was said.
    """
    tour = Tour.objects.filter(group_id=group_of(capacity_day_id)).first()
    is_moved = moving_id is not None and Appointment.objects.filter(pk=moving_id, is_home_visit=True).exists()
    if tour is None or (reason not in tour.reasons and not is_moved):
        raise NoReasonForVisit


def locate_visit(
    *,
    capacity_day_id: int,
    start_minute: int,
    wishes: Sequence[Wish],
    home: Home,
    now: datetime,
    moving_id: UUID | None = None,
    address_index: str | None = None,
) -> Located:
    """Whether a home can be visited at a minute of a tour's day, as far as can be told without a lock; `moving_id` is
    the visit that is to be moved there.

    :raises NotOffered: the tour does not serve the wishes then, or the day lies beyond the horizon.
    :raises OutOfReach: the home lies further from the base than the tour goes.
    :raises TooSoonForTour: the time begins before the tour's notice ends.
    :raises TooManyPersons: for more persons than are served in one appointment.
    :raises TimePassed: the time has begun.
    :raises RulesMissing: the city has no rules of booking.
    """
    tour, at, services = _grounds(capacity_day_id=capacity_day_id, wishes=wishes)
    if not ways_of(tour).reaches(place=home.place, km=tour.radius_km):
        raise OutOfReach({"km": tour.radius_km})
    where = placed(at=at, start_minute=start_minute, wishes=wishes, served=services, zone=city.zone())
    if now < where.starts_at < now + timedelta(hours=tour.notice_hours):
        raise TooSoonForTour({"hours": tour.notice_hours})
    where = replace(where, home=home, moving_id=moving_id)
    return _located(where, address_index=address_index, but_hold=None, now=now)


def located_visit(*, hold: Hold, now: datetime, address_index: str | None = None) -> Located:
    """The place of a hold for a home as it is now, as long as it was when it was taken.

    :raises NotOffered: the tour does not serve the wishes any more.
    :raises TimePassed: the time has begun.
    """
    home = home_of(hold)
    if home is None:
        raise NotOffered
    wishes = [(service_id, persons) for service_id, persons in hold.wishes]
    _, at, services = _grounds(capacity_day_id=hold.capacity_day_id, wishes=wishes)
    where = placed(
        at=at, start_minute=hold.start_minute, wishes=wishes, served=services, zone=city.zone(), steps=hold.steps
    )
    return _located(replace(where, home=home), address_index=address_index, but_hold=hold.pk, now=now)


def is_reachable(*, where: Placement) -> bool:
    """Whether the team can be at a placement's home in time, from the visit before and for the one after; the day is
    locked until the transaction ends, so that nobody else takes a time that cannot both be reached.
    """
    days = capacity.locked_days(capacity_day_ids=[where.place.capacity_day_id])
    return bool(days) and _fits(where, day=days[0], but_hold=None)


def is_kept(*, hold: Hold, where: Placement, day: CapacityDay) -> bool:
    """Whether the team is on duty for a hold on a locked day that is to become an appointment, and on its ways."""
    if where.home is None:
        return False
    others = stops_to_reckon_with(capacity_day_ids=[day.pk], but_hold=hold.pk, moving_id=where.moving_id)
    return is_on_duty(
        visit=Stop(where.home.place, hold.start_minute, hold.steps),
        stops=others.get(day.pk, []),
        ways=ways_of(Tour.objects.get(group_id=group_of(day.pk))),
        day=tour_day_of(day),
    )


def _grounds(*, capacity_day_id: int, wishes: Sequence[Wish]) -> tuple[Tour, GroupDay, dict[int, ServedService]]:
    tour = Tour.objects.select_related("group__office").filter(group_id=group_of(capacity_day_id)).first()
    wanted = {service_id for service_id, _ in merged(wishes)}
    at = Directory(capacity_day_ids=[capacity_day_id], service_ids=wanted).day(capacity_day_id) if tour else None
    if tour is None or at is None:
        raise NotOffered
    if tour.services.filter(pk__in=wanted).count() < len(wanted):
        raise NotOffered
    ((_, services),) = _served(tours=[tour], service_ids=wanted)
    return tour, at, services


def _served(*, tours: Sequence[Tour], service_ids: Collection[int]) -> list[tuple[Tour, dict[int, ServedService]]]:
    """What the offices of some tours say that services take there."""
    if not tours:
        return []
    offers = ServiceOffer.objects.filter(
        office__in={tour.group.office_id for tour in tours}, service__in=list(service_ids), is_bookable=True
    )
    by_office: dict[int, dict[int, ServedService]] = {}
    for offer in offers.select_related("service"):
        service = ServedService(identifier=offer.service.identifier, offer=Offer(offer.steps, offer.max_persons))
        by_office.setdefault(offer.office_id, {})[offer.service_id] = service
    return [(tour, by_office.get(tour.group.office_id, {})) for tour in tours]


def _located(where: Placement, *, address_index: str | None, but_hold: UUID | None, now: datetime) -> Located:
    rules = rules_at(now=now)
    check_day(
        day=where.at.day,
        starts_at=where.starts_at,
        horizon_days=rules.horizon_days,
        release_minute=rules.release_minute,
        zone=city.zone(),
        now=now,
    )
    day = CapacityDay.objects.get(pk=where.place.capacity_day_id)
    ends_minute = where.place.start_minute + where.place.steps * where.at.step_minutes
    return Located(
        placement=where,
        is_free=_fits(where, day=day, but_hold=but_hold),
        is_reserved=False,
        is_planned=tour_day_of(day).is_planned(from_minute=where.place.start_minute, until_minute=ends_minute),
        hold_minutes=rules.hold_minutes,
        appointments_per_contact=rules.appointments_per_contact,
        contact_id=(
            Contact.objects.filter(address_index=address_index).values_list("pk", flat=True).first()
            if address_index
            else None
        ),
    )


def _fits(where: Placement, *, day: CapacityDay, but_hold: UUID | None) -> bool:
    tour = Tour.objects.get(group_id=group_of(day.pk))
    if where.home is None:
        return False
    stops = stops_to_reckon_with(capacity_day_ids=[day.pk], but_hold=but_hold, moving_id=where.moving_id)
    return fits(
        new=Stop(place=where.home.place, start_minute=where.place.start_minute, steps=where.place.steps),
        stops=stops.get(day.pk, []),
        ways=ways_of(tour),
        day=tour_day_of(day),
    )
