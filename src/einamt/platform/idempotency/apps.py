"""The room of kept answers."""

from datetime import timedelta

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    """Registers the cleaning of old rows."""

    name = "einamt.platform.idempotency"
    label = "idempotency"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.idempotency.operations import forget_old_answers  # noqa: PLC0415 - models come first
        from einamt.platform.outbox import schedule  # noqa: PLC0415

        schedule.register(name="idempotency.forget-old-answers", every=timedelta(hours=1), job=forget_old_answers)
