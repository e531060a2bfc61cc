"""A decision to object to."""

from tests.cases.conftest import errand
from tests.cases.decisions.conftest import case

__all__ = ["case", "errand"]
