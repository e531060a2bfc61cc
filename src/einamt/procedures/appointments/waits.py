"""How far away free times are: for each service and office, the first and the third."""

from dataclasses import dataclass
from datetime import datetime

from einamt.catalog.models import Office, PublicService, ServiceOffer
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments.search import free_starts

FIRST, THIRD = 1, 3
"""The first free time may be a single one that somebody has just given back; the third tells how it usually is."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Calendar days from today to the first and the third free time of a service at an office, for one person.

    Today is 0. None: there are not as many within the horizon.
    """

    service_id: int
    service_identifier: str
    office_id: int
    office_identifier: str
    district_id: int
    district_identifier: str
    first_days: int | None
    third_days: int | None


def waits(*, now: datetime) -> list[Wait]:
    """For all services and offices that can be booked, in the order of their ids; one search a service.

    :raises RulesMissing: the city has no rules of booking.
    """
    today = local_date(moment=now, zone=city.zone())
    offices = {office.pk: office for office in Office.objects.filter(is_public=True).select_related("organisation")}
    services = PublicService.objects.filter(
        pk__in=ServiceOffer.objects.filter(is_bookable=True).values("service_id"), is_public=True
    )
    found = []
    for service in services.order_by("pk"):
        starts = free_starts(wishes=[(service.pk, 1)], now=now)
        for office_id, days in sorted(starts.nth_day_by_office(FIRST, THIRD).items()):
            office = offices.get(office_id)
            if office is None:
                continue
            first, third = (None if day is None else (day - today).days for day in days)
            found.append(
                Wait(
                    service_id=service.pk,
                    service_identifier=service.identifier,
                    office_id=office_id,
                    office_identifier=office.identifier,
                    district_id=office.organisation_id,
                    district_identifier=office.organisation.identifier,
                    first_days=first,
                    third_days=third,
                )
            )
    return found
