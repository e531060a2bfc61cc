"""The room of notifications."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers the erasing of old rows."""

    name = "einamt.platform.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.notifications.operations import ERASER  # noqa: PLC0415 - needs the models
        from einamt.platform.retention import registry  # noqa: PLC0415

        registry.register(ERASER)
