"""Whether a point lies in an area, and whether an area's boundary can be read: GeoJSON (RFC 7946) in plain Python.

A polygon is a list of rings, the first the outer one, the others holes; a ring is a closed list of (longitude,
latitude) in degrees, WGS 84. Degrees are treated as a plane, which over the length of one edge of a city's boundary is
off by less than the boundary itself is known.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]
MultiPolygon = list[Polygon]


class BadGeometry(ValueError):
    """A boundary cannot be read; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The rectangle around an area, in degrees."""

    south: float
    west: float
    north: float
    east: float


def multi_polygon(geometry: object) -> MultiPolygon:
    """The polygons of a GeoJSON geometry of the type Polygon or MultiPolygon.

    :raises BadGeometry: it is another type, a ring is not closed or too short, or the coordinates are not degrees.
    """
    if not isinstance(geometry, dict):
        raise BadGeometry("it has no geometry")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"}:
        raise BadGeometry(f"its geometry is {kind!r}, expected Polygon or MultiPolygon")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise BadGeometry("its geometry is empty")
    return [_polygon(polygon) for polygon in polygons]


def bounds(area: MultiPolygon) -> Bounds:
    """The rectangle around all of `area`."""
    points = [point for polygon in area for point in polygon[0]]
    longitudes, latitudes = [x for x, _ in points], [y for _, y in points]
    return Bounds(south=min(latitudes), west=min(longitudes), north=max(latitudes), east=max(longitudes))


def contains(*, area: MultiPolygon, longitude: float, latitude: float) -> bool:
    """Whether the point lies in `area`; a point on a boundary, also that of a hole, lies in it.

    So on the border between two neighbours both say yes; who asks decides by their keys.
    """
    return any(_in_polygon(polygon, longitude, latitude) for polygon in area)


def _in_polygon(polygon: Polygon, x: float, y: float) -> bool:
    if any(_is_on_ring(ring, x, y) for ring in polygon):
        return True
    return _in_ring(polygon[0], x, y) and not any(_in_ring(hole, x, y) for hole in polygon[1:])


def _in_ring(ring: Ring, x: float, y: float) -> bool:
    """Even-odd rule: a ray to the east crosses the ring an odd number of times."""
    is_inside = False
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        # half-open in y, so that a corner on the ray counts for one of its two edges
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            is_inside = not is_inside
    return is_inside


def _is_on_ring(ring: Ring, x: float, y: float) -> bool:
    return any(
        min(x1, x2) <= x <= max(x1, x2)
        and min(y1, y2) <= y <= max(y1, y2)
        and (x - x1) * (y2 - y1) == (y - y1) * (x2 - x1)
        for (x1, y1), (x2, y2) in itertools.pairwise(ring)
    )


def _polygon(rings: object) -> Polygon:
    if not isinstance(rings, list) or not rings:
        raise BadGeometry("a polygon has no ring")
    return [_ring(ring) for ring in rings]


def _ring(positions: object) -> Ring:
    if not isinstance(positions, list):
        raise BadGeometry("a ring is not a list of positions")
    ring = [_point(position) for position in positions]
    if len(ring) < 4:
        raise BadGeometry(f"a ring has {len(ring)} positions, expected four or more")
    if ring[0] != ring[-1]:
        raise BadGeometry("a ring does not end where it begins")
    return ring


def _point(position: object) -> Point:
    if not isinstance(position, Sequence) or len(position) < 2:
        raise BadGeometry(f"{position!r} is not a position")
    longitude, latitude = position[0], position[1]
    if not all(isinstance(one, int | float) and isfinite(one) for one in (longitude, latitude)):
        raise BadGeometry(f"{position!r} is not a position")
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise BadGeometry(f"{longitude}, {latitude} are not degrees; the file must be in WGS 84 (EPSG:4326)")
    return float(longitude), float(latitude)
