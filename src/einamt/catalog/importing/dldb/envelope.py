"""The envelope of a DLDB file: which dialect, which list, and whether it says the truth about itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from einamt.catalog.importing.errors import ImportRefused
from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.records import Json
from einamt.catalog.importing.values import Entry


class Dialect(StrEnum):
    """Whose DLDB it is."""

    BERLIN = "berlin"
    MUNICH = "munich"


class Kind(StrEnum):
    """What `data` lists."""

    SERVICE = "service"
    OFFICE = "office"
    TOPIC = "topic"


_BERLIN_KEYS = frozenset({"created", "datacount", "locale", "hash", "error", "data"})
_MUNICH_META = frozenset({"generated", "datacount", "hash"})
_MUNICH_ONLY = frozenset({"public", "displayName", "combinable", "organizationUnit", "showOnStartPage"})


@dataclass(frozen=True, slots=True)
class Envelope:
    """One file: what it is and its entries, each with a unique identifier."""

    file: str
    dialect: Dialect
    kind: Kind
    language: str
    entries: list[Entry]


def open_envelope(*, file: str, content: dict[str, Json], findings: Findings) -> Envelope:
    """The envelope of one file.

    :raises ImportRefused: it is no DLDB, it reports an error of its own, or two entries contradict each other.
    """
    dialect, said = _dialect(file, content)
    if content.get("error"):
        raise ImportRefused(f"{file} says of itself that it was written with an error.")
    data = content["data"]
    if isinstance(data, dict):
        data = list(data.values())
    if not isinstance(data, list):
        raise ImportRefused(f"{file}: 'data' is no list.")
    values = [_object(file, position, value) for position, value in enumerate(data)]
    kind = _kind(file, values)
    _check_dialect(file, dialect, kind, values)
    entries = list(_entries(file, kind, values, findings))
    if isinstance(said, int) and said != len(values):
        findings.warn(
            "wrong-count", kind="file", identifier=file, name="", detail=f"says {said} entries and holds {len(values)}"
        )
    locale = content.get("locale") or next((_locale(entry) for entry in entries), "de")
    return Envelope(file=file, dialect=dialect, kind=kind, language=str(locale)[:2].lower(), entries=entries)


def _dialect(file: str, content: dict[str, Json]) -> tuple[Dialect, Json]:
    """The dialect and the number of entries that the file says it holds."""
    if "data" not in content:
        found = ", ".join(sorted(content)[:8]) or "nothing"
        raise ImportRefused(f"{file} is no DLDB file: it has no 'data', but {found}.")
    if {"created", "datacount"} <= content.keys():
        return Dialect.BERLIN, content["datacount"]
    meta = content.get("meta")
    if isinstance(meta, dict) and "datacount" in meta:
        return Dialect.MUNICH, meta["datacount"]
    message = (
        f"{file} is in no dialect of DLDB that is known: Berlin's has {sorted(_BERLIN_KEYS)}, "
        f"Munich's 'data' and 'meta' with {sorted(_MUNICH_META)}; this one has {sorted(content)[:10]}."
    )
    raise ImportRefused(message)


def _object(file: str, position: int, value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise ImportRefused(f"{file}, data[{position}]: expected an object, found {type(value).__name__}.")
    return value


def _kind(file: str, values: list[dict[str, Json]]) -> Kind:
    if not values:
        raise ImportRefused(f"{file} holds no entries.")
    keys = values[0].keys()
    if "address" in keys or "geo" in keys:
        return Kind.OFFICE
    if "path" in keys:
        return Kind.TOPIC
    if "locations" in keys or "leika" in keys or "root_topic" in _keys(values[0].get("relation")):
        return Kind.SERVICE
    raise ImportRefused(
        f"{file}: cannot tell what the entries are; services have 'locations', locations 'address', topics 'path'."
    )


def _keys(value: Json) -> set[str]:
    return set(value) if isinstance(value, dict) else set()


def _check_dialect(file: str, dialect: Dialect, kind: Kind, values: list[dict[str, Json]]) -> None:
    """Refuse a file whose envelope is one dialect's and whose entries are the other's."""
    if kind == Kind.TOPIC:
        return
    is_munich = bool(_MUNICH_ONLY & values[0].keys())
    if is_munich == (dialect == Dialect.MUNICH):
        return
    other = Dialect.MUNICH if is_munich else Dialect.BERLIN
    raise ImportRefused(f"{file} has the envelope of {dialect}'s dialect and entries of {other}'s; which is it?")


def _entries(file: str, kind: Kind, values: list[dict[str, Json]], findings: Findings) -> Iterator[Entry]:
    """Each entry once. The same twice is odd; two that differ under one identifier are refused."""
    first: dict[str, tuple[int, dict[str, Json]]] = {}
    for position, value in enumerate(values):
        identifier = value.get("id")
        if isinstance(identifier, bool) or not isinstance(identifier, (str, int)) or not str(identifier).strip():
            raise ImportRefused(f"{file}, data[{position}]: 'id' is {identifier!r}; expected an identifier.")
        key = str(identifier).strip()
        if len(key) > 80:
            raise ImportRefused(f"{file}, data[{position}]: 'id' has {len(key)} characters; expected at most 80.")
        name = value.get("name")
        shown = " ".join(name.split())[:80] if isinstance(name, str) else ""
        if key in first:
            earlier, seen = first[key]
            if seen != value:
                raise ImportRefused(
                    f"{file}: data[{earlier}] ({seen.get('name')!r}) and data[{position}] ({name!r}) "
                    f"both have the id {key} and differ."
                )
            findings.warn(
                "duplicate", kind=kind, identifier=key, name=shown, detail="stands twice, the same; taken once"
            )
            continue
        first[key] = (position, value)
        yield Entry(value, f"{file}, data[{position}] (id {key})", kind, key, shown, findings)


def _locale(entry: Entry) -> str:
    meta = entry.values.get("meta")
    return str(meta.get("locale") or "de") if isinstance(meta, dict) else "de"
