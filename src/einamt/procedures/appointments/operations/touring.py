"""Making a counter group a team that visits people at home."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from einamt.procedures.appointments.errors import NotOffered
from einamt.procedures.appointments.models import Appointment, CapacityDay, CounterGroup, Hold, Tour
from einamt.procedures.appointments.supply import groups_of
from einamt.procedures.appointments.tours.errors import TourInUse
from einamt.procedures.appointments.tours.homes import Reason


@transaction.atomic
def set_up_tour(
    *,
    group_id: int,
    service_ids: Collection[int],
    kmh: int,
    overhead_minutes: int,
    radius_km: int,
    notice_hours: int,
    reasons: Collection[Reason],
    now: datetime,
) -> Tour:
    """Make a counter group a tour from its office, or change one; what the group served at its counters it serves no
    more. Repeated, it changes nothing.

    The base is where the office lies. Days that are planned keep their counters until they are planned anew.

    :raises NotOffered: nobody knows where the office lies.
    :raises TourInUse: visits are to come that were reckoned with other ways, or people are to come to the group's
        counters.
    """
    group = CounterGroup.objects.select_related("office").get(pk=group_id)
    groups_of(office_ids=[group.office_id], is_locked=True)
    office = group.office
    if office.latitude is None or office.longitude is None:
        raise NotOffered
    ways = {
        "base_latitude": office.latitude,
        "base_longitude": office.longitude,
        "kmh": kmh,
        "overhead_minutes": overhead_minutes,
    }
    tour = Tour.objects.filter(group=group).first()
    is_other = tour is None or any(getattr(tour, name) != value for name, value in ways.items())
    if is_other and _is_booked(group_id=group.pk, now=now):
        raise TourInUse
    tour, _ = Tour.objects.update_or_create(
        group=group,
        defaults={
            **ways,
            "radius_km": radius_km,
            "notice_hours": notice_hours,
            "reasons": [reason.value for reason in Reason if reason in reasons],
        },
    )
    group.services.clear()
    tour.services.set(sorted(service_ids))
    return tour


def _is_booked(*, group_id: int, now: datetime) -> bool:
    """Whether somebody has, or is just taking, a time of the group that is not over; its days are locked, so that
    nobody takes one meanwhile.
    """
    days = CapacityDay.objects.filter(group_id=group_id).order_by("pk").select_for_update(no_key=True)
    ids = [day.pk for day in days]
    to_come = Appointment.objects.filter(capacity_day_id__in=ids, cancelled_at=None, ends_at__gt=now)
    held = Hold.objects.filter(capacity_day_id__in=ids, outcome=Hold.Outcome.KEPT)
    return to_come.exists() or held.exists()
