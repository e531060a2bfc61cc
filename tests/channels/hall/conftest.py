"""The hall of that Tuesday morning, and a clock that stands still."""

import pytest

from einamt.procedures.visits.hall import HALLS
from tests.channels.counter.conftest import plain_static_files, set_clock, static_folder
from tests.procedures.visits.conftest import morning

__all__ = ["morning", "plain_static_files", "set_clock", "static_folder"]


@pytest.fixture(autouse=True)
def unknown_halls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that knows no hall yet, and that looks again whenever it is asked."""
    HALLS.forget()
    monkeypatch.setattr("einamt.procedures.visits.hall.FRESH_SECONDS", 0.0)
