"""Reading values out of JSON: typed, with errors that say where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from einamt.catalog.importing.errors import ImportRefused
from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.records import Json
from einamt.catalog.rules import texts

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_HOST_LIKE = re.compile(r"(www\.|[a-z0-9.-]+\.(de|eu|org|com|net|info)(/|$))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An object of a file: its values by key, where it stands, and where its oddities go."""

    values: dict[str, Json]
    where: str
    kind: str
    identifier: str
    name: str
    findings: Findings

    def warn(self, code: str, detail: str) -> None:
        """Note an oddity of this entry that ought to be corrected."""
        self.findings.warn(code, kind=self.kind, identifier=self.identifier, name=self.name, detail=detail)

    def note(self, code: str, detail: str) -> None:
        """Note an oddity of this entry."""
        self.findings.note(code, kind=self.kind, identifier=self.identifier, name=self.name, detail=detail)

    def count(self, code: str, detail: str) -> None:
        """Note an oddity that many entries share."""
        self.findings.count(code, kind=self.kind, detail=detail)

    def inner(self, key: str) -> "Entry":
        """The object under `key`; an empty one where there is none (or `[]`, which PHP writes for an empty object)."""
        value = self.values.get(key)
        if value in (None, False, "", []):
            value = {}
        if not isinstance(value, dict):
            raise self._wrong(key, value, "an object")
        return self._below(value, key)

    def objects(self, key: str) -> Iterator["Entry"]:
        """The objects of the list under `key`."""
        for position, value in enumerate(self._list(key)):
            if not isinstance(value, dict):
                raise self._wrong(f"{key}[{position}]", value, "an object")
            yield self._below(value, f"{key}[{position}]")

    def identifiers(self, key: str) -> list[str]:
        """The identifiers in the list under `key`, each a text or a number, or an object with an `id`."""
        found = []
        for position, value in enumerate(self._list(key)):
            inner = value.get("id") if isinstance(value, dict) else value
            if isinstance(inner, bool) or not isinstance(inner, (str, int)):
                raise self._wrong(f"{key}[{position}]", value, "an identifier")
            found.append(str(inner).strip())
        return found

    def text(self, key: str) -> str:
        """The text under `key` on one line; empty where there is none (`null` and `false` are none)."""
        return " ".join(self._clean(key).split())

    def long_text(self, key: str) -> str:
        """The structured text under `key`, from plain text or HTML."""
        raw = self._clean(key)
        if not texts.is_html(raw):
            return texts.tidy(raw)
        converted = texts.from_html(raw)
        if harmful := sorted(converted.dropped & {"script", "style", "iframe", "object", "embed", "form"}):
            self.warn("markup-removed", f"{key}: removed {', '.join(harmful)}")
        elif converted.dropped:
            self.note("markup-removed", f"{key}: could not keep {', '.join(sorted(converted.dropped))}")
        return converted.text

    def loose_text(self, key: str) -> str:
        """A structured text under `key` that some files write as a list or an object: its texts, one a line."""
        value = self.values.get(key)
        if isinstance(value, (list, dict)):
            return texts.tidy("\n".join(_texts_in(value)))
        return self.long_text(key)

    def flag(self, key: str) -> bool | None:
        """The truth value under `key`, also written as 0, 1, "0", "1"; `None` where there is none."""
        value = self.values.get(key)
        if value in (None, ""):
            return None
        if value in (0, "0", "false"):
            return False
        if value in (1, "1", "true"):
            return True
        raise self._wrong(key, value, "true or false")

    def number(self, key: str) -> int | None:
        """The whole number, not negative, under `key`, also as text; `None` where there is none."""
        value = self.values.get(key)
        if value is None or value is False or value == "":
            return None
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
            value = int(value.strip()[:9])
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1_000_000_000:
            raise self._wrong(key, value, "a whole number")
        return value

    def decimal(self, key: str) -> float | None:
        """The number under `key`, also as text; `None` where there is none."""
        value = self.values.get(key)
        if value is None or value is False or value == "":
            return None
        try:
            return float(value)  # type: ignore[arg-type] # a list or an object is a TypeError, handled below
        except (TypeError, ValueError):
            raise self._wrong(key, value, "a number") from None

    def moment(self, key: str, *, zone: ZoneInfo) -> datetime | None:
        """The moment under `key` in ISO 8601; without an offset it is read in `zone`."""
        value = self.text(key)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.warn("bad-date", f"{key}: {value[:40]!r} is not a date; left out")
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)

    def link(self, key: str) -> str:
        """The address under `key`; one without a scheme is completed, one that cannot be used is left out."""
        value = self.text(key)
        if not value:
            return ""
        if value.startswith("//"):
            value = f"https:{value}"
            self.note("link-completed", f"{key}: {value}")
        elif "://" not in value and not value.startswith(("mailto:", "tel:")) and _HOST_LIKE.match(value):
            value = f"https://{value}"
            self.note("link-completed", f"{key}: {value}")
        if not value.lower().startswith(("http://", "https://", "mailto:", "tel:")) or any(
            c in value for c in " <>\"'"
        ):
            self.warn("bad-link", f"{key}: {value[:120]!r} cannot be used; left out")
            return ""
        return value[:1000]

    def unknown_keys(self, known: frozenset[str]) -> None:
        """Note each key that the format does not have."""
        for key in self.values.keys() - known:
            self.count("unknown-key", f"{key[:60]!r} is not a key of this format; kept as it is")

    def _below(self, values: dict[str, Json], key: str) -> "Entry":
        return Entry(values, f"{self.where}, {key}", self.kind, self.identifier, self.name, self.findings)

    def _list(self, key: str) -> list[Json]:
        value = self.values.get(key)
        if value in (None, False, "", {}):
            return []
        if not isinstance(value, list):
            raise self._wrong(key, value, "a list")
        return value

    def _clean(self, key: str) -> str:
        value = self.values.get(key)
        if value is None or value is False:
            return ""
        if value is True or isinstance(value, (list, dict)):
            raise self._wrong(key, value, "a text")
        text = str(value)
        if _CONTROL.search(text):
            self.warn("control-characters", f"{key}: removed characters that are no text")
            text = _CONTROL.sub("", text)
        return text

    def _wrong(self, key: str, value: Json, expected: str) -> ImportRefused:
        found = {dict: "an object", list: "a list", bool: "true or false"}.get(type(value), repr(value)[:60])
        return ImportRefused(f"{self.where}: {key!r} is {found}; expected {expected}.")


def _texts_in(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_in(inner)
    elif isinstance(value, str) and value.strip():
        yield _CONTROL.sub("", value)
