"""Reading offices for their editors, public or not."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from einamt.catalog.models import Office, PublicService, ServiceOffer
from einamt.catalog.offices.errors import NotServedThere, OfficeUnknown
from einamt.catalog.queries import service_names


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A service that an office offers."""

    service_id: int
    slug: str
    name: str
    steps: int
    max_persons: int | None
    is_bookable: bool
    is_public: bool


def offices_wanted(*, words: str = "", finding: str = "", is_public: bool | None = None) -> QuerySet[Office]:
    """The offices that fit, by name, with their open findings counted (`errors`, `warnings`, `notices`).

    Not read yet, so that a page can take its part.
    """
    is_open = Q(findings__ended_at=None, findings__dismissed_at=None)
    rows = Office.objects.select_related("organisation").annotate(
        errors=Count("findings", filter=is_open & Q(findings__severity="error"), distinct=True),
        warnings=Count("findings", filter=is_open & Q(findings__severity="warning"), distinct=True),
        notices=Count("findings", filter=is_open & Q(findings__severity="notice"), distinct=True),
        served=Count("offers", distinct=True),
    )
    for word in words.split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(street__icontains=word)
            | Q(postal_code=word)
            | Q(city__icontains=word)
            | Q(organisation__name__icontains=word)
        )
    if finding:
        rows = rows.filter(**{{"error": "errors", "warning": "warnings", "notice": "notices"}[finding] + "__gt": 0})
    if is_public is not None:
        rows = rows.filter(is_public=is_public)
    return rows.order_by("name", "pk")


def office_at(*, slug: str) -> Office:
    """The office with this address, public or not.

    :raises OfficeUnknown: there is none.
    """
    office = Office.objects.select_related("organisation").filter(slug=slug).first()
    if office is None:
        raise OfficeUnknown
    return office


def office_choices() -> list[tuple[int, str]]:
    """Keys and names of all offices, by name."""
    return list(Office.objects.order_by("name", "pk").values_list("pk", "name"))


def offers_of(*, office_id: int) -> list[OfferLine]:
    """What an office offers, by German name; two queries."""
    rows = ServiceOffer.objects.filter(office_id=office_id, service__deleted_at=None).select_related("service")
    found = list(rows)
    names = service_names(service_ids=[row.service_id for row in found], language="de")
    lines = [
        OfferLine(
            service_id=row.service_id,
            slug=row.service.slug,
            name=names.get(row.service_id, row.service.slug),
            steps=row.steps,
            max_persons=row.max_persons,
            is_bookable=row.is_bookable,
            is_public=row.service.is_public,
        )
        for row in found
    ]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.slug))


def offer_at(*, office_id: int, slug: str) -> ServiceOffer:
    """How an office offers the service with this address.

    :raises NotServedThere: it does not.
    """
    rows = ServiceOffer.objects.filter(office_id=office_id, service__slug=slug)
    offer = rows.select_related("service", "office").first()
    if offer is None:
        raise NotServedThere
    return offer


def services_to_add(*, office_id: int) -> list[tuple[int, str]]:
    """Keys and German names of the services that an office does not offer, by name."""
    rows = PublicService.objects.filter(deleted_at=None).exclude(offers__office_id=office_id)
    slugs = dict(rows.values_list("pk", "slug"))
    names = service_names(service_ids=slugs.keys(), language="de")
    named = [(pk, names.get(pk, slug)) for pk, slug in slugs.items()]
    return sorted(named, key=lambda each: (each[1].casefold(), each[0]))
