"""What the rules are given."""

from dataclasses import dataclass, field
from datetime import datetime

from einamt.catalog.editing.content import Content
from einamt.catalog.rules.distances import Place


@dataclass(frozen=True, slots=True)
class Outdated:
    """A part of a translation that is older than the German one."""

    language: str
    part: str
    """A field of a text, or the kind of a list."""
    changed_at: datetime
    """When the German part was changed."""


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A public service: its content, and whether an office serves it."""

    id: int
    slug: str
    content: Content
    offices: int
    languages: tuple[str, ...]
    """The languages that the city promises, German first."""
    outdated: tuple[Outdated, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """One span of one weekday."""

    weekday: int
    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """A public office."""

    id: int
    name: str
    street: str
    postal_code: str
    place: Place | None
    hours: tuple[Hours, ...]
    services: int


@dataclass(frozen=True, slots=True)
class OfficeAmongOthers:
    """An office, the other offices, and where the city lies."""

    office: OfficeFacts
    others: tuple[OfficeFacts, ...]
    city: tuple[Place, ...]
    """Centres of the city's postal codes; empty where they are not known."""


@dataclass(frozen=True, slots=True)
class ServiceAmongOthers:
    """A service beside those that are called alike, and beside who else has its forms."""

    service: ServiceFacts
    namesakes: tuple[ServiceFacts, ...]


@dataclass(frozen=True, slots=True)
class WithheldForms:
    """The online forms of a service that has no page, and the addresses that public services lead to."""

    service_id: int
    forms: tuple[tuple[str, str], ...]
    """Name and address."""
    used: frozenset[str]
    """As `catalog.linting.rules.others.bare` writes them."""


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """An address in a service's texts, and how it has answered."""

    url: str
    trouble: str
    status: int | None
    failing_since: datetime | None
    failures: int
    where: tuple[str, ...] = field(default_factory=tuple)
