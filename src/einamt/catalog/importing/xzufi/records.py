"""What one object of a message says, and what is stored of it, in the same shape so that the two compare."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from einamt.catalog.importing.records import ItemRecord, Json


class Key(NamedTuple):
    """An identifier with the agency that gave it out (`schemeAgencyID`): our `source`."""

    source: str
    identifier: str

    def __str__(self) -> str:
        return f"{self.source}:{self.identifier}"


@dataclass(frozen=True, slots=True)
class TextEntry:
    """The texts of a service in one language. `plain` is `None` where the message has no such module."""

    name: str = ""
    summary: str = ""
    description: str = ""
    plain: str | None = None
    procedure: str = ""
    duration: str = ""
    costs_note: str = ""
    responsible_body: str = ""


@dataclass(frozen=True, slots=True)
class CostEntry:
    """A fee in euro cents."""

    cents: int
    label: str = ""
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """What our own classification says about a service; `None` is what a message of somebody else does not say."""

    needs_appointment: bool | None = None
    is_listed: bool | None = None
    is_public: bool | None = None
    responsible: str | None = None
    channels: tuple[str, ...] | None = None


@dataclass(slots=True)
class ServiceEntry:
    """A service. Languages, lists and words that the message does not name stay as they are stored."""

    key: Key
    publisher: Key | None = None
    leika: str = ""
    updated_at: datetime | None = None
    texts: dict[str, TextEntry] = field(default_factory=dict)
    items: dict[str, tuple[ItemRecord, ...]] = field(default_factory=dict)
    costs: tuple[CostEntry, ...] | None = None
    terms: dict[str, frozenset[str]] = field(default_factory=dict)
    life_events: dict[str, tuple[str, str]] | None = None
    """Key to names in German and English."""
    marks: Marks = field(default_factory=Marks)
    kept: dict[str, Json] = field(default_factory=dict)
    """What we have no column for; becomes `extra["xzufi"]`."""

    @property
    def name(self) -> str:
        """A name for findings."""
        text = self.texts.get("de") or next(iter(self.texts.values()), None)
        return text.name if text else ""


class ServiceColumns(NamedTuple):
    """The columns of a stored service that a message may change."""

    organisation_id: int
    leika: str
    updated_at: datetime | None
    needs_appointment: bool
    is_listed: bool
    is_public: bool
    responsible: str
    channels: list[str]
    extra: dict[str, Json]


@dataclass(frozen=True, slots=True)
class ServiceState:
    """A service as it is, or as it should be."""

    columns: ServiceColumns
    texts: dict[str, TextEntry]
    items: dict[str, tuple[ItemRecord, ...]]
    costs: tuple[CostEntry, ...]
    terms: dict[str, frozenset[str]]
    life_events: frozenset[str]


class AreaResponsibility(NamedTuple):
    """That an organisation answers for a service in an area; an empty area is everywhere."""

    service: Key
    area_key: str
    role: str


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """An organisation with what it answers for."""

    key: Key
    name: str
    name_en: str
    kind: str | None
    parent: Key | None
    area_key: str
    residents: int | None
    kept: dict[str, Json]
    responsibilities: tuple[AreaResponsibility, ...]


def merged_text(stored: TextEntry | None, said: TextEntry) -> TextEntry:
    """A text as it should be: what the message says, and the plain version that is stored where it says none."""
    plain = said.plain if said.plain is not None else (stored.plain if stored else "")
    return replace(said, plain=plain or "")
