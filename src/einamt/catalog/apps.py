"""The room of the catalogue."""

from datetime import time

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Has what its sources deleted removed every night, once nobody needs it."""

    name = "einamt.catalog"
    label = "catalog"

    def ready(self) -> None:
        """Register."""
        from einamt.catalog import jobs  # noqa: PLC0415 - models can be loaded only now
        from einamt.platform.outbox import schedule  # noqa: PLC0415

        schedule.register(name="catalog.remove-deleted", daily_at=time(2, 40), job=jobs.remove_deleted)
