"""Reading offices, their hours, and where postal codes lie."""

from collections.abc import Collection

from django.db.models import Prefetch, QuerySet

from einamt.catalog.errors import OfficeNotFound, PostalCodeUnknown
from einamt.catalog.models import Office, OpeningHours, PostalArea, PublicService
from einamt.catalog.queries.remembering import per_revision
from einamt.catalog.queries.results import DayHours, District, OfficeEntry, OfficePage, PostalAreaEntry, Span
from einamt.catalog.queries.services import GERMAN, service_cards


@per_revision
def offices(*, service_ids: Collection[int] = ()) -> list[OfficeEntry]:
    """The public offices, by district and name; with `service_ids`, those that serve all of these services."""
    found = _public_offices()
    for service_id in service_ids:
        found = found.filter(offers__service_id=service_id)
    return [_entry(office) for office in found.order_by("organisation__name", "name")]


def office_entries(*, office_ids: Collection[int]) -> dict[int, OfficeEntry]:
    """These offices by id, public or not: an appointment names its office for as long as it is kept."""
    return {office.pk: _entry(office) for office in _offices().filter(pk__in=office_ids)}


remembered_office_entries = per_revision(office_entries)
"""As `office_entries`, kept until the catalogue changes: for what is asked again and again."""


@per_revision
def office_page(*, slug: str, language: str) -> OfficePage:
    """All about the public office at `slug`.

    :raises OfficeNotFound: there is none, or it is not public.
    """
    office = _public_offices().filter(slug=slug).first()
    if office is None:
        raise OfficeNotFound
    served = PublicService.objects.filter(offers__office=office, is_public=True, is_listed=True)
    service_ids = list(served.order_by("-demand", "slug").values_list("pk", flat=True))
    return OfficePage(
        entry=_entry(office),
        accessibility_note=office.accessibility_note,
        transit=office.transit if language == GERMAN else office.transit_en or office.transit,
        payment=office.payment,
        phone=office.phone,
        email=office.email,
        contact_url=office.contact_url,
        hours_note=office.hours_note,
        services=service_cards(service_ids=service_ids, language=language),
    )


def postal_area(*, postal_code: str) -> PostalAreaEntry:
    """Where a postal code lies, and in which districts.

    :raises PostalCodeUnknown: the city has no such postal code.
    """
    area = PostalArea.objects.prefetch_related("districts").filter(postal_code=postal_code.strip()[:5]).first()
    if area is None:
        raise PostalCodeUnknown({"postal_code": postal_code.strip()[:10]})
    districts = [
        District(id=district.pk, identifier=district.identifier, name=district.name)
        for district in area.districts.all()
    ]
    return PostalAreaEntry(
        postal_code=area.postal_code,
        latitude=area.latitude,
        longitude=area.longitude,
        districts=sorted(districts, key=lambda district: district.name),
    )


def _offices() -> QuerySet[Office]:
    hours = Prefetch("hours", queryset=OpeningHours.objects.order_by("weekday", "opens_minute"))
    return Office.objects.select_related("organisation").prefetch_related(hours)


def _public_offices() -> QuerySet[Office]:
    return _offices().filter(is_public=True)


def _entry(office: Office) -> OfficeEntry:
    return OfficeEntry(
        id=office.pk,
        identifier=office.identifier,
        slug=office.slug,
        name=office.name,
        organisation_id=office.organisation_id,
        district=office.organisation.name,
        street=office.street,
        postal_code=office.postal_code,
        city=office.city,
        latitude=office.latitude,
        longitude=office.longitude,
        accessibility=office.accessibility,
        week=_week(office),
    )


def _week(office: Office) -> list[DayHours]:
    hours = list(office.hours.all())
    if not hours:
        return []
    return [
        DayHours(
            weekday=weekday,
            spans=[
                Span(opens_minute=span.opens_minute, closes_minute=span.closes_minute)
                for span in hours
                if span.weekday == weekday
            ],
        )
        for weekday in range(1, 8)
    ]
