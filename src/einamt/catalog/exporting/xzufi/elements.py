"""Making elements of a message."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from einamt.catalog.exporting.markup import html_of
from einamt.catalog.importing.records import Json
from einamt.catalog.importing.xzufi.names import NAMESPACES
from einamt.catalog.importing.xzufi.trees import element_of
from einamt.catalog.importing.xzufi.wanted import EXTRA


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes elements of one version."""

    version: str

    @property
    def namespace(self) -> str:
        """The namespace that is written."""
        return NAMESPACES[self.version]

    def element(self, name: str, *children: etree._Element | None, text: str = "", **attributes: str) -> etree._Element:
        """An element in the message's namespace; children that are `None` are left out."""
        made = etree.Element(f"{{{self.namespace}}}{name}", attributes, nsmap={"xzufi": self.namespace})
        made.text = text or None
        made.extend(child for child in children if child is not None)
        return made

    def code(self, name: str, code: str, *, list_uri: str) -> etree._Element:
        """A value of a code list; its `code` stands in no namespace (XÖV)."""
        made = self.element(name, listURI=list_uri, listVersionID="")
        inner = etree.SubElement(made, "code")
        inner.text = code
        return made

    def identifier(self, name: str, *, source: str, identifier: str, beyond: Json = None) -> etree._Element:
        """An identifier with the agency that gave it out."""
        made = self.element(name, text=identifier, schemeAgencyID=source)
        for key, value in (beyond if isinstance(beyond, dict) else {}).items():
            made.set(key, str(value))
        return made

    def localized(self, name: str, said: Mapping[str, str]) -> list[etree._Element]:
        """One element for each language that has words."""
        return [
            self.element(name, text=html_of(text), languageCode=language) for language, text in said.items() if text
        ]

    def kept(self, trees: Iterable[Json]) -> list[etree._Element]:
        """Elements that were kept as they came."""
        return [element_of(tree, self.namespace) for tree in trees]


def list_in(values: Mapping[str, Json], key: str) -> list[Json]:
    """The list under `key`; empty where there is none."""
    found = values.get(key)
    return found if isinstance(found, list) else []


def kept_of(extra: Mapping[str, Json]) -> Mapping[str, Json]:
    """What a message has said beyond our columns."""
    kept = extra.get(EXTRA)
    return kept if isinstance(kept, dict) else {}
