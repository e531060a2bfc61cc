"""Between the rows of an office and its wording."""

from collections import defaultdict
from collections.abc import Mapping

from einamt.catalog.models import Office, OpeningHours, ServiceOffer
from einamt.catalog.offices.wording import HOURS, PLACE, TEXTS, degrees_text, hours_text, read_degrees, read_hours
from einamt.platform.transactions import require_transaction

EDITORS_COORDINATES = "editor"
"""Value of `coordinate_source`: somebody has typed them here."""


def office_wording(*, office: Office) -> dict[str, str]:
    """What stands in the fields of an office."""
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in OpeningHours.objects.filter(office=office):
        spans[row.weekday].append((row.opens_minute, row.closes_minute))
    return {
        **{key: str(getattr(office, key)) for key in TEXTS},
        **{key: degrees_text(getattr(office, key)) for key in PLACE},
        **{key: hours_text(spans[weekday]) for weekday, key in enumerate(HOURS, start=1)},
        "is_public": "1" if office.is_public else "",
    }


def write_office(*, office: Office, changes: Mapping[str, str]) -> None:
    """Make the rows say what the changed fields say.

    :raises BadWording: a field cannot be read.
    """
    require_transaction()
    for key in TEXTS:
        if key in changes:
            setattr(office, key, changes[key].strip())
    for key in PLACE:
        if key in changes:
            setattr(office, key, read_degrees(changes[key], key=key))
            office.coordinate_source = EDITORS_COORDINATES
    if "is_public" in changes:
        office.is_public = bool(changes["is_public"])
    office.save()
    for weekday, key in enumerate(HOURS, start=1):
        if key in changes:
            OpeningHours.objects.filter(office=office, weekday=weekday).delete()
            OpeningHours.objects.bulk_create(
                OpeningHours(office=office, weekday=weekday, opens_minute=opens, closes_minute=closes)
                for opens, closes in read_hours(changes[key])
            )


def offer_wording(*, offer: ServiceOffer | None) -> dict[str, str]:
    """What stands in the fields of an offer; nothing where there is none."""
    if offer is None:
        return {}
    return {
        "steps": str(offer.steps),
        "max_persons": str(offer.max_persons or ""),
        "is_bookable": "1" if offer.is_bookable else "",
        "hint": offer.hint,
        "link": offer.link,
    }


def write_offer(*, office_id: int, service_id: int, wording: Mapping[str, str]) -> None:
    """Make the offer say what its wording says; without one, remove it."""
    require_transaction()
    if not wording:
        ServiceOffer.objects.filter(office_id=office_id, service_id=service_id).delete()
        return
    ServiceOffer.objects.update_or_create(
        office_id=office_id,
        service_id=service_id,
        defaults={
            "steps": int(wording["steps"]),
            "max_persons": int(wording["max_persons"]) if wording["max_persons"] else None,
            "is_bookable": bool(wording["is_bookable"]),
            "hint": wording["hint"].strip(),
            "link": wording["link"].strip(),
        },
    )
