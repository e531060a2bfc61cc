"""One Organisationseinheit of a message as an entry."""

import re

from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.records import Json
from einamt.catalog.importing.xzufi import names
from einamt.catalog.importing.xzufi.fields import Node, Place, key_in, localized
from einamt.catalog.importing.xzufi.records import AreaResponsibility, Key, OrganisationEntry
from einamt.catalog.importing.xzufi.trees import local_name, tree_of

PARENT = "uebergeordneteOrganisationseinheitID"
KINDS = frozenset({"city", "district", "municipality", "authority"})
_AREA = re.compile(r"\d{2,12}")


class OrganisationReader:
    """Reads Organisationseinheiten of one message."""

    def __init__(self, *, namespace: str, version: str, findings: Findings) -> None:
        self._namespace = namespace
        self._version = version
        self._findings = findings

    def read(self, *, node: Node, key: Key) -> OrganisationEntry:
        """What the object says; oddities go to the findings."""
        inner = node.child("name")
        said = localized(inner, "name", place=Place("organisation", key, "", self._findings)) if inner else {}
        name = " ".join((said.get("de") or next(iter(said.values()), "")).split())
        place = Place("organisation", key, name[:80], self._findings)
        if not name:
            place.warn("no-name", "has no name; the identifier is shown")
        own = _own_categories(node)
        return OrganisationEntry(
            key=key,
            name=(name or key.identifier)[:200],
            name_en=" ".join(said.get("en", "").split())[:200],
            kind=own.get(names.ORGANISATION_KIND) if own.get(names.ORGANISATION_KIND) in KINDS else None,
            parent=key_in(node.child(PARENT), default_source=key.source),
            area_key=own.get(names.ORGANISATION_AREA) or _regional_key(node),
            residents=_count(own.get(names.ORGANISATION_RESIDENTS, "")),
            kept=self._kept(node),
            responsibilities=tuple(_responsibilities(node, key, place)),
        )

    def _kept(self, node: Node) -> dict[str, Json]:
        mapped = {"id", "name", PARENT, "zustaendigkeit"}
        rest: list[Json] = [
            tree_of(child, node.namespace)
            for child in node.element
            if isinstance(child.tag, str)
            and local_name(child) not in mapped
            and not _is_own_category(Node(child, node.namespace))
        ]
        kept: dict[str, Json] = {"version": self._version}
        return kept | {"rest": rest} if rest else kept


def _responsibilities(node: Node, key: Key, place: Place) -> list[AreaResponsibility]:
    """Each pair of service and area. What a Zuständigkeit names without a service means nothing to us: a finding."""
    found: list[AreaResponsibility] = []
    for said in node.children("zustaendigkeit"):
        services = [key_in(child, default_source=key.source) for child in said.children("leistungID")]
        if not services or None in services:
            place.warn("responsibility-without-service", "a Zuständigkeit names no Leistung with its agency; left out")
        code = said.code_of("rolle") or "01"
        role = names.ROLES.get(code, f"code-{code}")[:40]
        areas = [area for child in said.children("gebietID") if (area := _area_key(child, place)) is not None]
        if not areas and said.child("gebietID"):
            continue
        found += [
            AreaResponsibility(service, area, role)
            for service in services
            if service is not None
            for area in areas or [""]
        ]
    return list(dict.fromkeys(found))


def _area_key(node: Node, place: Place) -> str | None:
    """The area as digits of the ARS; what is no such key is left out, for everywhere would be wrong."""
    text = node.text()
    if _AREA.fullmatch(text):
        return text
    place.warn("odd-area", f"the area {text[:60]!r} is no regional key (ARS); the responsibility there is left out")
    return None


def _own_categories(node: Node) -> dict[str, str]:
    return {
        child_class.text_of("id"): identifier.text()
        for child in node.children("kategorie")
        if _is_own_category(child)
        and (identifier := child.child("id")) is not None
        and (child_class := child.child("klasse")) is not None
    }


def _is_own_category(node: Node) -> bool:
    identifier = node.child("id") if local_name(node.element) == "kategorie" else None
    return identifier is not None and identifier.attribute("schemeAgencyID") == names.AGENCY


def _regional_key(node: Node) -> str:
    """The regional key in the address, which is the area that the organisation is for."""
    for address in node.children("anschrift"):
        coding = address.child("verwaltungspolitischeKodierung")
        key = coding.code_of("regionalschluessel") if coding else ""
        if _AREA.fullmatch(key):
            return key
    return ""


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
