"""The room of the log of reading."""

from datetime import time

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the cleaning of old entries."""

    name = "einamt.platform.audit"
    label = "audit"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.audit.operations import forget_readings  # noqa: PLC0415 - needs the models
        from einamt.platform.outbox import schedule  # noqa: PLC0415

        schedule.register(name="audit.forget", daily_at=time(3, 20), job=forget_readings)
