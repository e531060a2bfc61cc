"""What the tests of appointments stand on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from tests.factories.appointments import Bookable, make_bookable


@pytest.fixture
def now() -> datetime:
    """A Tuesday, seven in the morning by the city's clock."""
    return datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@pytest.fixture
def day() -> date:
    """The Wednesday after it."""
    return date(2026, 11, 25)


@pytest.fixture
def at(db: None, now: datetime) -> Bookable:
    """An office with one counter, 8 to 12 h, for a service of one step."""
    return make_bookable(now=now)


@pytest.fixture(autouse=True)
def in_german() -> Iterator[None]:
    """Refusals are read in German, whatever a test before has left."""
    with override("de"):
        yield
