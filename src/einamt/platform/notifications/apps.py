"""The room of notifications."""

from datetime import time

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers the cleaning of old rows."""

    name = "einamt.platform.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.notifications.operations import forget_sent_messages  # noqa: PLC0415 - needs the models
        from einamt.platform.outbox import schedule  # noqa: PLC0415

        schedule.register(name="notifications.forget", daily_at=time(3, 10), job=forget_sent_messages)
