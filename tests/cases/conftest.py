"""What all tests of cases stand on."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from einamt.cases.registry import CaseKind
from tests.factories.cases import errands


@pytest.fixture(autouse=True)
def errand() -> Iterator[CaseKind]:
    """A kind of case without a procedure."""
    with errands() as kind:
        yield kind


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning."""
    return datetime(2026, 11, 24, 8, 36, tzinfo=UTC)
