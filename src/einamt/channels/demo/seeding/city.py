"""The demo city's master data, from its folder in a checkout."""

from datetime import datetime
from pathlib import Path

from einamt.catalog.city.content import BadContent, CityContent
from einamt.catalog.city.reading import read_city
from einamt.procedures.appointments.founding import found_city
from einamt.procedures.visits.founding import found_floor

CONTENT = Path(__file__).resolve().parents[5] / "demo"
"""The folder of the demo cities in a checkout."""
DAYS_OF_PAST = 28
"""How far back there is capacity, so that complete cases can stand on it."""


def demo_cities() -> list[str]:
    """The names of the demo cities."""
    return sorted(file.parent.name for file in CONTENT.glob("*/city.toml"))


def load(*, key: str, now: datetime) -> CityContent:
    """Found the demo city `key` and plan its capacity around `now`, in the caller's transaction.

    :raises BadContent: the city's files are missing or wrong, or do not say how busy the demo is.
    """
    content = read_city(folder=CONTENT / key)
    if "demand" not in content.settings:
        raise BadContent(f"{CONTENT / key / 'city.toml'}: no [demand]; a demo needs to know how busy it is")
    found_city(content=content, now=now, days_of_past=DAYS_OF_PAST, is_demo=True)
    found_floor(content=content)
    return content
