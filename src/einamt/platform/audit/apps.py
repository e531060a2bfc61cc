"""The room of the log of reading."""

from datetime import time, timedelta

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the chaining of entries and the erasing of old ones."""

    name = "einamt.platform.audit"
    label = "audit"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.audit import operations  # noqa: PLC0415 - needs the models
        from einamt.platform.outbox import schedule  # noqa: PLC0415
        from einamt.platform.retention import registry  # noqa: PLC0415

        registry.register(operations.ERASER)
        schedule.register(name="audit.chain", every=timedelta(minutes=1), job=operations.chain_entries)
        schedule.register(name="audit.chain-left-behind", daily_at=time(3, 10), job=operations.chain_left_behind)
