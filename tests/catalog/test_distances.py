import pytest

from einamt.catalog.rules.distances import OfficeDistance, Place, distance_km, nearest_offices

ALEXANDERPLATZ = Place(latitude=52.5219, longitude=13.4132)


@pytest.mark.parametrize(
    ("place", "km"),
    [
        (ALEXANDERPLATZ, 0.0),
        (Place(latitude=52.5163, longitude=13.3777), 2.48),  # Brandenburger Tor
        (Place(latitude=48.1374, longitude=11.5755), 504.0),  # München, Marienplatz
    ],
)
def test_the_distance_is_that_of_the_map(place: Place, km: float) -> None:
    assert distance_km(start=ALEXANDERPLATZ, end=place) == pytest.approx(km, rel=0.01, abs=0.001)
    assert distance_km(start=place, end=ALEXANDERPLATZ) == pytest.approx(km, rel=0.01, abs=0.001)


def test_the_other_side_of_the_earth_is_half_its_girth_away() -> None:
    end = Place(latitude=-52.5219, longitude=13.4132 - 180)
    assert distance_km(start=ALEXANDERPLATZ, end=end) == pytest.approx(20_015, rel=0.001)


def test_the_nearest_office_comes_first_and_those_nowhere_last() -> None:
    far, near = Place(latitude=52.6, longitude=13.4), Place(latitude=52.52, longitude=13.41)
    ordered = nearest_offices(start=ALEXANDERPLATZ, offices=[(1, None), (2, far), (3, near)])
    assert [office.office_id for office in ordered] == [3, 2, 1]
    assert ordered[-1] == OfficeDistance(office_id=1, km=None)
