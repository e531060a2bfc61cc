"""What happens by the clock."""

from datetime import datetime

from einamt.catalog.operations import remove_deleted_services


def remove_deleted(now: datetime) -> None:
    """Every night: remove the services that their sources have deleted and that nobody needs any more."""
    remove_deleted_services(now=now)
