"""Keeping the log of reading as long as it may be kept."""

from datetime import UTC, datetime

from einamt.platform.audit.models import ReadingEntry


def forget_readings(now: datetime) -> None:
    """Erase the entries of years before the last one (§ 76(4) BDSG); the schedule calls it."""
    ReadingEntry.objects.filter(at__lt=datetime(now.year - 1, 1, 1, tzinfo=UTC)).delete()
