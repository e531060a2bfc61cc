"""Services of a DLDB file."""

import re
from zoneinfo import ZoneInfo

from einamt.catalog.importing.dldb.envelope import Dialect, Envelope
from einamt.catalog.importing.dldb.offers import read_statement
from einamt.catalog.importing.records import (
    ROOT,
    Delivery,
    Extra,
    ItemRecord,
    OrganisationRecord,
    ServiceRecord,
    TextRecord,
)
from einamt.catalog.importing.values import Entry

ZONE = ZoneInfo("Europe/Berlin")
_MAPPED = frozenset(
    {
        "id",
        "name",
        "description",
        "locations",
        "prerequisites",
        "requirements",
        "forms",
        "links",
        "legal",
        "publications",
    }
    | {"process_time", "fees", "process_description", "process", "responsibility", "onlineprocessing", "authorities"}
)
_KNOWN = _MAPPED | frozenset(
    {"leika", "meta", "relation", "responsibility_all", "appointment", "public", "showOnStartPage", "duration"}
    | {"maxQuantity", "combinable", "representation", "residence", "note", "display", "group", "hint"}
)
_LISTS = {
    "prerequisites": "condition",
    "requirements": "evidence",
    "legal": "legal-basis",
    "forms": "form",
    "links": "link",
    "publications": "publication",
}
_LEIKA = re.compile(r"\d{14}")


def read_services(envelope: Envelope, delivery: Delivery) -> None:
    """Add the services of a file to the delivery, with the organisations and offers that they name."""
    services = delivery.services = delivery.services or {}
    for entry in envelope.entries:
        entry.unknown_keys(_KNOWN)
        services[entry.identifier] = _service(entry, envelope, delivery)
        for offer in entry.objects("locations"):
            key = (entry.identifier, offer.text("location"))
            if not key[1]:
                entry.warn("offer-without-office", "an entry of 'locations' names no location; left out")
                continue
            if key in delivery.by_service:
                entry.warn("offer-twice", f"names the office {key[1]} twice; the last is taken")
            delivery.by_service[key] = read_statement(offer)


def _service(entry: Entry, envelope: Envelope, delivery: Delivery) -> ServiceRecord:
    text = _text(entry)
    online_url = entry.inner("onlineprocessing").link("link")
    is_public, is_listed = _visibility(entry, envelope, text)
    return ServiceRecord(
        identifier=entry.identifier,
        organisation=_organisation(entry, delivery),
        leika=_leika(entry),
        online_url=online_url if len(online_url) <= 500 else "",
        is_public=is_public,
        is_listed=is_listed,
        updated_at=entry.inner("meta").moment("lastupdate", zone=ZONE),
        text=text,
        items=_items(entry),
        keywords=keywords(entry.inner("meta")),
        topics=frozenset(filter(None, [entry.inner("relation").text("root_topic")])),
        needs_appointment=False,  # follows from the offers
        channels=(),  # follow from the offers and the online service
        responsible={True: "any-office", False: "district", None: ""}[entry.flag("responsibility_all")],
        extra=_extra(entry),
    )


def _text(entry: Entry) -> TextRecord:
    name = entry.text("name")
    if not name:
        entry.warn("no-name", "has no name; the identifier is shown")
        name = entry.identifier
    if len(name) > 300:
        entry.warn("long-name", f"the name has {len(name)} characters; cut to 300")
        name = name[:299] + "…"
    description = entry.long_text("description")
    if not description:
        entry.note("no-description", "has no description")
    return TextRecord(
        name=name,
        description=description,
        procedure=entry.loose_text("process_description") or entry.loose_text("process"),
        duration=entry.loose_text("process_time"),
        costs_note=entry.loose_text("fees"),
        responsible_body=entry.loose_text("responsibility"),
    )


def _visibility(entry: Entry, envelope: Envelope, text: TextRecord) -> tuple[bool, bool]:
    """Whether the service is found, and whether it stands in lists.

    Munich's `public` says whether the online booking offers the service. What is not offered there but described for
    citizens, by a text, keywords or a LeiKa key (Wohnsitz abmelden, Sterbeurkunde), is found and not listed; what has
    none of these (SB Sonstiges, Testleistung) is for the staff alone.
    """
    if envelope.dialect == Dialect.BERLIN or entry.flag("public") is not False:
        return True, True
    if len(text.description) < 40 and not keywords(entry.inner("meta")) and not entry.text("leika"):
        entry.note("not-public", "is not public and has nothing for citizens; hidden")
        return False, False
    entry.note("not-public", "is not public but described for citizens; found by search, not listed, not bookable")
    return True, False


def _organisation(entry: Entry, delivery: Delivery) -> str:
    for authority in entry.objects("authorities"):
        identifier, name = authority.text("id"), authority.text("name")
        if identifier and name:
            delivery.organisations[identifier] = OrganisationRecord(identifier, "authority", name[:200], ROOT)
            return identifier
    return ROOT


def _leika(entry: Entry) -> str:
    value = entry.text("leika")
    keys = _LEIKA.findall(value)
    if value and keys != [value]:
        detail = f"{value[:80]!r} is not one key of 14 digits; {'the first is taken' if keys else 'left out'}"
        entry.note("odd-leika", detail)
    return keys[0] if keys else ""


def first_leika(text: str) -> str:
    """The first LeiKa key in a text; empty where there is none."""
    found = _LEIKA.search(text)
    return found[0] if found else ""


def _items(entry: Entry) -> tuple[ItemRecord, ...]:
    found: list[ItemRecord] = []
    for key, kind in _LISTS.items():
        if key == "forms" and entry.values.get("forms") and entry.values.get("forms") == entry.values.get("links"):
            entry.count("same-list", "'forms' and 'links' hold the same entries; taken as links")
            continue
        for item in entry.objects(key):
            record = ItemRecord(kind, item.long_text("name"), item.long_text("description"), item.link("link"))
            if not (record.name or record.description or record.link):
                entry.note("empty-item", f"{key} holds an entry without a text; left out")
            elif record not in found:
                name = record.name or record.description.split("\n")[0][:200] or record.link
                found.append(ItemRecord(kind, name, record.description, record.link))
    return tuple(found)


def keywords(meta: Entry) -> frozenset[str]:
    """The words that an entry's `meta` names."""
    words = {" ".join(word.split())[:200] for word in meta.text("keywords").split(",")}
    return frozenset(word for word in words if word)


def _extra(entry: Entry) -> Extra:
    return {key: value for key, value in entry.values.items() if key not in _MAPPED}
