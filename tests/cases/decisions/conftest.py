"""A case on which something can be decided, and the worker's queue."""

from datetime import UTC, datetime

import pytest

from einamt.cases.models import Case
from tests.cases.conftest import errand
from tests.factories.cases import make_case

__all__ = ["errand"]

NOW = datetime(2026, 11, 24, 8, 36, tzinfo=UTC)
"""A Tuesday morning."""


@pytest.fixture
def case() -> Case:
    return make_case(now=NOW)[0]
