"""Reading values out of an object's XML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from typing import NamedTuple

from lxml import etree

from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.xzufi.records import Key
from einamt.catalog.importing.xzufi.trees import local_name
from einamt.catalog.rules import texts

LONGEST_SOURCE, LONGEST_IDENTIFIER = 60, 80
_HARMFUL = frozenset({"script", "style", "iframe", "object", "embed", "form"})
_REGION = re.compile(r"[a-z]{2}|\d{3}")


class Node(NamedTuple):
    """An element of the message's namespace."""

    element: etree._Element
    namespace: str

    def children(self, name: str) -> Iterator["Node"]:
        """The children of this name."""
        namespace = self.namespace
        for child in self.element.iterchildren(f"{{{namespace}}}{name}"):
            yield Node(child, namespace)

    def child(self, name: str) -> "Node | None":
        """The first child of this name."""
        found = next(self.element.iterchildren(f"{{{self.namespace}}}{name}"), None)
        return None if found is None else Node(found, self.namespace)

    def text(self) -> str:
        """The text on one line."""
        return " ".join((self.element.text or "").split())

    def text_of(self, name: str) -> str:
        """The text of the first child of this name, on one line; empty where there is none."""
        found = self.child(name)
        return found.text() if found else ""

    def code(self) -> str:
        """The code of a code list's element, which XÖV writes in no namespace and some products in the message's."""
        for child in self.element:
            if isinstance(child.tag, str) and local_name(child) == "code":
                return " ".join((child.text or "").split())
        return ""

    def code_of(self, name: str) -> str:
        """The code in the first child of this name; empty where there is none."""
        found = self.child(name)
        return found.code() if found else ""

    def markup(self) -> str:
        """The content as HTML: written as text, as the standard has it, or as elements."""
        if not len(self.element):
            return self.element.text or ""
        inner = "".join(etree.tostring(child, encoding="unicode") for child in self.element)
        return escape(self.element.text or "", quote=False) + inner

    def language(self) -> str:
        """The language that the element says it is in, German where it says none."""
        return language_of(self.element.get("languageCode", "de"))

    def attribute(self, name: str) -> str:
        """An attribute, trimmed."""
        return (self.element.get(name) or "").strip()


@dataclass(frozen=True, slots=True)
class Place:
    """The object that is being read, for findings."""

    kind: str
    key: Key
    name: str
    findings: Findings

    def warn(self, code: str, detail: str) -> None:
        """Note something that ought to be corrected at the source."""
        self.findings.warn(code, kind=self.kind, identifier=str(self.key), name=self.name, detail=detail)

    def note(self, code: str, detail: str) -> None:
        """Note something worth knowing."""
        self.findings.note(code, kind=self.kind, identifier=str(self.key), name=self.name, detail=detail)


@lru_cache(maxsize=256)
def language_of(code: str) -> str:
    """A language code as we write it: `de` for `de`, `de-DE` and `de_DE`, at most ten characters."""
    first, _, rest = code.strip().replace("_", "-").lower().partition("-")
    return first[:10] or "de" if not rest or _REGION.fullmatch(rest) else f"{first}-{rest}"[:10]


def key_in(node: Node | None, *, default_source: str = "") -> Key | None:
    """The identifier that an element holds; `None` where it holds none, or one without an agency and no default."""
    if node is None:
        return None
    source = node.attribute("schemeAgencyID") or default_source
    identifier = node.text()
    if not source or not identifier or len(source) > LONGEST_SOURCE or len(identifier) > LONGEST_IDENTIFIER:
        return None
    return Key(source, identifier)


def structured(markup: str, *, place: Place, module: str) -> str:
    """HTML or plain text as structured text; what had to be left out is a finding."""
    if not texts.is_html(markup):
        return texts.tidy(markup)
    converted = texts.from_html(markup)
    if converted.dropped:
        report = place.warn if converted.dropped & _HARMFUL else place.note
        report("markup-removed", f"{module}: removed {', '.join(sorted(converted.dropped))}")
    return converted.text


def localized(node: Node | None, name: str, *, place: Place) -> dict[str, str]:
    """The children of this name by language, as structured text."""
    if node is None:
        return {}
    return {child.language(): structured(child.markup(), place=place, module=name) for child in node.children(name)}


def moment_of(text: str) -> datetime | None:
    """A moment in ISO 8601, in UTC where it names no offset; `None` where it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def usable_link(address: str) -> str:
    """The address, or nothing where a page cannot link to it."""
    address = address.strip()
    is_usable = address.lower().startswith(("http://", "https://", "mailto:", "tel:"))
    return address if is_usable and len(address) <= 1000 and not re.search(r"[\s<>\"']", address) else ""
