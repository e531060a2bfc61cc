"""Whether a point lies in an area, against other ways of telling, and on Berlin's real boundaries."""

import json
from math import atan2, cos, pi, radians, sin
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from einamt.catalog.rules.polygons import BadGeometry, MultiPolygon, Point, bounds, contains, multi_polygon

BERLIN = Path("/work/shared/data/geo/berlin_bezirke.geojson")
COORDINATE = st.integers(-40, 40)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]],
}


def polygon(corners: list[Point]) -> MultiPolygon:
    return [[[*corners, corners[0]]]]


def test_a_hole_is_outside_and_its_edge_inside() -> None:
    area = multi_polygon(SQUARE)
    assert contains(area=area, longitude=3, latitude=3)
    assert not contains(area=area, longitude=1.5, latitude=1.5)
    assert contains(area=area, longitude=1, latitude=1.5)
    assert contains(area=area, longitude=0, latitude=4)
    assert not contains(area=area, longitude=4.000001, latitude=2)


def test_each_part_of_an_area_in_parts_counts() -> None:
    area = multi_polygon(
        {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"], [[[9, 9], [10, 9], [10, 10], [9, 9]]]]}
    )
    assert contains(area=area, longitude=9.9, latitude=9.5)
    assert not contains(area=area, longitude=6, latitude=6)
    around = bounds(area)
    assert (around.south, around.west, around.north, around.east) == (0, 0, 10, 10)


@given(st.lists(st.integers(0, 359), min_size=3, max_size=9, unique=True), COORDINATE, COORDINATE)
def test_a_convex_area_holds_what_lies_to_the_left_of_all_its_edges(angles: list[int], x: int, y: int) -> None:
    corners = [(30 * cos(radians(angle)), 30 * sin(radians(angle))) for angle in sorted(angles)]
    edges = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    sides = [(x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) for (x1, y1), (x2, y2) in edges]
    assume(all(abs(side) > 1e-6 for side in sides))
    assert contains(area=polygon(corners), longitude=x, latitude=y) == all(side > 0 for side in sides)


@given(st.lists(st.tuples(COORDINATE, st.integers(5, 40)), min_size=3, max_size=12), COORDINATE, COORDINATE)
def test_a_star_shaped_area_holds_what_it_winds_around(rays: list[tuple[int, int]], x: int, y: int) -> None:
    """Another way to tell: the angles under which the corners are seen add up to a full turn, or to nothing."""
    turn = 2 * pi / len(rays)
    corners = [(length * cos(turn * at), length * sin(turn * at)) for at, (_, length) in enumerate(rays)]
    edges = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    crosses = [(x1 - x) * (y2 - y) - (x2 - x) * (y1 - y) for (x1, y1), (x2, y2) in edges]
    assume(all(abs(cross) > 1e-6 for cross in crosses))
    angles = [
        atan2(cross, (x1 - x) * (x2 - x) + (y1 - y) * (y2 - y))
        for cross, ((x1, y1), (x2, y2)) in zip(crosses, edges, strict=True)
    ]
    winds = round(sum(angles) / (2 * pi))
    assert contains(area=polygon(corners), longitude=x, latitude=y) == bool(winds)


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=9, unique=True), st.data())
def test_every_corner_and_every_middle_of_an_edge_lies_in_the_area(corners: list[Point], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(corners) - 1))
    (x1, y1), (x2, y2) = corners[at], corners[(at + 1) % len(corners)]
    assert contains(area=polygon(corners), longitude=x1, latitude=y1)
    assert contains(area=polygon(corners), longitude=(x1 + x2) / 2, latitude=(y1 + y2) / 2)


@pytest.mark.parametrize(
    ("geometry", "said"),
    [
        (None, "no geometry"),
        ({"type": "Point", "coordinates": [1, 2]}, "'Point'"),
        ({"type": "Polygon", "coordinates": []}, "no ring"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}, "3 positions"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1]]]}, "does not end"),
        ({"type": "Polygon", "coordinates": [[["a", 0], [1, 1], [1, 0], ["a", 0]]]}, "not a position"),
        ({"type": "Polygon", "coordinates": [[[0, float("nan")], [1, 1], [1, 0], [0, 0]]]}, "not a position"),
        ({"type": "Polygon", "coordinates": [[[392000, 5820000], [1, 1], [1, 0], [0, 0]]]}, "EPSG:4326"),
        ({"type": "MultiPolygon", "coordinates": []}, "empty"),
    ],
)
def test_a_geometry_that_cannot_be_read_says_why(geometry: Any, said: str) -> None:
    with pytest.raises(BadGeometry, match=said):
        multi_polygon(geometry)


@pytest.mark.skipif(not BERLIN.exists(), reason=f"{BERLIN} is not on this machine")
@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "district"),
    [
        ("Brandenburger Tor", 52.5163, 13.3777, "Mitte"),
        ("Rathaus Neukölln", 52.4814, 13.4351, "Neukölln"),
        ("Zitadelle Spandau", 52.5411, 13.2124, "Spandau"),
        ("Flughafen Tempelhof", 52.4821, 13.3895, "Tempelhof-Schöneberg"),
        ("Potsdam, Nikolaikirche", 52.3960, 13.0610, ""),
    ],
)
def test_berlins_landmarks_lie_where_they_stand(place: str, latitude: float, longitude: float, district: str) -> None:
    features = json.loads(BERLIN.read_text(encoding="utf-8"))["features"]
    found = [
        feature["properties"]["name"]
        for feature in features
        if contains(area=multi_polygon(feature["geometry"]), longitude=longitude, latitude=latitude)
    ]
    assert found == ([district] if district else [])
