"""Whether an office is where it is said to be, and open when it is said to be."""

from collections.abc import Iterator
from itertools import pairwise

from einamt.catalog.linting.rules.complaints import Complaint
from einamt.catalog.linting.rules.facts import OfficeAmongOthers
from einamt.catalog.rules.distances import distance_km
from einamt.kernel.errors import N_

GERMANY = ((47.2, 55.1), (5.8, 15.1))
"""Least and greatest latitude and longitude, in degrees."""
FAR_KM = 15.0
"""Further than this from every postal code of the city is not in the city."""
WEEKDAYS = (
    *(N_("Montag"), N_("Dienstag"), N_("Mittwoch"), N_("Donnerstag"), N_("Freitag"), N_("Samstag"), N_("Sonntag")),
)


def without_coordinates(facts: OfficeAmongOthers) -> Iterator[Complaint]:
    """No coordinates: the office is left out where offices are shown by distance."""
    if facts.office.place is None:
        yield Complaint(N_("Das Amt hat keine Koordinaten und fehlt, wo nach Entfernung gesucht wird."))


def dummy_coordinates(facts: OfficeAmongOthers) -> Iterator[Complaint]:
    """Coordinates of nowhere: 0/0, outside Germany, or far from every postal code of the city."""
    place = facts.office.place
    if place is None:
        return
    (south, north), (west, east) = GERMANY
    if not (south <= place.latitude <= north and west <= place.longitude <= east):
        yield Complaint(
            N_("Die Koordinaten %(latitude)s/%(longitude)s liegen nicht in Deutschland."),
            {"latitude": f"{place.latitude:.4f}", "longitude": f"{place.longitude:.4f}"},
        )
    elif facts.city and (nearest := min(distance_km(start=place, end=centre) for centre in facts.city)) > FAR_KM:
        yield Complaint(
            N_("Die Koordinaten liegen %(km)d km von der nächsten Postleitzahl der Stadt entfernt."),
            {"km": round(nearest)},
        )


def shared_coordinates(facts: OfficeAmongOthers) -> Iterator[Complaint]:
    """The same point as an office in another street: one of the two, or both, have a stand-in for their place."""
    office = facts.office
    if office.place is None:
        return
    there = [other.name for other in facts.others if other.place == office.place and other.street != office.street]
    if there:
        yield Complaint(
            N_("Die Koordinaten sind dieselben wie die von „%(other)s“, die Straße ist eine andere."),
            {"other": min(there), "count": len(there)},
        )


def without_hours(facts: OfficeAmongOthers) -> Iterator[Complaint]:
    """An office that serves something, and nobody knows when it is open."""
    if facts.office.services and not facts.office.hours:
        yield Complaint(N_("Für dieses Amt sind keine Öffnungszeiten veröffentlicht."))


def overlapping_hours(facts: OfficeAmongOthers) -> Iterator[Complaint]:
    """Two spans of one day that overlap: one of them is probably old."""
    for weekday in range(1, 8):
        spans = sorted(
            (span.opens_minute, span.closes_minute) for span in facts.office.hours if span.weekday == weekday
        )
        if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
            yield Complaint(
                N_("Am %(weekday)s überschneiden sich zwei Öffnungszeiten."),
                {"weekday": WEEKDAYS[weekday - 1]},
                str(weekday),
            )
