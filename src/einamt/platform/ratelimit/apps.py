"""The room of limits."""

from datetime import timedelta

from django.apps import AppConfig


class RatelimitConfig(AppConfig):
    """Registers the cleaning of old rows."""

    name = "einamt.platform.ratelimit"
    label = "ratelimit"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.outbox import schedule  # noqa: PLC0415 - models must be loaded first
        from einamt.platform.ratelimit.operations import forget_old_limits  # noqa: PLC0415

        schedule.register(name="ratelimit.forget-old-limits", every=timedelta(minutes=30), job=forget_old_limits)
