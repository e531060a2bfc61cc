"""The catalogue as plain records: what a reader delivers and what is stored, in the same shape, so that they compare.

Identifiers are the source's own. `extra` holds what the source says beyond our columns, as JSON values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Extra = Mapping[str, Json]

ROOT = "root"
"""The identifier of the organisation that stands for the whole source."""


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """An organisation; `parent` is an identifier, empty for the root."""

    identifier: str
    kind: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class TopicRecord:
    """A subject area; `services` are identifiers of services that the topic itself names."""

    identifier: str
    name: str
    path: str
    parent: str
    services: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HoursRecord:
    """One span of a weekday (ISO: 1 is Monday), in minutes after midnight."""

    weekday: int
    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class OfficeRecord:
    """An office."""

    identifier: str
    organisation: str
    name: str
    street: str
    postal_code: str
    city: str
    latitude: float | None
    longitude: float | None
    accessibility: str
    accessibility_note: str
    transit: str
    payment: str
    phone: str
    email: str
    contact_url: str
    hours_note: str
    is_public: bool
    hours: tuple[HoursRecord, ...]
    extra: Extra


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An entry of one of a service's lists; `kind` is a value of `ServiceItem.Kind`."""

    kind: str
    name: str
    description: str
    link: str


@dataclass(frozen=True, slots=True)
class TextRecord:
    """What a service is called and how it is explained, in the source's language."""

    name: str
    description: str
    procedure: str
    duration: str
    costs_note: str
    responsible_body: str


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """A public service with its texts in the source's language."""

    identifier: str
    organisation: str
    leika: str
    online_url: str
    is_public: bool
    is_listed: bool
    updated_at: datetime | None
    text: TextRecord
    items: tuple[ItemRecord, ...]
    keywords: frozenset[str]
    topics: frozenset[str]
    needs_appointment: bool
    channels: tuple[str, ...]
    responsible: str
    """Value of `PublicService.Responsible`, or empty where the source says nothing."""
    extra: Extra


@dataclass(frozen=True, slots=True)
class OfferStatement:
    """What one side of a source says about a service at an office; `None` is what it does not say."""

    slots: int | None = None
    allowed: bool | None = None
    external: bool | None = None
    public: bool | None = None
    duration: int | None = None
    max_quantity: int | None = None
    hint: str = ""
    link: str = ""


OfferKey = tuple[str, str]
"""Identifier of the service, identifier of the office."""


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """A service at an office, put together from what either side says."""

    service: str
    office: str
    steps: int
    is_bookable: bool
    max_persons: int | None
    hint: str
    link: str
    by_service: OfferStatement | None
    by_office: OfferStatement | None


@dataclass
class CatalogState:
    """A whole catalogue of one source, by identifier."""

    organisations: dict[str, OrganisationRecord] = field(default_factory=dict)
    topics: dict[str, TopicRecord] = field(default_factory=dict)
    offices: dict[str, OfficeRecord] = field(default_factory=dict)
    services: dict[str, ServiceRecord] = field(default_factory=dict)
    offers: dict[OfferKey, OfferRecord] = field(default_factory=dict)


@dataclass
class Delivery:
    """What files deliver. A list that no file holds is `None`: what is stored of it stays as it is."""

    language: str = "de"
    source: str = ""
    """The source that the files name, empty where they name none."""
    organisations: dict[str, OrganisationRecord] = field(default_factory=dict)
    topics: dict[str, TopicRecord] | None = None
    offices: dict[str, OfficeRecord] | None = None
    services: dict[str, ServiceRecord] | None = None
    by_service: dict[OfferKey, OfferStatement] = field(default_factory=dict)
    by_office: dict[OfferKey, OfferStatement] = field(default_factory=dict)
