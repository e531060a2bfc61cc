"""How far it is from a place to an office, as the crow flies."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt
from typing import Protocol

EARTH_RADIUS_KM = 6371.0088
"""The mean radius of GRS 80."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point in degrees, WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class OfficeDistance:
    """An office and how far it is, in kilometres; `None` where the office has no coordinates."""

    office_id: int
    km: float | None


def distance_km(*, start: Place, end: Place) -> float:
    """The great-circle distance (haversine), in kilometres; within 0.6 % of the distance on the ellipsoid."""
    half_height = sin(radians(end.latitude - start.latitude) / 2)
    half_width = sin(radians(end.longitude - start.longitude) / 2)
    chord = half_height**2 + cos(radians(start.latitude)) * cos(radians(end.latitude)) * half_width**2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def nearest_offices(*, start: Place, offices: Iterable[tuple[int, Place | None]]) -> list[OfficeDistance]:
    """The offices by distance from `start`, the nearest first; those without coordinates come last."""
    distances = [
        OfficeDistance(office_id=office_id, km=None if place is None else distance_km(start=start, end=place))
        for office_id, place in offices
    ]
    return sorted(distances, key=lambda office: (office.km is None, office.km or 0.0, office.office_id))


class Somewhere(Protocol):
    """An office, perhaps with coordinates, in degrees."""

    @property
    def id(self) -> int: ...
    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...


def offices_within(*, start: Place, km: float, offices: Iterable[Somewhere]) -> list[int]:
    """The ids of the offices up to `km` away from `start`, in the given order; none without coordinates.

    Most of a country's offices lie too far north or south, which is seen at once.
    """
    south, north = (start.latitude + sign * degrees(km / EARTH_RADIUS_KM) * 1.000_001 for sign in (-1, 1))
    found = []
    for office in offices:
        latitude, longitude = office.latitude, office.longitude
        if latitude is None or longitude is None or not south <= latitude <= north:
            continue
        if distance_km(start=start, end=Place(latitude=latitude, longitude=longitude)) <= km:
            found.append(office.id)
    return found
