"""What is asked and answered about responsibility: plain values, texts in the language that was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext

from einamt.catalog.queries.results import OfficeEntry


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where somebody lives or a matter lies, as well as it is known.

    `area_keys` are the smallest areas that it may lie in: one where that is known, several for a postal code that spans
    them, none outside the city. Coordinates are in degrees, WGS 84, and only order offices by distance. `label` is what
    somebody reads, such as an address; `postal_code` may be empty.
    """

    area_keys: tuple[str, ...]
    label: str = ""
    postal_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    is_address: bool = True


class Outcome(StrEnum):
    """What kind of answer it is."""

    ONE = "one"
    """Exactly one organisation answers."""
    CANDIDATES = "candidates"
    """One of several; `Answer.question` says what would decide, unless the rules overlap."""
    ANY_OFFICE = "any-office"
    """Every office serves everybody (Allzuständigkeit)."""
    NOBODY = "nobody"
    """No rule names anybody."""
    OPEN = "open"
    """It depends on the place, and no place was given."""


class Question(StrEnum):
    """What would decide between candidates."""

    PLACE = "place"
    ADDRESS = "address"
    MATTER = "matter"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class OfficeWay:
    """An office to go to, how far it is from the place in kilometres (where known), and whether it can be booked."""

    office: OfficeEntry
    km: float | None
    is_bookable: bool

    @property
    def metres(self) -> float | None:
        """The distance in metres."""
        return None if self.km is None else self.km * 1000


@dataclass(frozen=True, slots=True)
class Contact:
    """How an organisation itself is reached; what is not known is empty. `hours` are words."""

    through: str
    """Whose contact it is, where an authority has none of its own: the district that it is part of. Else empty."""
    street: str
    postal_code: str
    city: str
    phone: str
    email: str
    hours: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that answers, or may answer, and why."""

    organisation_id: int
    kind: str
    """Value of `Organisation.Kind`."""
    name: str
    part_of: str
    """The district or municipality that an authority is part of; else empty."""
    unit: str
    """The part of the organisation that does it; may be empty."""
    reason: str
    area_keys: tuple[str, ...]
    offices: list[OfficeWay]
    contact: Contact | None
    """Of the organisation, or of the district that it is part of; None where neither has one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible reply to the question that decides."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers for a service. `reason` is a sentence about the whole answer."""

    outcome: Outcome
    reason: str
    candidates: list[Candidate] = field(default_factory=list)
    offices: list[OfficeWay] = field(default_factory=list)
    """For `ANY_OFFICE`: the offices that serve it, the nearest first."""
    question: Question | None = None
    choices: list[Choice] = field(default_factory=list)
    """Replies to `question` where they can be counted: kinds of matter, beginnings of surnames."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the rules of a service, for its editors.

    `what` is gap, overlap, letters (a range without names) or area (a key that no area has). `area_key` may be empty
    (everywhere); `letters` is empty where all names are meant. `sentence` says it whole: `message`, to be translated,
    with its `params`.
    """

    service_id: int
    slug: str
    what: str
    area_key: str
    area_name: str
    letters: str
    matter: str
    message: str
    params: Mapping[str, str]

    @property
    def sentence(self) -> str:
        """What is wrong, in the reader's language."""
        return gettext(self.message) % self.params

    @property
    def is_error(self) -> bool:
        """Whether somebody gets no answer or a wrong one; all but rules that can never apply."""
        return self.what != "area"
