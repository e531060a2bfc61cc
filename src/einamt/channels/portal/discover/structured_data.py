"""What pages tell search engines and assistants, as JSON-LD: schema.org's GovernmentService and GovernmentOffice, lists
of them, figures with their files, and the site itself with its search. Other pages: `channels.parts.page_data`.
"""

from collections.abc import Iterable
from urllib.parse import urljoin

from django.urls import reverse
from django.utils.safestring import SafeString

from einamt.catalog.models import Office
from einamt.catalog.queries import OfferLine, OfficePage, ServicePage, per_revision, service_page
from einamt.catalog.rules.texts import plain
from einamt.channels.parts.page_data import script

GERMAN = "de"
"""The language that offices work in (§ 23 VwVfG)."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WITH_WHEELCHAIR = frozenset({Office.Accessibility.STEP_FREE.value, Office.Accessibility.LIFT.value})


@per_revision
def public_service(*, slug: str, language: str, url: str, area: str, phone: str) -> SafeString:
    """`government_service` of a public service's page in `language`, kept until the catalogue changes.

    :raises ServiceNotFound: there is none, or it is not public.
    """
    return government_service(page=service_page(slug=slug, language=language), url=url, area=area, phone=phone)


def government_service(*, page: ServicePage, url: str, area: str, phone: str = "") -> SafeString:
    """`page` as the content of a `<script type="application/ld+json">`.

    `url` is the page's absolute address, in whose language links to offices are; `area` is the city's name, `phone` the
    number under which it answers questions about every service.
    """
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": url,
        "url": url,
        "name": page.name,
        "inLanguage": page.language,
        "identifier": _identifier(page),
        "description": plain(page.summary or page.description)[:500],
        "serviceOperator": {"@type": "GovernmentOrganization", "name": page.organisation},
        "areaServed": {"@type": "AdministrativeArea", "name": area},
    }
    if channels := _channels(page, url, phone):
        data["availableChannel"] = channels
    if page.costs:
        data["offers"] = [
            {"@type": "Offer", "price": f"{cost.cents / 100:.2f}", "priceCurrency": "EUR", "description": cost.label}
            for cost in page.costs
        ]
    if page.updated_at:
        data["dateModified"] = page.updated_at.date().isoformat()
    return script(data)


def _identifier(page: ServicePage) -> dict[str, str]:
    """The LeiKa key where there is one, else the source's own identifier; either says whose it is."""
    scheme, value = ("LeiKa", page.leika) if page.leika else (page.source, page.identifier)
    return {"@type": "PropertyValue", "propertyID": scheme, "value": value}


def government_office(*, page: OfficePage, url: str) -> SafeString:
    """`page` as the content of a `<script type="application/ld+json">`; `url` is the page's absolute address."""
    entry = page.entry
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "@id": url,
        "url": url,
        "name": entry.name,
        "identifier": entry.identifier,
        "parentOrganization": {"@type": "GovernmentOrganization", "name": entry.district},
        "address": _address(street=entry.street, postal_code=entry.postal_code, city_name=entry.city),
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{_DAYS[day.weekday - 1]}",
                "opens": _time(span.opens_minute),
                "closes": _time(span.closes_minute),
            }
            for day in entry.week
            for span in day.spans
        ],
    }
    if entry.latitude is not None and entry.longitude is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": entry.latitude, "longitude": entry.longitude}
    if entry.accessibility in _WITH_WHEELCHAIR:
        data["amenityFeature"] = {
            "@type": "LocationFeatureSpecification",
            "name": "wheelchairAccessible",
            "value": True,
        }
    said = {"telephone": page.phone, "email": page.email, "paymentAccepted": plain(page.payment)}
    return script(data | {name: value for name, value in said.items() if value})


def web_site(*, url: str, name: str, language: str, search_url: str, phone: str = "") -> SafeString:
    """The city's site and its search, as the content of such a script; addresses are absolute."""
    called = {"telephone": phone} if phone else {}
    return script(
        {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "@id": url,
            "url": url,
            "name": name,
            "inLanguage": language,
            "publisher": {"@type": "GovernmentOrganization", "name": name, **called},
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{search_url}?q={{q}}"},
                "query-input": "required name=q",
            },
        }
    )


def data_set(*, url: str, name: str, language: str, publisher: str, files: Iterable[tuple[str, str]]) -> SafeString:
    """A page of figures, likewise; `files` are media type and path of each of its forms (schema.org's Dataset)."""
    return script(
        {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "@id": url,
            "url": url,
            "name": name,
            "inLanguage": language,
            "isAccessibleForFree": True,
            "creator": {"@type": "GovernmentOrganization", "name": publisher},
            "distribution": [
                {"@type": "DataDownload", "encodingFormat": form, "contentUrl": urljoin(url, path)}
                for form, path in files
            ],
        }
    )


def collection_page(
    *, url: str, name: str, language: str, count: int, items: Iterable[tuple[str, str]] = ()
) -> SafeString:
    """A page that lists `count` services or offices, likewise; `items` are name and path of each, if it is not long."""
    listed = [
        {"@type": "ListItem", "position": position, "name": called, "url": urljoin(url, path)}
        for position, (called, path) in enumerate(items, start=1)
    ]
    return script(
        {
            "@context": "https://schema.org",
            "@type": "CollectionPage",
            "@id": url,
            "url": url,
            "name": name,
            "inLanguage": language,
            "mainEntity": {
                "@type": "ItemList",
                "numberOfItems": count,
                **({"itemListElement": listed} if listed else {}),
            },
        }
    )


def _channels(page: ServicePage, url: str, phone: str) -> list[dict[str, object]]:
    """Online and in its offices; where there is neither, the number that knows who answers."""
    spoken: dict[str, object] = {"@type": "ServiceChannel", "availableLanguage": GERMAN}
    called: dict[str, object] = (
        {"servicePhone": {"@type": "ContactPoint", "telephone": phone, "availableLanguage": GERMAN}} if phone else {}
    )
    online = [{**spoken, "serviceUrl": page.online_url}] if page.online_url else []
    offices = [{**spoken, **called, "serviceLocation": _location(offer, url)} for offer in page.offers]
    return online + offices or ([spoken | called] if called else [])


def _location(offer: OfferLine, url: str) -> dict[str, object]:
    page = urljoin(url, reverse("portal:office", args=[offer.slug]))
    return {
        "@type": "GovernmentOffice",
        "@id": page,
        "url": page,
        "name": offer.name,
        "address": _address(street=offer.street, postal_code=offer.postal_code, city_name=offer.city),
    }


def _address(*, street: str, postal_code: str, city_name: str) -> dict[str, object]:
    return {
        "@type": "PostalAddress",
        "streetAddress": street,
        "postalCode": postal_code,
        "addressLocality": city_name,
        "addressCountry": "DE",
    }


def _time(minute: int) -> str:
    """ISO 8601; the end of a day is 23:59, for 24:00 is not a time that schema.org knows."""
    shown = min(minute, 24 * 60 - 1)
    return f"{shown // 60:02d}:{shown % 60:02d}"
