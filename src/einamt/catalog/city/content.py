"""What the files of a city say, as plain values; `reading` reads them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class BadContent(ValueError):
    """A content file cannot be used; the text names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in German, in English and perhaps in further languages."""

    de: str
    en: str
    further: dict[str, str] = field(default_factory=dict)
    """By language code."""

    def in_language(self, language: str) -> str:
        """The words in `language`; in English where they are not said in it."""
        return {"de": self.de, "en": self.en, **self.further}.get(language, self.en)


@dataclass(frozen=True, slots=True)
class ServiceWords:
    """What is said about a service in one language."""

    name: str
    summary: str
    description: str
    plain: str
    conditions: list[str]
    evidence: list[tuple[str, str]]
    """Name and hint of each paper to bring."""
    procedure: str
    duration: str
    costs_note: str
    """What is to be said about the fees; empty where the listed ones say it all."""
    synonyms: list[str]


@dataclass(frozen=True, slots=True)
class ServiceContent:
    """One service."""

    key: str
    leika: str
    needs_appointment: bool
    steps: int
    demand: int
    counter_groups: list[str]
    channels: list[str]
    online_url: str
    responsible: str
    responsible_body: Words
    life_events: list[str]
    costs: list[tuple[int, Words]]
    """Euro cents and what they are for."""
    legal: list[tuple[str, str]]
    """Name and address of each legal basis."""
    words: dict[str, ServiceWords]
    """By language code, German and English first."""


@dataclass(frozen=True, slots=True)
class ContactContent:
    """How a district (or municipality) itself is reached."""

    street: str
    postal_code: str
    city: str
    phone: str
    email: str
    hours: Words


@dataclass(frozen=True, slots=True)
class AddressContent:
    """Where a house stands."""

    street: str
    postal_code: str
    city: str


@dataclass(frozen=True, slots=True)
class DistrictContent:
    """One district (or municipality) of the city."""

    key: str
    code: str
    area_key: str
    """ARS; empty where there is none, as for Berlin's districts."""
    name: Words
    residents: int
    also_called: list[str]
    """Localities in it, and other names by which people say where they live."""
    contact: ContactContent | None


@dataclass(frozen=True, slots=True)
class AuthorityContent:
    """An authority that every district (or municipality) has one of, such as the registry office."""

    key: str
    name: Words
    """Holds `{part}` where the district's name belongs."""
    is_of_city: bool
    """Whether it stands beside the district's own administration and not within it, as a Jobcenter does."""
    services: list[str]
    """What it answers for in place of the district."""
    addresses: dict[str, AddressContent]
    """By key of the district, as far as known."""

    def named(self, district: Words) -> Words:
        """What it is called in a district."""
        return Words(de=self.name.de.format(part=district.de), en=self.name.en.format(part=district.en))


@dataclass(frozen=True, slots=True)
class OfficeContent:
    """One office with its published hours and its groups of counters."""

    id: str
    key: str
    name: str
    district: str
    street: str
    postal_code: str
    city: str
    phone: str
    email: str
    contact_url: str
    latitude: float
    longitude: float
    coordinate_source: str
    transit: Words
    accessibility: str
    hours: list[tuple[int, int, int]]
    """ISO weekday, minute of opening, minute of closing."""
    counter_groups: list[tuple[str, int]]
    """Key of the group and its number of counters."""


@dataclass(frozen=True, slots=True)
class MatterContent:
    """A kind of matter that is told apart within a service."""

    service: str
    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class RuleContent:
    """A rule of responsibility; it takes the place of the general one for its service and district."""

    service: str
    district: str
    unit: Words
    letters: tuple[str, str]
    """First and last beginning of the surnames; both empty for everybody."""
    matter: str
    """Key of a kind of matter, or empty."""


@dataclass(frozen=True, slots=True)
class CityContent:
    """A whole city."""

    key: str
    settings: dict[str, Any]
    """`city.toml` as it stands: name, state, zone, rules of booking, hotline."""
    parts: str
    """What `districts` are: one of `reading.PARTS`."""
    finding_days: dict[str, int]
    """Within how many days findings of each weight are to be put right, where the city says so."""
    districts: list[DistrictContent]
    offices: list[OfficeContent]
    life_events: list[tuple[str, Words, Words]]
    """Key, name and hint."""
    services: list[ServiceContent]
    postal_codes: list[tuple[str, float, float, list[str]]]
    """Code, latitude, longitude, keys of the districts it touches."""
    authorities: list[AuthorityContent]
    matters: list[MatterContent]
    rules: list[RuleContent]
    addresses: Path | None
    """The address file, where the city has one."""
