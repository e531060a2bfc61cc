"""Entries of a DLDB file out of rows: what the source once said in `extra`, with our columns over it."""

from collections import defaultdict
from collections.abc import Sequence

from einamt.catalog.exporting.markup import html_of
from einamt.catalog.exporting.pages import Service
from einamt.catalog.importing.dldb.hours import NAMES, WEEKDAYS
from einamt.catalog.importing.dldb.offices import email
from einamt.catalog.importing.dldb.services import ZONE, first_leika, keywords
from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.records import ROOT, Extra, Json
from einamt.catalog.importing.values import Entry
from einamt.catalog.importing.xzufi.wanted import EXTRA as MESSAGE
from einamt.catalog.models import Office, ServiceOffer, Topic
from einamt.catalog.rules import texts

_LISTS = {
    "prerequisites": "condition",
    "requirements": "evidence",
    "legal": "legal-basis",
    "forms": "form",
    "links": "link",
    "publications": "publication",
}
_MUNICH = frozenset({"public", "displayName", "combinable", "organizationUnit", "showOnStartPage"})
_RESPONSIBLE: dict[str, Json] = {"any-office": True, "district": False}


def is_munich(extra: Extra) -> bool:
    """Whether the source speaks Munich's dialect: one of its keys was in the entry."""
    return bool(_MUNICH & extra.keys())


def service_entry(
    *, service: Service, language: str, locations: Sequence[Json], topic: str, in_munich: bool
) -> dict[str, Json]:
    """A service as a DLDB entry."""
    row = service.row
    text = service.texts.get(language) or next(iter(service.texts.values()), None)
    items = service.items.get(language, [])
    extra = {key: value for key, value in row.extra.items() if key != MESSAGE}
    entry: dict[str, Json] = {
        **extra,
        "id": row.identifier,
        "name": text.name if text else row.identifier,
        "description": _written(text.description) if text else "",
        "locations": list(locations),
        "onlineprocessing": {"link": row.online_url, "description": ""},
        "process_time": _written(text.duration) if text else "",
        "fees": _written(text.costs_note) if text else "",
        "process_description": _written(text.procedure) if text else "",
        "responsibility": _written(text.responsible_body) if text else "",
        "meta": _meta(service, extra, language),
    }
    if not extra and topic and not in_munich:
        entry["relation"] = {"root_topic": topic}
    if row.leika != first_leika(str(extra.get("leika") or "")):
        entry["leika"] = row.leika
    if row.responsible in _RESPONSIBLE and "responsibility_all" in extra:
        entry["responsibility_all"] = _RESPONSIBLE[row.responsible]
    for key, kind in _LISTS.items():
        entry[key] = [
            {"name": _written(item.name), "description": _written(item.description), "link": item.link}
            for item in items
            if item.kind == kind
        ]
    if service.organisation.identifier != ROOT:
        entry["authorities"] = [{"id": service.organisation.identifier, "name": service.organisation.name}]
    return entry


def _meta(service: Service, extra: Extra, language: str) -> dict[str, Json]:
    """What the source has said, but for what an editor has changed since."""
    said = _said(extra.get("meta"), "service")
    meta: dict[str, Json] = dict(said.values) if "meta" in extra else {"locale": language}
    words = set(service.words.get(language, []))
    if words != keywords(said):
        meta["keywords"] = ", ".join(sorted(words))
    changed_at = service.row.updated_at
    if changed_at is not None and changed_at != said.moment("lastupdate", zone=ZONE):
        meta["lastupdate"] = changed_at.isoformat()
    return meta


def _contact(office: Office) -> dict[str, Json]:
    """What the source has said, but for what an editor has changed since."""
    said = _said(office.extra.get("contact"), "office")
    read = {"phone": said.text("phone")[:60], "email": email(said), "webinfo": said.link("webinfo")[:500]}
    stored = {"phone": office.phone, "email": office.email, "webinfo": office.contact_url}
    return dict(said.values) | {key: value for key, value in stored.items() if value != read[key]}


def _said(value: Json, kind: str) -> Entry:
    """An object in `extra` as the importer reads it."""
    return Entry(value if isinstance(value, dict) else {}, "", kind, "", "", Findings())


def office_entry(*, office: Office, services: Sequence[Json], in_munich: bool) -> dict[str, Json]:
    """An office as a DLDB location."""
    extra = dict(office.extra)
    entry: dict[str, Json] = {
        **extra,
        "id": office.identifier,
        "name": office.name,
        "address": {
            "street": office.street,
            "house_number": "",
            "postal_code": office.postal_code,
            "city": office.city,
        },
        "geo": {} if office.latitude is None else {"lat": office.latitude, "lon": office.longitude},
        "opening_times": opening_times(office),
        "transit": _written(office.transit),
        "accessibility": _written(office.accessibility_note),
        "payment": _written(office.payment),
        "services": list(services),
    }
    if contact := _contact(office):
        entry["contact"] = contact
    if in_munich:
        entry["displayName"] = office.name
        if office.is_public != (extra.get("public") is not False):
            entry["public"] = office.is_public
    elif office.organisation.identifier != ROOT:
        entry["authority"] = {"id": office.organisation.identifier, "name": office.organisation.name}
    return entry


def opening_times(office: Office) -> dict[str, Json]:
    """A text for each weekday: its spans, or what the note says under its name; the rest of the note is `special`."""
    spans: dict[int, list[str]] = defaultdict(list)
    for span in office.hours.all():
        spans[span.weekday].append(f"{_clock(span.opens_minute)}-{_clock(span.closes_minute)}")
    days: dict[str, Json] = {
        key: " und ".join(spans[weekday]) for weekday, key in enumerate(WEEKDAYS, start=1) if spans[weekday]
    }
    rest: list[str] = []
    for line in office.hours_note.split("\n"):
        name, colon, said = line.partition(": ")
        if colon and name in NAMES and not rest:
            days[WEEKDAYS[NAMES.index(name)]] = said
        else:
            rest.append(line)
    if special := "\n".join(rest).strip():
        days["special"] = special
    return days


def topic_entry(*, topic: Topic, services: Sequence[str]) -> dict[str, Json]:
    """A topic as a DLDB entry."""
    parents: list[Json] = [topic.parent.identifier] if topic.parent is not None else []
    return {
        "id": topic.identifier,
        "name": topic.name,
        "path": topic.path,
        "relation": {"parents": parents, "childs": [], "services": list(services)},
    }


def statement_of_service(offer: ServiceOffer) -> dict[str, Json] | None:
    """What the service's side says about an offer; `None` where it says nothing."""
    if not offer.extra:
        return {"location": offer.office.identifier, **_own_statement(offer)}
    said = offer.extra.get("service")
    return None if said is None else {"location": offer.office.identifier, **_statement(said)}


def statement_of_office(offer: ServiceOffer) -> dict[str, Json] | None:
    """What the office's side says about an offer; `None` where it says nothing."""
    said = offer.extra.get("office")
    return None if said is None else {"service": offer.service.identifier, **_statement(said)}


def _own_statement(offer: ServiceOffer) -> dict[str, Json]:
    """Of an offer that no DLDB has brought in."""
    appointment: dict[str, Json] = {"slots": offer.steps, "allowed": offer.is_bookable, "link": offer.link}
    said: dict[str, Json] = {"appointment": appointment, "hint": _written(offer.hint)}
    return said | ({"maxQuantity": offer.max_persons} if offer.max_persons else {})


def _statement(said: Extra) -> dict[str, Json]:
    appointment: dict[str, Json] = {key: said[key] for key in ("slots", "allowed", "external", "link") if key in said}
    beside = {"public": "public", "duration": "duration", "max_quantity": "maxQuantity", "hint": "hint"}
    entry: dict[str, Json] = {name: said[key] for key, name in beside.items() if key in said}
    return entry | ({"appointment": appointment} if appointment else {})


def _written(text: str) -> str:
    """A text as DLDB has it: plain, or HTML where it would be taken for HTML."""
    return html_of(text) if texts.is_html(text) else text


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
