"""What happens by the clock."""

from datetime import datetime

from einamt.catalog.editing import operations


def publish_due(now: datetime) -> None:
    """Every minute: publish what was approved for a time that has come."""
    operations.publish_due(now=now)
