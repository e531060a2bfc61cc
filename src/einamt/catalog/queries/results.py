"""What the catalogue's queries answer with: plain values, in one language, ready to be shown.

`language` is the language a text really is in; `is_fallback` says that it is not the one that was asked for.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """A service in a list."""

    id: int
    identifier: str
    slug: str
    name: str
    summary: str
    language: str
    is_fallback: bool
    needs_appointment: bool
    is_bookable: bool
    is_online: bool
    demand: int


@dataclass(frozen=True, slots=True)
class ServiceRange:
    """A part of a list of services, and how many the whole list has."""

    total: int
    cards: list[ServiceCard]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list in a service's text; `link` may be empty."""

    name: str
    description: str
    link: str
    key: str = ""
    """Of evidence: which paper it is, in whatever language (`catalog.rules.papers`)."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """One fee."""

    cents: int
    label: str


@dataclass(frozen=True, slots=True)
class LifeEventLine:
    """A life event, by name."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An office that serves a service, and what it takes there."""

    office_id: int
    slug: str
    name: str
    district: str
    street: str
    postal_code: str
    city: str
    steps: int
    is_bookable: bool
    max_persons: int | None
    hint: str
    link: str


@dataclass(frozen=True, slots=True)
class ServicePage:
    """All that is said about one service. Long texts are structured text (`catalog.rules.texts`)."""

    id: int
    source: str
    identifier: str
    slug: str
    leika: str
    language: str
    is_fallback: bool
    name: str
    summary: str
    description: str
    plain: str
    procedure: str
    duration: str
    costs_note: str
    responsible_body: str
    conditions: list[Item]
    evidence: list[Item]
    legal_basis: list[Item]
    forms: list[Item]
    links: list[Item]
    publications: list[Item]
    costs: list[CostLine]
    life_events: list[LifeEventLine]
    organisation: str
    needs_appointment: bool
    is_bookable: bool
    responsible: str
    """Value of `PublicService.Responsible`."""
    channels: list[str]
    """Values of `ServiceChannel`."""
    online_url: str
    offers: list[OfferLine]
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class LifeEventCard:
    """A life event in a list, with the number of public services that belong to it."""

    key: str
    name: str
    hint: str
    services: int


@dataclass(frozen=True, slots=True)
class LifeEventPage:
    """A life event with its services, the most asked-for first."""

    key: str
    name: str
    hint: str
    services: list[ServiceCard]


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a door is open, in minutes after midnight."""

    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class DayHours:
    """One weekday (ISO: 1 is Monday) and its spans; no span means closed."""

    weekday: int
    spans: list[Span]


@dataclass(frozen=True, slots=True)
class OfficeEntry:
    """An office in a list, with its week. `week` holds seven days, or none where no hours are published."""

    id: int
    identifier: str
    slug: str
    name: str
    organisation_id: int
    district: str
    street: str
    postal_code: str
    city: str
    latitude: float | None
    longitude: float | None
    accessibility: str
    """Value of `Office.Accessibility`."""
    week: list[DayHours]


@dataclass(frozen=True, slots=True)
class OfficePage:
    """All that is said about one office."""

    entry: OfficeEntry
    accessibility_note: str
    transit: str
    payment: str
    phone: str
    email: str
    contact_url: str
    hours_note: str
    services: list[ServiceCard]


@dataclass(frozen=True, slots=True)
class District:
    """An organisation of the city's tree, by name."""

    id: int
    identifier: str
    name: str


@dataclass(frozen=True, slots=True)
class PostalAreaEntry:
    """A postal code, its centre and the districts it touches: candidates, not an answer."""

    postal_code: str
    latitude: float
    longitude: float
    districts: list[District]
