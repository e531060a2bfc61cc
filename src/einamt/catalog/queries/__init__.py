"""Reading the catalogue: services, life events, offices, postal codes."""

from einamt.catalog.queries.deleted import DeletedService, deleted_services
from einamt.catalog.queries.languages import language_of_query, nearest_language, service_languages
from einamt.catalog.queries.offices import office_entries, office_page, offices, postal_area
from einamt.catalog.queries.remembering import per_revision
from einamt.catalog.queries.results import (
    CostLine,
    DayHours,
    District,
    Item,
    LifeEventCard,
    LifeEventLine,
    LifeEventPage,
    OfferLine,
    OfficeEntry,
    OfficePage,
    PostalAreaEntry,
    ServiceCard,
    ServicePage,
    ServiceRange,
    Span,
)
from einamt.catalog.queries.revisions import one_revision, revision
from einamt.catalog.queries.services import (
    all_services,
    bookable_services,
    life_event_services,
    life_events,
    popular_services,
    service_cards,
    service_names,
    service_page,
    service_range,
)

__all__ = [
    "CostLine",
    "DayHours",
    "DeletedService",
    "District",
    "Item",
    "LifeEventCard",
    "LifeEventLine",
    "LifeEventPage",
    "OfferLine",
    "OfficeEntry",
    "OfficePage",
    "PostalAreaEntry",
    "ServiceCard",
    "ServicePage",
    "ServiceRange",
    "Span",
    "all_services",
    "bookable_services",
    "deleted_services",
    "language_of_query",
    "life_event_services",
    "life_events",
    "nearest_language",
    "office_entries",
    "office_page",
    "offices",
    "one_revision",
    "per_revision",
    "popular_services",
    "postal_area",
    "revision",
    "service_cards",
    "service_languages",
    "service_names",
    "service_page",
    "service_range",
]
