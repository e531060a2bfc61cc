"""Locations of a DLDB file."""

import re

from einamt.catalog.importing.dldb.envelope import Envelope
from einamt.catalog.importing.dldb.hours import read_hours
from einamt.catalog.importing.dldb.offers import read_statement
from einamt.catalog.importing.records import ROOT, Delivery, OfficeRecord, OrganisationRecord
from einamt.catalog.importing.values import Entry
from einamt.catalog.rules.slugs import slug_of

DUMMY_PLACES = {(53.45, 13.45), (0.0, 0.0)}
"""What DLDB writes where it knows no coordinates."""

_MAPPED = frozenset(
    {"id", "name", "address", "geo", "opening_times", "transit", "accessibility", "payment", "authority", "services"}
)
_KNOWN = _MAPPED | frozenset(
    {"displayName", "displayNameAlternatives", "organization", "organizationUnit", "public", "meta", "contact", "note"}
    | {"appointment", "slotTimeInMinutes", "showAlternativeLocations", "forceSlotTimeUpdate", "prio", "category"}
    | {"dontShowByServices", "allowDisabledServicesMix", "sharedBookingOfficeIds", "appointment_hint", "authorityid"}
    | {"urgent", "location_type", "relation", "office", "hint"}
)
_POSTAL_CODE = re.compile(r"\d{5}")
_LIMITED = re.compile(r"bedingt|eingeschränkt|teilweise|nicht (barrierefrei|rollstuhlgerecht)", re.IGNORECASE)
_STEP_FREE = re.compile(r"barrierefrei|rollstuhlgerecht|ebenerdig|stufenlos", re.IGNORECASE)
_LIFT = re.compile(r"aufzug|fahrstuhl|\blift\b", re.IGNORECASE)


def read_offices(envelope: Envelope, delivery: Delivery) -> None:
    """Add the locations of a file to the delivery, with the organisations and offers that they name."""
    offices = delivery.offices = delivery.offices or {}
    for entry in envelope.entries:
        entry.unknown_keys(_KNOWN)
        offices[entry.identifier] = _office(entry, delivery)
        for offer in entry.objects("services"):
            key = (offer.text("service"), entry.identifier)
            if not key[0]:
                entry.warn("offer-without-service", "an entry of 'services' names no service; left out")
                continue
            if key in delivery.by_office:
                entry.warn("offer-twice", f"names the service {key[0]} twice; the last is taken")
            delivery.by_office[key] = read_statement(offer)


def _office(entry: Entry, delivery: Delivery) -> OfficeRecord:
    address, contact = entry.inner("address"), entry.inner("contact")
    latitude, longitude = _place(entry)
    hours, hours_note = read_hours(entry.inner("opening_times"))
    accessibility_note = entry.loose_text("accessibility")
    name = entry.text("displayName") or entry.text("name")
    if not name:
        entry.warn("no-name", "has no name; the identifier is shown")
    return OfficeRecord(
        identifier=entry.identifier,
        organisation=_organisation(entry, delivery),
        name=(name or entry.identifier)[:200],
        street=f"{address.text('street')} {address.text('house_number')}".strip()[:200],
        postal_code=_postal_code(entry, address),
        city=address.text("city")[:100],
        latitude=latitude,
        longitude=longitude,
        accessibility=_accessibility(accessibility_note),
        accessibility_note=accessibility_note,
        transit=entry.loose_text("transit"),
        payment=entry.loose_text("payment"),
        phone=contact.text("phone")[:60],
        email=email(contact),
        contact_url=contact.link("webinfo")[:500],
        hours_note=hours_note,
        is_public=entry.flag("public") is not False,
        hours=hours,
        extra={key: value for key, value in entry.values.items() if key not in _MAPPED},
    )


def _place(entry: Entry) -> tuple[float | None, float | None]:
    geo = entry.inner("geo")
    latitude, longitude = geo.decimal("lat"), geo.decimal("lon")
    if latitude is None or longitude is None:
        entry.note("no-coordinates", "has no coordinates")
        return None, None
    if (latitude, longitude) in DUMMY_PLACES:
        entry.warn("dummy-coordinates", f"{latitude}/{longitude} stands for unknown; stored as none")
        return None, None
    if not (47.2 <= latitude <= 55.1 and 5.8 <= longitude <= 15.1):
        entry.warn("odd-coordinates", f"{latitude}/{longitude} is not in Germany; stored as none")
        return None, None
    return latitude, longitude


def _postal_code(entry: Entry, address: Entry) -> str:
    value = address.text("postal_code")
    if _POSTAL_CODE.fullmatch(value):
        return value
    found = _POSTAL_CODE.search(value)
    outcome = f"read as {found[0]}" if found else "left out"
    entry.warn("odd-postal-code", f"{value[:40]!r} is not five digits; {outcome}")
    return found[0] if found else ""


def email(contact: Entry) -> str:
    """The address in an entry's `contact`, where it can be one."""
    value = contact.text("email")
    if value and (value.count("@") != 1 or " " in value or len(value) > 254):
        contact.warn("odd-email", f"{value[:80]!r} is no e-mail address; left out")
        return ""
    return value


def _accessibility(note: str) -> str:
    for value, pattern in (("limited", _LIMITED), ("lift", _LIFT), ("step_free", _STEP_FREE)):
        if pattern.search(note):
            return value
    return "unknown"


def _organisation(entry: Entry, delivery: Delivery) -> str:
    """The authority that the location names, else the unit of its organisation, else the root."""
    authority = entry.inner("authority")
    identifier, name = authority.text("id"), authority.text("name")
    if identifier and name:
        delivery.organisations[identifier] = OrganisationRecord(identifier, "authority", name[:200], ROOT)
        return identifier
    found = ROOT
    for key in ("organization", "organizationUnit"):
        if name := entry.text(key)[:200]:
            prefix = "" if found == ROOT else f"{found}/"
            identifier = f"{prefix}{slug_of(name)}"[:80]
            delivery.organisations[identifier] = OrganisationRecord(identifier, "authority", name, found)
            found = identifier
    return found
