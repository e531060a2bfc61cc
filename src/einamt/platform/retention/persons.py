"""What the city holds about one person, across all procedures: rooms say how theirs is found, blocked and erased.

A matter is found by where somebody can be reached, or by its reference, never by a name: two residents may share it.
The law behind it: docs/rules/retention.md.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from einamt.platform.retention.registry import Counts


class Basis(StrEnum):
    """Why a matter is blocked."""

    ASKED = "asked"
    """The person asked for it (Art. 18(1) GDPR): it is kept until that is lifted, longer than else, too."""
    INSTEAD = "instead"
    """The person asked for its erasure, and a duty still keeps it (§ 35(3) BDSG): it goes when that duty ends."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person gave to be found by; empty: not given."""

    email: str = ""
    phone: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that the city holds. `key` names it to the commands, `subject` to the log of reading.

    `contacts` are blind indexes, to compare. `kept_because` says which duty keeps it although its person asks for
    erasure, with its source; empty: none does. One that `is_open` is being worked on because the person has asked for
    it: it can be neither erased nor blocked.
    """

    key: str
    subject: str
    what: str
    name: str
    contacts: frozenset[str]
    began_at: datetime
    kept_because: str
    is_open: bool = False
    is_blocked: bool = False


@dataclass(frozen=True, slots=True)
class PersonProvider:
    """How a room answers for its matters. `prefix` begins their keys; each function after `find` takes a key.

    `matter` gives None where there is none. `export` gives plain values. `erase` is one transaction. `block` is None
    where no page shows the matter.
    """

    prefix: str
    find: Callable[[Wanted], list[Matter]]
    matter: Callable[[str], Matter | None]
    export: Callable[[str], dict[str, object]]
    erase: Callable[[str], Counts]
    block: Callable[[str, Basis, str, datetime], None] | None = None
    lift: Callable[[str], None] | None = None


class UnknownMatter(LookupError):
    """No matter has this key."""


class DifferentPeople(ValueError):
    """Matters of several people were named together."""


_providers: dict[str, PersonProvider] = {}


def register(provider: PersonProvider) -> None:
    """Have `provider` answer.

    :raises ValueError: its prefix is taken.
    """
    if provider.prefix in _providers:
        message = f"the provider {provider.prefix!r} is registered twice"
        raise ValueError(message)
    _providers[provider.prefix] = provider


def prefixes() -> list[str]:
    """Who answers."""
    return sorted(_providers)


def find(wanted: Wanted) -> list[Matter]:
    """All matters of whoever can be reached there, or of the reference; they may be several people's."""
    found = [matter for prefix in prefixes() for matter in _providers[prefix].find(wanted)]
    return sorted(found, key=lambda matter: (_normal(matter.name), matter.began_at))


def of_one_person(keys: Sequence[str]) -> list[Matter]:
    """The matters of these keys.

    :raises UnknownMatter: one is of nobody.
    :raises DifferentPeople: they bear different names, or the same one and cannot be reached at the same place.
    """
    matters = []
    for key in keys:
        matter = provider_of(key).matter(key)
        if matter is None:
            raise UnknownMatter(key)
        matters.append(matter)
    first, *others = matters
    for other in others:
        if other.name and first.name and _normal(other.name) != _normal(first.name):
            raise DifferentPeople(f"{first.key} is {first.name}'s, {other.key} is {other.name}'s.")
        if not first.contacts & other.contacts:
            raise DifferentPeople(f"{first.key} and {other.key} share no address: the name alone does not tell people.")
    return matters


def provider_of(key: str) -> PersonProvider:
    """Who answers for `key`.

    :raises UnknownMatter: nobody.
    """
    provider = _providers.get(key.partition(":")[0])
    if provider is None:
        raise UnknownMatter(key)
    return provider


def _normal(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()
