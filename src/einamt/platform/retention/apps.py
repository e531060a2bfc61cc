"""The room of retention."""

from datetime import time

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Registers the check that every model declares its policy, and the nightly offering and erasing."""

    name = "einamt.platform.retention"
    label = "retention"

    def ready(self) -> None:
        """Load the check, register the jobs."""
        from einamt.platform.outbox import schedule  # noqa: PLC0415 - models can be loaded only now
        from einamt.platform.retention import checks, erasing  # noqa: F401, PLC0415 - the checks register themselves

        schedule.register(name="retention.offer", daily_at=time(3, 15), job=erasing.offer_nightly)
        schedule.register(name="retention.erase", daily_at=time(3, 30), job=erasing.erase_nightly)
