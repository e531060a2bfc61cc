"""Which city this is, and what its clocks show. Read on every page, so remembered by each process for a few seconds."""

from time import monotonic
from zoneinfo import ZoneInfo

from einamt.platform.shell.models import City

UNNAMED = "Ihre Stadt"
REMEMBERED_SECONDS = 10.0

_remembered: tuple[float, City] | None = None


def current() -> City:
    """The city's row, at most `REMEMBERED_SECONDS` old; an unsaved one named `UNNAMED` where none has been set up."""
    global _remembered  # noqa: PLW0603 - this module is the one that remembers
    if _remembered is not None and monotonic() - _remembered[0] < REMEMBERED_SECONDS:
        return _remembered[1]
    found = City.objects.first() or City(name=UNNAMED)
    _remembered = (monotonic(), found)
    return found


def zone() -> ZoneInfo:
    """The zone of the city's wall clock."""
    return ZoneInfo(current().zone)


def forget() -> None:
    """Read the row anew next time: after it has been written, and between tests."""
    global _remembered  # noqa: PLW0603 - this module is the one that remembers
    _remembered = None
