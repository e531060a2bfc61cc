"""A service as search engines and assistants read it: schema.org/GovernmentService as JSON-LD."""

import json

from django.utils.safestring import SafeString, mark_safe

from einamt.catalog.queries import ServicePage
from einamt.catalog.rules.texts import plain
from einamt.platform.shell import city

_INSIDE_SCRIPT = str.maketrans(
    {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def government_service(*, page: ServicePage, url: str) -> SafeString:
    """`page` as the content of a `<script type="application/ld+json">`; `url` is the page's absolute address."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": url,
        "url": url,
        "name": page.name,
        "inLanguage": page.language,
        "identifier": page.leika or page.identifier,
        "description": plain(page.summary or page.description)[:500],
        "serviceOperator": {"@type": "GovernmentOrganization", "name": page.organisation},
        "areaServed": {"@type": "AdministrativeArea", "name": city.current().name},
        "availableChannel": _channels(page),
    }
    if page.costs:
        data["offers"] = [
            {"@type": "Offer", "price": f"{cost.cents / 100:.2f}", "priceCurrency": "EUR", "description": cost.label}
            for cost in page.costs
        ]
    if page.updated_at:
        data["dateModified"] = page.updated_at.date().isoformat()
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_INSIDE_SCRIPT))  # noqa: S308 - escaped just now


def _channels(page: ServicePage) -> list[dict[str, object]]:
    online: list[dict[str, object]] = (
        [{"@type": "ServiceChannel", "serviceUrl": page.online_url}] if page.online_url else []
    )
    return online + [
        {
            "@type": "ServiceChannel",
            "serviceLocation": {
                "@type": "GovernmentOffice",
                "name": offer.name,
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": offer.street,
                    "postalCode": offer.postal_code,
                    "addressLocality": offer.city,
                    "addressCountry": "DE",
                },
            },
        }
        for offer in page.offers
    ]
