"""A service as a Leistung."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from einamt.catalog.exporting.markup import html_of, title_of
from einamt.catalog.exporting.pages import Service
from einamt.catalog.exporting.xzufi.elements import Maker, kept_of, list_in
from einamt.catalog.exporting.xzufi.organisations import is_made_up
from einamt.catalog.importing.records import Json
from einamt.catalog.importing.xzufi import names
from einamt.catalog.importing.xzufi.fields import language_of
from einamt.catalog.importing.xzufi.trees import element_of, local_name
from einamt.catalog.models import Cost, ServiceItem


class ServiceWriter:
    """Writes services of one version; `left_out` counts elements that this version does not have."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self.left_out: dict[str, int] = defaultdict(int)
        self._order = {name: place for place, name in enumerate(names.ORDER[maker.version])}
        self._renamed = dict(names.RENAMED if maker.version == "2.3" else [(new, old) for old, new in names.RENAMED])

    def element(self, service: Service) -> etree._Element:
        """The Leistung, its elements in the order of the version."""
        kept = kept_of(service.row.extra)
        children = [*self._children(service, kept), *self._rest(kept)]
        return self._maker.element(
            names.SERVICE, *sorted(children, key=lambda child: self._order.get(local_name(child), len(self._order)))
        )

    def _children(self, service: Service, kept: Mapping[str, Json]) -> Iterator[etree._Element]:
        maker, row = self._maker, service.row
        beyond = next(iter(list_in(kept, "id")), None)
        yield maker.identifier("id", source=row.source, identifier=row.identifier, beyond=beyond)
        if row.leika:
            yield self._leika(row.leika, kept)
        yield from self._texts(service, kept)
        yield from self._lists(service, kept)
        yield from self._own_modules(service)
        yield from self._costs(service, kept)
        yield from self._duration(service, kept)
        yield from self._terms(service, kept)
        yield from self._categories(service)
        yield from self._marks(service)
        yield from self._publisher(service, kept)
        yield from self._version(service, kept)

    def _leika(self, leika: str, kept: Mapping[str, Json]) -> etree._Element:
        name = names.LEIKA_ELEMENT[self._maker.version]
        for tree in list_in(kept, "leika"):
            made = element_of(tree, self._maker.namespace)
            made.tag = f"{{{self._maker.namespace}}}{name}"
            for child in made:
                if local_name(child) == "code":
                    child.text = leika
            return made
        return self._maker.code(name, leika, list_uri="urn:de:fim:leika:leistung")

    def _texts(self, service: Service, kept: Mapping[str, Json]) -> Iterator[etree._Element]:
        for code, column in names.TEXT_MODULES.items():
            said = {language: str(getattr(text, column)) for language, text in service.texts.items()}
            content = (
                [
                    self._maker.element("inhalt", text=title_of(text), languageCode=language)
                    for language, text in said.items()
                ]
                if column == "name"
                else self._maker.localized("inhalt", said)
            )
            beyond = self._beyond(kept, code)
            if content or beyond:
                yield self._module(code, content, beyond)

    def _lists(self, service: Service, kept: Mapping[str, Json]) -> Iterator[etree._Element]:
        for code, kind in names.LIST_MODULES.items():
            content, beyond = self._items(service, kind), self._beyond(kept, code)
            if content or beyond:
                yield self._module(code, content, beyond)

    def _module(self, code: str, content: Sequence[etree._Element], beyond: Sequence[etree._Element]) -> etree._Element:
        head = self._maker.code("leikaTextmodul", code, list_uri=names.MODULE_LIST)
        return self._maker.element("modulText", *self._channel(beyond), head, *content)

    def _channel(self, beyond: Sequence[etree._Element]) -> list[etree._Element]:
        """What stands before a module's content; 2.3 wants the way of access, 000 is every one."""
        has_channel = any(local_name(child) == "zugangskanal" for child in beyond)
        if self._maker.version == "2.2":
            return [child for child in beyond if local_name(child) != "zugangskanal"]
        if has_channel:
            return list(beyond)
        return [self._maker.code("zugangskanal", "000", list_uri="urn:xoev-de:fim:codeliste:zugangskanal"), *beyond]

    def _items(self, service: Service, kind: str) -> list[etree._Element]:
        content: list[etree._Element] = []
        links: list[etree._Element] = []
        for language, items in service.items.items():
            chosen = [item for item in items if item.kind == kind]
            entries = "".join(_entry(item) for item in chosen if not item.link)
            if entries:
                content.append(self._maker.element("inhalt", text=f"<ul>{entries}</ul>", languageCode=language))
            links += [self._link(item, place, language) for place, item in enumerate(chosen, start=1) if item.link]
        return content + links

    def _link(self, item: ServiceItem, place: int, language: str) -> etree._Element:
        maker = self._maker
        return maker.element(
            "weiterfuehrenderLink",
            maker.element("uri", text=item.link),
            maker.element("titel", text=title_of(item.name)),
            maker.element("beschreibung", text=html_of(item.description)) if item.description else None,
            maker.element("positionDarstellung", text=str(place)),
            languageCode=language,
        )

    def _own_modules(self, service: Service) -> Iterator[etree._Element]:
        plain = {language: text.plain for language, text in service.texts.items()}
        for code, content in (
            ("einfache-sprache", self._maker.localized("inhalt", plain)),
            ("publikationen", self._items(service, ServiceItem.Kind.PUBLICATION)),
        ):
            if content:
                kind = self._maker.code("individuellesTextmodultyp", code, list_uri=names.OWN_MODULES)
                yield self._maker.element("modulTextIndividuell", *self._channel([]), kind, *content)

    def _costs(self, service: Service, kept: Mapping[str, Json]) -> Iterator[etree._Element]:
        notes = {language: text.costs_note for language, text in service.texts.items()}
        beyond_each = list_in(kept, "costs")
        fits = len(beyond_each) == len(service.costs)
        costs = [
            self._cost(cost, list_of(beyond_each[place]) if fits else []) for place, cost in enumerate(service.costs)
        ]
        others = self._maker.kept(list_in(kept, "other_costs"))
        content = [*costs, *others, *self._maker.localized("beschreibung", notes)]
        beyond = self._beyond(kept, "costs")
        if content or beyond or kept.get("has_costs"):
            yield self._maker.element("modulKosten", *self._channel(beyond), *content)

    def _cost(self, cost: Cost, beyond: Sequence[Json]) -> etree._Element:
        maker = self._maker
        labels = {"de": cost.label, "en": cost.label_en}
        if cost.cents:
            choice = maker.element("fix", maker.element("betrag", text=_euros(cost.cents), currencyCode="EUR"))
        else:
            choice = maker.element("frei")
        return maker.element("kosten", *maker.kept(beyond), choice, *maker.localized("beschreibung", labels))

    def _duration(self, service: Service, kept: Mapping[str, Json]) -> Iterator[etree._Element]:
        said = {language: text.duration for language, text in service.texts.items()}
        content, beyond = self._maker.localized("beschreibung", said), self._beyond(kept, "duration")
        if content or beyond:
            yield self._maker.element("modulBearbeitungsdauer", *self._channel(beyond), *content)

    def _terms(self, service: Service, kept: Mapping[str, Json]) -> Iterator[etree._Element]:
        maker = self._maker
        typed = {
            (language_of(said.get("languageCode", "de")), " ".join((said.text or "").split())): made
            for made in maker.kept(list_in(kept, "terms"))
            for said in made
            if local_name(said) == "begriff"
        }
        terms = []
        for language, words in service.words.items():
            for word in words:
                made = typed.get((language, word))
                if made is None:
                    said = maker.element("begriff", text=word, languageCode=language)
                    made = maker.element("begriffImKontext", said)
                terms.append(made)
        beyond = self._beyond(kept, "terms")
        if terms or beyond:
            yield maker.element("modulBegriffImKontext", *self._channel(beyond), *terms)

    def _categories(self, service: Service) -> Iterator[etree._Element]:
        maker = self._maker
        for event in service.life_events:
            yield maker.element(
                "kategorie",
                maker.identifier("id", source=names.AGENCY, identifier=event.key),
                maker.element("klasse", maker.identifier("id", source=names.AGENCY, identifier=names.LIFE_EVENTS)),
                *[
                    maker.element("bezeichnung", text=title_of(name), languageCode=language)
                    for language, name in (("de", event.name), ("en", event.name_en))
                    if name
                ],
            )

    def _marks(self, service: Service) -> Iterator[etree._Element]:
        row = service.row
        marks = [
            *(["termin"] if row.needs_appointment else []),
            *([] if row.is_listed else ["nicht-gelistet"]),
            *([] if row.is_public else ["nicht-oeffentlich"]),
            f"zustaendig-{row.responsible}",
            *(f"kanal-{channel}" for channel in row.channels),
        ]
        for mark in marks:
            yield self._maker.code("klassifizierung", mark, list_uri=names.OWN_MARKS)

    def _publisher(self, service: Service, kept: Mapping[str, Json]) -> Iterator[etree._Element]:
        """The organisation; where a message has named another that is not in the catalogue, that one."""
        organisation = service.organisation
        came = self._maker.kept(list_in(kept, "publisher"))
        if is_made_up(organisation):
            yield from came[:1]
        else:
            yield self._maker.element(
                "herausgeber",
                self._maker.identifier("id", source=organisation.source, identifier=organisation.identifier),
                self._maker.element("bezeichnung", text=organisation.name),
            )

    def _version(self, service: Service, kept: Mapping[str, Json]) -> Iterator[etree._Element]:
        beyond = self._maker.kept(list_in(kept, "version_of_object"))
        changed_at = service.row.updated_at
        if changed_at or beyond:
            changed = self._maker.element("geaendertDatumZeit", text=changed_at.isoformat()) if changed_at else None
            yield self._maker.element(names.VERSION_ELEMENT[self._maker.version], *beyond, changed)

    def _beyond(self, kept: Mapping[str, Json], module: str) -> list[etree._Element]:
        return self._maker.kept(list_in(kept, f"module-{module}"))

    def _rest(self, kept: Mapping[str, Json]) -> Iterator[etree._Element]:
        """Objects kept as they came, under the version's names; what it does not have is left out and counted."""
        is_same_version = kept.get("version") == self._maker.version
        for made in self._maker.kept(list_in(kept, "rest")):
            name = local_name(made)
            if not is_same_version and name in self._renamed:
                name = self._renamed[name]
                made.tag = f"{{{self._maker.namespace}}}{name}"
            if is_same_version or name in self._order:
                yield made
            elif name in names.SDG:
                yield from self._sdg(made)
            else:
                self.left_out[name] += 1

    def _sdg(self, made: etree._Element) -> Iterator[etree._Element]:
        """2.3 puts the areas of the first SDG list into an element of their own, beside those of the second list."""
        own = f"{{{self._maker.namespace}}}"
        if self._maker.version == "2.3":
            made.tag = f"{own}informationsbereichSDG1"
            yield self._maker.element("informationsbereicheSDG", made)
            return
        for child in list(made):
            if local_name(child) == "informationsbereichSDG1":
                child.tag = f"{own}informationsbereichSDG"
                yield child
            else:
                self.left_out[local_name(child)] += 1


def list_of(value: Json) -> list[Json]:
    """The value, where it is a list."""
    return value if isinstance(value, list) else []


def _entry(item: ServiceItem) -> str:
    """A list's entry; with a description, its name is bold and comes first."""
    if not item.description:
        return f"<li>{_inner(item.name)}</li>"
    return f"<li><strong>{_inner(item.name)}</strong>{html_of(item.description)}</li>"


def _inner(text: str) -> str:
    """HTML of a text; a single paragraph goes without its tags."""
    made = html_of(text)
    if made.startswith("<p>") and made.endswith("</p>") and made.count("<p>") == 1:
        return made[3:-4]
    return made


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
