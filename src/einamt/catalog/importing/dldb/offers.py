"""What either side says about a service at an office."""

from einamt.catalog.importing.records import OfferStatement
from einamt.catalog.importing.values import Entry

_KNOWN = frozenset(
    {
        "location",
        "service",
        "authority",
        "url",
        "hint",
        "appointment",
        "responsibility",
        "responsibility_hint",
        "public",
    }
    | {"contact", "onlineprocessing", "duration", "maxQuantity", "responsibility_all"}
)


def read_statement(entry: Entry) -> OfferStatement:
    """One entry of a service's `locations` or of a location's `services`."""
    entry.unknown_keys(_KNOWN)
    appointment = entry.inner("appointment")
    return OfferStatement(
        slots=appointment.number("slots"),
        allowed=appointment.flag("allowed"),
        external=appointment.flag("external"),
        public=entry.flag("public"),
        duration=entry.number("duration"),
        max_quantity=entry.number("maxQuantity"),
        hint=entry.long_text("hint"),
        link=appointment.link("link") or entry.link("url"),
    )
