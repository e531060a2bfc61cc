"""Areas come from GeoJSON whole or not at all, the same twice; a point lies in the smallest of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from einamt.catalog.areas.locating import area_at
from einamt.catalog.models import Area
from tests.factories.catalog import make_area, make_city, make_district

BERLIN = Path("/work/shared/data/geo/berlin_bezirke.geojson")
pytestmark = pytest.mark.django_db


def feature(number: int = 1, name: str = "Nord", west: float = 0, **changes: Any) -> dict[str, Any]:
    ring = [[west, 0], [west + 1, 0], [west + 1, 1], [west, 1], [west, 0]]
    return {
        "type": "Feature",
        "properties": {"nr": number, "name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    } | changes


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Writes features into a file and imports it."""

    def run(*features: Any, content: Any = None, options: tuple[str, ...] = ()) -> None:
        path = tmp_path / "areas.geojson"
        path.write_text(json.dumps(content or {"type": "FeatureCollection", "features": features}), encoding="utf-8")
        keys = ("--key-property", "nr", "--key-prefix", "11000000", "--key-digits", "2", "--name-property", "name")
        call_command("catalog", "areas", "import", str(path), "--kind", "district", *keys, *options)

    return run


def test_areas_are_imported_once_and_brought_up_to_date(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    north = make_district(name="Nord")
    whole = make_area(key="110000000000", name="Musterstadt", kind=Area.Kind.MUNICIPALITY)
    parent = ("--parent", "110000000000")
    run(feature(), feature(2, "Süd", 1), options=(*parent, "--dry-run"))
    assert Area.objects.count() == 1
    run(feature(), feature(2, "Süd", 1), options=parent)
    area = Area.objects.get(key="1100000001")
    assert (area.name, area.parent, area.organisation) == ("Nord", whole, north)
    run(feature(), feature(2, "Süd neu", 1), options=parent)
    said = capsys.readouterr().out
    assert "2 new, 0 changed, 0 unchanged." in said
    assert "0 new, 1 changed, 1 unchanged." in said
    assert "Nobody stands for: Süd." in said
    call_command("catalog", "areas", "list")
    assert "  1100000001    Nord (district; Nord)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([feature(), feature(1, "Süd")], "feature 2: its key 1100000001 is also that of Nord"),
        ([feature(properties={"name": "Nord"})], "feature 1: it has no property nr; its properties: name"),
        ([feature(properties=None)], "feature 1: it has no properties"),
        ([feature(geometry=None)], "feature 1: it has no geometry"),
        ([feature(123456)], "is no key"),
        ([7], "feature 1: it has no properties"),
        ([], "not a GeoJSON FeatureCollection"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_writes_nothing(run: Any, features: list[Any], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*features)
    assert not Area.objects.exists()


def test_what_is_not_json_and_a_parent_that_is_missing_are_refused(run: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("{", encoding="utf-8")
    options = ("--kind", "district", "--key-property", "nr", "--name-property", "name")
    for name, said in (("x", "not JSON"), ("missing", "No such file")):
        with pytest.raises(CommandError, match=said):
            call_command("catalog", "areas", "import", str(tmp_path / name), *options)
    with pytest.raises(CommandError, match="there is no area 99"):
        run(feature(), options=("--parent", "99"))


def test_a_point_lies_in_the_smallest_area_and_on_a_border_in_the_first() -> None:
    whole = make_area(key="11", kind=Area.Kind.LAND, name="Land", square=(0, 0, 3))
    make_area(key="1102", name="West", parent=whole, square=(0, 0, 1))
    make_area(key="1101", name="Ost", parent=whole, square=(1, 0, 1))
    make_area(key="1103", name="ohne Grenze", parent=whole)
    assert area_at(latitude=0.5, longitude=0.5) == "1102"
    assert area_at(latitude=0.5, longitude=1) == "1101"
    assert area_at(latitude=2.5, longitude=2.5) == "11"
    assert area_at(latitude=5, longitude=5) == ""


@pytest.mark.skipif(not BERLIN.exists(), reason=f"{BERLIN} is not on this machine")
def test_berlins_real_districts_are_imported_and_found() -> None:
    city = make_city(name="Berlin")
    make_area(key="110000000000", name="Berlin", kind=Area.Kind.MUNICIPALITY, organisation=city)
    options = ("--kind", "district", "--key-property", "cartodb_id", "--name-property", "name", "--key-digits", "2")
    prefix = ("--key-prefix", "11000000", "--parent", "110000000000")
    call_command("catalog", "areas", "import", str(BERLIN), *options, *prefix)
    assert Area.objects.filter(kind="district").count() == 12
    assert area_at(latitude=52.4814, longitude=13.4351) == "1100000008"  # Rathaus Neukölln
    assert area_at(latitude=52.3960, longitude=13.0610) == ""  # Potsdam
