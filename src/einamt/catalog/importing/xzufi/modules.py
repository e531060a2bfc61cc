"""The modules of a Leistung: lists, fees, durations."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from html import escape

from lxml import html
from lxml.etree import ParserError

from einamt.catalog.importing.records import ItemRecord, Json
from einamt.catalog.importing.xzufi.fields import Node, Place, localized, structured, usable_link
from einamt.catalog.importing.xzufi.records import CostEntry
from einamt.catalog.importing.xzufi.trees import tree_of, trees_of
from einamt.catalog.rules import texts

_UNITS = {
    "JAHR": ("Jahr", "Jahre", "year", "years"),
    "MONAT": ("Monat", "Monate", "month", "months"),
    "WOCHE": ("Woche", "Wochen", "week", "weeks"),
    "TAG": ("Tag", "Tage", "day", "days"),
    "WERKTAG": ("Werktag", "Werktage", "working day", "working days"),
    "ARBEITSTAG": ("Arbeitstag", "Arbeitstage", "business day", "business days"),
    "STUNDE": ("Stunde", "Stunden", "hour", "hours"),
    "MINUTE": ("Minute", "Minuten", "minute", "minutes"),
    "SEKUNDE": ("Sekunde", "Sekunden", "second", "seconds"),
}
"""Zeiteinheit to its words in German and English, singular and plural."""

_SIMPLE_LIST = re.compile(r"\s*<(ul|ol)>\s*(?:<li>[^<>&]*+</li>\s*)+</\1>\s*")
"""One list of words only, as most are; reading it as HTML comes to the same and takes ten times as long."""
_ENTRY = re.compile(r"<li>([^<>&]*)</li>")


@dataclass(slots=True)
class Costs:
    """What a Kostenmodul says: fees that fit a column, a note by language, and what has to be kept as it is."""

    entries: list[CostEntry] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    kept: list[Json] = field(default_factory=list)
    """For each entry what it says beyond amount and label."""
    others: list[Json] = field(default_factory=list)
    """Fees that are ranges or not in euro, whole."""


def read_items(module: Node, *, kind: str, place: Place) -> dict[str, tuple[ItemRecord, ...]]:
    """The entries of a list module by language: those of its text, and its links in their places."""
    said: dict[str, list[ItemRecord]] = {}
    for content in module.children("inhalt"):
        items = said.setdefault(content.language(), [])
        items += _items_of_text(content.markup(), kind=kind, place=place)
    links: dict[str, list[tuple[int, ItemRecord]]] = {}
    for link in module.children("weiterfuehrenderLink"):
        if (item := _item_of_link(link, kind=kind, place=place)) is not None:
            links.setdefault(link.language(), []).append((_number(link.text_of("positionDarstellung")), item))
    for language, found in links.items():
        items = said.setdefault(language, [])
        for position, item in sorted(found, key=lambda pair: pair[0] or len(items) + len(found) + 1):
            items.insert(position - 1 if 0 < position <= len(items) else len(items), item)
    return {language: tuple(dict.fromkeys(items)) for language, items in said.items() if items}


def read_costs(module: Node, *, place: Place) -> Costs:
    """The fees of a Kostenmodul; a range is also put into words, since people must see it."""
    costs = Costs(notes=localized(module, "beschreibung", place=place))
    for cost in module.children("kosten"):
        choice = cost.child("kostenauswahl") or cost
        fixed, free = choice.child("fix"), choice.child("frei")
        cents = _cents(fixed.child("betrag")) if fixed else 0 if free else None
        if cents is None:
            costs.others.append(tree_of(cost.element, module.namespace))
            _say_range(choice.child("variabel"), costs)
            continue
        labels = localized(cost, "beschreibung", place=place) or localized(
            free, "beschreibungKostenfreiheit", place=place
        )
        costs.entries.append(CostEntry(cents, labels.get("de", "")[:300], labels.get("en", "")[:300]))
        beyond = [child for child in cost.element if isinstance(child.tag, str) and not _is_mapped(child.tag)]
        costs.kept.append(trees_of(beyond, module.namespace))
    return costs


def read_duration(module: Node, *, place: Place) -> dict[str, str]:
    """How long it takes, by language: the description, or a sentence made of the structured duration."""
    if said := localized(module, "beschreibung", place=place):
        return said
    for duration in module.children("bearbeitungsdauer"):
        choice = duration.child("fristauswahl") or duration
        length = choice.child("dauer")
        if length is not None and (inner := length.child("dauer")) is not None:
            return _duration_words(length, inner.text())
        if length is not None and length.text().isdigit():
            return _duration_words(choice, length.text())
    return {}


def _duration_words(node: Node, first: str) -> dict[str, str]:
    unit = _UNITS.get(node.code_of("einheit") or node.text_of("einheit"))
    if unit is None or not first.isdigit():
        return {}
    last = node.text_of("dauerBis")
    last_unit = _UNITS.get(node.code_of("einheitBis") or node.text_of("einheitBis"), unit)
    if not last.isdigit():
        is_one = first == "1"
        return {"de": f"{first} {unit[0 if is_one else 1]}", "en": f"{first} {unit[2 if is_one else 3]}"}
    if last_unit == unit:
        return {"de": f"{first} bis {last} {unit[1]}", "en": f"{first} to {last} {unit[3]}"}
    return {
        "de": f"{first} {unit[1]} bis {last} {last_unit[1]}",
        "en": f"{first} {unit[3]} to {last} {last_unit[3]}",
    }


def _items_of_text(markup: str, *, kind: str, place: Place) -> list[ItemRecord]:
    """Each entry of a list, and each paragraph beside lists, is an item; bold words at its beginning are its name."""
    if "<li" not in markup:
        converted = structured(markup, place=place, module=kind)
        return [_item(kind, part, "") for part in _parts(converted) if part]
    if _SIMPLE_LIST.fullmatch(markup):
        return [_item(kind, name, "") for entry in _ENTRY.findall(markup) if (name := texts.tidy(entry))]
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except ParserError:
        return []
    found: list[ItemRecord] = []
    loose = escape(root.text or "", quote=False)
    for child in root:
        if child.tag in ("ul", "ol"):
            found += [_item(kind, part, "") for part in _parts(structured(loose, place=place, module=kind)) if part]
            found += [_item_of_entry(entry, kind=kind, place=place) for entry in child.iterchildren("li")]
            loose = escape(child.tail or "", quote=False)
        else:
            loose += html.tostring(child, encoding="unicode")
    found += [_item(kind, part, "") for part in _parts(structured(loose, place=place, module=kind)) if part]
    return [item for item in found if item.name]


def _item_of_entry(entry: html.HtmlElement, *, kind: str, place: Place) -> ItemRecord:
    first = next(iter(entry), None)
    if first is not None and first.tag in ("strong", "b") and not (entry.text or "").strip():
        tail, first.tail = first.tail or "", None
        name = structured(_inner(first), place=place, module=kind)
        entry.remove(first)
        entry.text = tail
        return _item(kind, name, structured(_inner(entry), place=place, module=kind))
    return _item(kind, structured(_inner(entry), place=place, module=kind), "")


def _item_of_link(link: Node, *, kind: str, place: Place) -> ItemRecord | None:
    address = link.text_of("uri")
    usable = usable_link(address)
    if not usable:
        place.warn("bad-link", f"{kind}: {address[:120]!r} cannot be used; left out")
        return None
    title, description = link.child("titel"), link.child("beschreibung")
    return ItemRecord(
        kind=kind,
        name=structured(title.markup(), place=place, module=kind) if title else usable,
        description=structured(description.markup(), place=place, module=kind) if description else "",
        link=usable,
    )


def _item(kind: str, name: str, description: str) -> ItemRecord:
    return ItemRecord(kind=kind, name=name or description, description=description if name else "", link="")


def _parts(text: str) -> list[str]:
    """The paragraphs and list entries of a structured text."""
    found = []
    for part in text.split("\n\n"):
        block = texts.blocks(part)
        if any(isinstance(one, texts.ListBlock) for one in block):
            found += [line.partition(" ")[2].strip() for line in part.split("\n")]
        else:
            found.append(part)
    return found


def _inner(element: html.HtmlElement) -> str:
    return escape(element.text or "", quote=False) + "".join(
        html.tostring(child, encoding="unicode") for child in element
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _cents(amount: Node | None) -> int | None:
    """A whole number of cents in euro; `None` for anything else."""
    if amount is None:
        return None
    currency = amount.attribute("currencyCode") or amount.attribute("currencyID") or "EUR"
    try:
        cents = Decimal(amount.text().replace(",", ".")) * 100
    except InvalidOperation:
        return None
    fits = currency == "EUR" and cents.is_finite() and cents == int(cents) and 0 <= cents < 2**31
    return int(cents) if fits else None


def _say_range(variable: Node | None, costs: Costs) -> None:
    if variable is None:
        return
    least, most = _cents(variable.child("betragUntergrenze")), _cents(variable.child("betragObergrenze"))
    for language, words in _range_words(least, most).items():
        note = costs.notes.get(language, "")
        if words not in note and (note or language == "de" or language in costs.notes):
            costs.notes[language] = f"{note}\n\n{words}".strip()


def _range_words(least: int | None, most: int | None) -> dict[str, str]:
    english = [f"{(cents or 0) / 100:.2f}" for cents in (least, most)]
    german = [amount.replace(".", ",") for amount in english]
    if least is not None and most is not None:
        return {"de": f"{german[0]} bis {german[1]} Euro", "en": f"{english[0]} to {english[1]} euros"}
    if least is not None:
        return {"de": f"ab {german[0]} Euro", "en": f"from {english[0]} euros"}
    if most is not None:
        return {"de": f"bis {german[1]} Euro", "en": f"up to {english[1]} euros"}
    return {}


def _is_mapped(tag: str) -> bool:
    return tag.rpartition("}")[2] in {"beschreibung", "kostenauswahl", "fix", "frei"}
