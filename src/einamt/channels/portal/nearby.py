"""From an address to the offices around it. What was typed is looked up once and stored nowhere."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext

from einamt.catalog.addresses import find_places
from einamt.catalog.errors import AddressSearchUnavailable, PlaceUnknown, PostalCodeUnknown
from einamt.catalog.queries import OfficeEntry, postal_area
from einamt.catalog.rules.distances import Place, nearest_offices
from einamt.platform.shell import words

_POSTAL_CODE = re.compile(r"[0-9]{5}", re.ASCII)
DISTANCES, USUAL_DISTANCE = (2, 5, 10, 20), 5
"""Kilometres, as the crow flies."""
NAMED = 3
"""Addresses that are read out where several are meant."""


class NotNearby(ValueError):
    """There is no answer; the message is for the citizen."""


def offices_within(*, start: Place, km: float, offices: Sequence[OfficeEntry]) -> list[OfficeEntry]:
    """The offices at most so many kilometres from a place, the nearest in front.

    :raises NotNearby: no office is that near.
    """
    known = [office for office in offices if office.latitude is not None and office.longitude is not None]
    by_id = {office.id: office for office in known}
    found = nearest_offices(
        start=start, offices=[(office.id, Place(office.latitude or 0.0, office.longitude or 0.0)) for office in known]
    )
    near = [by_id[office.office_id] for office in found if office.km is not None and office.km <= km]
    if near:
        return near
    if not found:
        raise NotNearby(gettext("Wie weit es zu den Ämtern ist, wissen wir nicht. Bitte wählen Sie sie in der Liste."))
    message = gettext("So nah ist kein Amt, das dafür da ist. Das nächste ist %(office)s, %(distance)s entfernt.")
    nearest = found[0]
    metres = round((nearest.km or 0.0) * 1_000)
    raise NotNearby(message % {"office": by_id[nearest.office_id].name, "distance": words.km(metres)})


def place_of(*, text: str) -> Place:
    """Where an address, a postal code or a district lies.

    :raises NotNearby: nobody knows the place, or several are called so.
    """
    try:
        if _POSTAL_CODE.fullmatch(text):
            area = postal_area(postal_code=text)
            return Place(area.latitude, area.longitude)
        found = find_places(text=text)
    except (PostalCodeUnknown, PlaceUnknown, AddressSearchUnavailable) as refusal:
        raise NotNearby(words.explain(refusal)) from refusal
    if found.place is None:
        named = "; ".join(
            f"{address.street} {address.house_number}, {address.postal_code} {address.city}"
            for address in found.addresses[:NAMED]
        )
        message = gettext("Das gibt es mehrmals: %(addresses)s. Bitte schreiben Sie die ganze Adresse.")
        raise NotNearby(message % {"addresses": named})
    if found.place.latitude is None or found.place.longitude is None:
        raise NotNearby(gettext("Wo genau das liegt, wissen wir nicht. Bitte geben Sie die Postleitzahl ein."))
    return Place(found.place.latitude, found.place.longitude)
