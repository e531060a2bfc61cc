"""What editors write about a service, as one typed value, and its form in JSON. Plain Python.

What belongs to the service but is no editor's text (identifiers, offices, demand, responsibility) is not part of it.
Texts are structured text (`catalog.rules.texts`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

SCHEMA = 2
_READABLE = frozenset({1, SCHEMA})
"""The first one knew fees in German and English only."""

KINDS = ("condition", "evidence", "legal-basis", "form", "link", "publication")
"""Values of `ServiceItem.Kind`, in the order in which an editor meets them."""
CHANNELS = ("office", "online", "post", "phone")
"""By which ways a service can be had."""


class UnknownSchema(ValueError):
    """A version was written by a newer einamt than this one."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a service is called and how it is explained, in one language."""

    name: str = ""
    summary: str = ""
    description: str = ""
    plain: str = ""
    procedure: str = ""
    duration: str = ""
    costs_note: str = ""
    responsible_body: str = ""


TEXT_FIELDS = tuple(each.name for each in fields(Text))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list."""

    name: str
    description: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee in euro cents, with what it is for."""

    cents: int
    label: str = ""
    label_en: str = ""
    further_labels: Mapping[str, str] = field(default_factory=dict)
    """In further languages, by their code."""


@dataclass(frozen=True, slots=True)
class Content:
    """All of it. Languages without a word, and lists without an entry, are left out (see `tidied`)."""

    texts: Mapping[str, Text] = field(default_factory=dict)
    """By language code."""
    items: Mapping[str, Mapping[str, tuple[Entry, ...]]] = field(default_factory=dict)
    """By language code, then by kind."""
    fees: tuple[Fee, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language code, in alphabetical order."""
    life_events: tuple[str, ...] = ()
    """Keys, in alphabetical order."""
    channels: tuple[str, ...] = ()
    online_url: str = ""
    needs_appointment: bool = False
    is_public: bool = True
    is_listed: bool = True

    @property
    def languages(self) -> list[str]:
        """The languages in which the service has a name, German first."""
        return sorted((code for code, text in self.texts.items() if text.name), key=lambda code: (code != "de", code))


def tidied(content: Content) -> Content:
    """`content` without empty languages and lists, and in one order: equal contents are equal values."""
    return Content(
        texts={code: text for code, text in sorted(content.texts.items()) if text != Text()},
        items={
            code: kept
            for code, kinds in sorted(content.items.items())
            if (kept := {kind: kinds[kind] for kind in KINDS if kinds.get(kind)})
        },
        fees=content.fees,
        synonyms={code: tuple(sorted(set(said))) for code, said in sorted(content.synonyms.items()) if said},
        life_events=tuple(sorted(set(content.life_events))),
        channels=tuple(channel for channel in CHANNELS if channel in content.channels)
        + tuple(sorted(set(content.channels) - set(CHANNELS))),
        online_url=content.online_url,
        needs_appointment=content.needs_appointment,
        is_public=content.is_public,
        is_listed=content.is_listed,
    )


def to_json(content: Content) -> dict[str, Any]:
    """`content`, tidied, as JSON can hold it."""
    return {"schema": SCHEMA, **asdict(tidied(content))}


def from_json(data: Mapping[str, Any]) -> Content:
    """What `to_json` wrote.

    :raises UnknownSchema: it was written by a newer einamt.
    """
    if data["schema"] not in _READABLE:
        message = f"content of schema {data['schema']}, this is {SCHEMA}"
        raise UnknownSchema(message)
    return tidied(
        Content(
            texts={code: Text(**text) for code, text in data["texts"].items()},
            items={
                code: {kind: tuple(Entry(**entry) for entry in entries) for kind, entries in kinds.items()}
                for code, kinds in data["items"].items()
            },
            fees=tuple(Fee(**fee) for fee in data["fees"]),
            synonyms={code: tuple(said) for code, said in data["synonyms"].items()},
            life_events=tuple(data["life_events"]),
            channels=tuple(data["channels"]),
            online_url=data["online_url"],
            needs_appointment=data["needs_appointment"],
            is_public=data["is_public"],
            is_listed=data["is_listed"],
        )
    )
