"""A town with two districts that have boundaries, and a file of addresses in them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from einamt.catalog.addresses.importing import AddressReport, import_addresses
from einamt.catalog.addresses.stored import forget_streets
from einamt.catalog.models import Area, PostalArea
from tests.factories.catalog import make_area, make_city, make_district

HEAD = "street,house_number,postal_code,city,area_key,latitude,longitude"
LINES = (
    "Sonnenallee,1-99,12047,Musterstadt,1100000001,,",
    "Sonnenallee,100,12059,Musterstadt,1100000002,,",
    "Sonnenallee,100a,12059,Musterstadt,1100000001,,",
    "Karl-Marx-Straße,,12043,Musterstadt,1100000001,,",
    "Hauptstraße,5,10827,Musterstadt,1100000001,,",
    "Hauptstraße,5,13127,Musterstadt,1100000002,,",
    "Am Ring,1,12047,Musterstadt,,0.5,0.5",
    "Am Ring,2,12047,Musterstadt,,0.5,1.5",
)
Import = Callable[..., AddressReport]


@pytest.fixture(autouse=True)
def _no_streets_of_an_earlier_test() -> Iterator[None]:
    forget_streets()
    yield
    forget_streets()


@pytest.fixture
def areas(db: None) -> None:
    """Nord and Süd, squares of a degree beside each other; 12047 lies in both, 13187 in Nord."""
    city = make_city()
    whole = make_area(key="110000000000", name="Musterstadt", kind=Area.Kind.MUNICIPALITY, organisation=city)
    north, south = make_district(name="Nord", city=city), make_district(name="Süd", city=city)
    make_area(key="1100000001", name="Nord", parent=whole, organisation=north, square=(0, 0, 1))
    make_area(key="1100000002", name="Süd", parent=whole, organisation=south, square=(1, 0, 1))
    PostalArea.objects.create(postal_code="12047", latitude=0.5, longitude=1).districts.add(north, south)
    PostalArea.objects.create(postal_code="13187", latitude=0.5, longitude=0.2).districts.add(north)


@pytest.fixture
def take(tmp_path: Path) -> Import:
    """Writes lines into a file and imports it."""

    def take(
        *lines: str,
        head: str = HEAD,
        skips_bad: bool = False,
        may_withdraw: bool = False,
        is_complete: bool = False,
        source: str = "file",
    ) -> AddressReport:
        path = tmp_path / "addresses.csv"
        path.write_bytes("\n".join([head, *lines, ""]).encode("utf-8", "surrogateescape"))
        return import_addresses(
            path=path,
            source=source,
            skips_bad=skips_bad,
            may_withdraw=may_withdraw,
            is_complete=is_complete,
            progress=lambda _: None,
        )

    return take


@pytest.fixture
def streets(areas: None, take: Import) -> None:
    """The addresses above."""
    take(*LINES)
