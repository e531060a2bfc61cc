"""What tests of the platform share: a clock that stands still until it is moved."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import hypothesis
import pytest

# a loaded machine is no failure
hypothesis.settings.register_profile("einamt", deadline=None)
hypothesis.settings.load_profile("einamt")


@dataclass
class StandingClock:
    """Shows `now` until it is set or moved."""

    now: datetime

    def forward(self, by: timedelta) -> datetime:
        self.now += by
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    """The clock that the worker reads, standing at 10:00 in Berlin on a Tuesday in November."""
    standing = StandingClock(datetime(2026, 11, 24, 9, tzinfo=UTC))
    monkeypatch.setattr("einamt.platform.clock.now", lambda: standing.now)
    return standing
