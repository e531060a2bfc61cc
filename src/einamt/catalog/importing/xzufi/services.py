"""One Leistung of a message as an entry."""

import re
from collections import defaultdict
from dataclasses import replace

from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.records import ItemRecord, Json
from einamt.catalog.importing.xzufi import names
from einamt.catalog.importing.xzufi.fields import Node, Place, key_in, localized, moment_of
from einamt.catalog.importing.xzufi.modules import read_costs, read_duration, read_items
from einamt.catalog.importing.xzufi.records import Key, Marks, ServiceEntry, TextEntry
from einamt.catalog.importing.xzufi.trees import local_name, tree_of, trees_of

_LEIKA = re.compile(r"\d{14}")
_TRIMMED = {"name": 300}


class ServiceReader:
    """Reads Leistungen of one message."""

    def __init__(self, *, namespace: str, version: str, findings: Findings) -> None:
        self._namespace = namespace
        self._version = version
        self._findings = findings

    def read(self, *, node: Node, key: Key) -> ServiceEntry:
        """What the object says; oddities go to the findings."""
        return _Reading(node, key, self._version, self._findings).entry()


class _Reading:
    """The reading of one object: each child goes to the method of its name, or is kept as it is."""

    def __init__(self, node: Node, key: Key, version: str, findings: Findings) -> None:
        self._node = node
        self._version = version
        self._findings = findings
        self._entry = ServiceEntry(key=key)
        self._place = Place("service", key, "", findings)
        self._texts: dict[str, dict[str, str]] = defaultdict(dict)
        self._items: dict[str, list[ItemRecord]] = defaultdict(list)
        self._terms: dict[str, set[str]] = defaultdict(set)
        self._marks: list[str] | None = None
        self._kept: dict[str, list[Json]] = defaultdict(list)

    def entry(self) -> ServiceEntry:
        self._place = replace(self._place, name=self._first_name()[:80])
        handlers = {
            "id": self._id,
            names.LEIKA_ELEMENT[self._version]: self._leika,
            "modulText": self._text_module,
            "modulTextIndividuell": self._own_module,
            "modulKosten": self._costs,
            "modulBearbeitungsdauer": self._duration,
            "modulBegriffImKontext": self._terms_module,
            "kategorie": self._category,
            "klassifizierung": self._classification,
            "herausgeber": self._publisher,
            names.VERSION_ELEMENT[self._version]: self._version_of_object,
        }
        for element in self._node.element:
            if not isinstance(element.tag, str):
                continue
            handler = handlers.get(local_name(element), self._keep)
            handler(Node(element, self._node.namespace))
        return self._completed()

    def _first_name(self) -> str:
        for module in self._node.children("modulText"):
            if module.code_of("leikaTextmodul") == "02":
                return next((content.text() for content in module.children("inhalt")), "")
        return ""

    def _completed(self) -> ServiceEntry:
        entry = self._entry
        name = self._texts.get("de", {}).get("name") or next(
            (said["name"] for said in self._texts.values() if said.get("name")), ""
        )
        if not name:
            self._place.warn("no-name", "has no name (text module 02); the identifier is shown")
            name = entry.key.identifier
        for language in {"de"} & self._items.keys() | self._texts.keys():
            said = self._texts[language]
            if not said.get("name"):
                self._place.note("no-name", f"has texts in {language!r} without a name; the first other name is shown")
            entry.texts[language] = _text_entry(said | {"name": said.get("name") or name})
        if not entry.texts:
            entry.texts["de"] = TextEntry(name=name)
        entry.items = {language: tuple(items) for language, items in self._items.items()}
        entry.terms = {language: frozenset(words) for language, words in self._terms.items()}
        if self._marks is not None:
            entry.marks = _marks(self._marks)
        entry.kept = {"version": self._version} | {name: list(trees) for name, trees in self._kept.items() if trees}
        return entry

    def _keep(self, node: Node) -> None:
        self._kept["rest"].append(tree_of(node.element, self._node.namespace))

    def _id(self, node: Node) -> None:
        beyond: dict[str, Json] = {
            str(key): str(value) for key, value in node.element.attrib.items() if key != "schemeAgencyID"
        }
        if beyond:
            self._kept["id"] = [beyond]

    def _leika(self, node: Node) -> None:
        if not self._entry.leika and _LEIKA.fullmatch(node.code()):
            self._entry.leika = node.code()
            self._remember_list("leika", node)
        else:
            if not _LEIKA.fullmatch(node.code()):
                self._place.note("odd-leika", f"{node.code()[:80]!r} is not a key of 14 digits; kept as it is")
            self._keep(node)

    def _text_module(self, node: Node) -> None:
        code = node.code_of("leikaTextmodul")
        if (column := names.TEXT_MODULES.get(code)) is not None:
            for language, text in localized(node, "inhalt", place=self._place).items():
                self._texts[language][column] = self._cut(column, text)
            self._keep_beyond(node, code, "leikaTextmodul", "inhalt")
        elif (kind := names.LIST_MODULES.get(code)) is not None:
            self._add_items(node, kind)
            self._keep_beyond(node, code, "leikaTextmodul", "inhalt", "weiterfuehrenderLink")
        else:
            self._keep(node)

    def _own_module(self, node: Node) -> None:
        kind = node.child("individuelleTextmodultyp") or node.child("individuellesTextmodultyp")
        if kind is None or kind.attribute("listURI") != names.OWN_MODULES:
            self._keep(node)
        elif kind.code() == "einfache-sprache":
            for language, text in localized(node, "inhalt", place=self._place).items():
                self._texts[language]["plain"] = text
        else:
            self._add_items(node, "publication")

    def _add_items(self, node: Node, kind: str) -> None:
        for language, items in read_items(node, kind=kind, place=self._place).items():
            self._items[language] += items

    def _costs(self, node: Node) -> None:
        costs = read_costs(node, place=self._place)
        self._entry.costs = tuple(costs.entries)
        for language, note in costs.notes.items():
            self._texts[language]["costs_note"] = note
        if any(costs.kept):
            self._kept["costs"] = costs.kept
        self._kept["other_costs"] = costs.others
        self._keep_beyond(node, "costs", "kosten", "beschreibung")

    def _duration(self, node: Node) -> None:
        for language, text in read_duration(node, place=self._place).items():
            if language == "de" or language in self._texts or node.child("beschreibung"):
                self._texts[language]["duration"] = text
        self._keep_beyond(node, "duration", "beschreibung")

    def _terms_module(self, node: Node) -> None:
        beyond = []
        for term in node.children("begriffImKontext"):
            said = term.child("begriff")
            word = " ".join(said.text().split())[:200] if said else ""
            if not said or not word:
                continue
            self._terms[said.language()].add(word)
            if term.child("typ"):
                beyond.append(tree_of(term.element, self._node.namespace))
        self._kept["terms"] += beyond
        self._keep_beyond(node, "terms", "begriffImKontext")

    def _category(self, node: Node) -> None:
        identifier, kind = node.child("id"), node.child("klasse")
        is_ours = identifier is not None and identifier.attribute("schemeAgencyID") == names.AGENCY
        if identifier is None or not is_ours or kind is None or kind.text_of("id") != names.LIFE_EVENTS:
            self._keep(node)
            return
        said = localized(node, "bezeichnung", place=self._place)
        events = self._entry.life_events or {}
        events[identifier.text()[:60]] = (said.get("de", identifier.text())[:120], said.get("en", "")[:120])
        self._entry.life_events = events

    def _classification(self, node: Node) -> None:
        if node.attribute("listURI") != names.OWN_MARKS:
            self._keep(node)
            return
        self._marks = [*(self._marks or []), node.code()]

    def _publisher(self, node: Node) -> None:
        self._entry.publisher = key_in(node.child("id"), default_source=self._entry.key.source)
        self._kept["publisher"] = [tree_of(node.element, self._node.namespace)]

    def _version_of_object(self, node: Node) -> None:
        said = node.text_of("geaendertDatumZeit")
        self._entry.updated_at = moment_of(said)
        if said and self._entry.updated_at is None:
            self._place.warn("bad-date", f"geaendertDatumZeit: {said[:40]!r} is not a date; left out")
        beyond = [child for child in node.element if local_name(child) != "geaendertDatumZeit"]
        self._kept["version_of_object"] = trees_of(beyond, self._node.namespace)

    def _keep_beyond(self, node: Node, module: str, *mapped: str) -> None:
        """Keep what a module says beyond what became columns, under the module's code."""
        beyond = [child for child in node.element if isinstance(child.tag, str) and local_name(child) not in mapped]
        if beyond:
            self._kept[f"module-{module}"] = trees_of(beyond, self._node.namespace)

    def _remember_list(self, name: str, node: Node) -> None:
        tree = tree_of(node.element, self._node.namespace)
        if len(node.element) > 1 or node.element.attrib:
            self._kept[name] = [tree]

    def _cut(self, column: str, text: str) -> str:
        longest = _TRIMMED.get(column)
        text = " ".join(text.split()) if column == "name" else text
        if longest is None or len(text) <= longest:
            return text
        self._place.warn("long-name", f"the name has {len(text)} characters; cut to {longest}")
        return text[: longest - 1] + "…"


def _text_entry(said: dict[str, str]) -> TextEntry:
    return TextEntry(
        name=said["name"],
        summary=said.get("summary", ""),
        description=said.get("description", ""),
        plain=said.get("plain"),
        procedure=said.get("procedure", ""),
        duration=said.get("duration", ""),
        costs_note=said.get("costs_note", ""),
        responsible_body=said.get("responsible_body", ""),
    )


def _marks(codes: list[str]) -> Marks:
    responsible = next((code.removeprefix("zustaendig-") for code in codes if code.startswith("zustaendig-")), None)
    return Marks(
        needs_appointment="termin" in codes,
        is_listed="nicht-gelistet" not in codes,
        is_public="nicht-oeffentlich" not in codes,
        responsible=responsible if responsible in {"any-office", "district", "central"} else None,
        channels=tuple(code.removeprefix("kanal-") for code in codes if code.startswith("kanal-")),
    )
