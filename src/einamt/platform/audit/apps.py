"""The room of the log of reading."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the erasing of old entries."""

    name = "einamt.platform.audit"
    label = "audit"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.audit.operations import ERASER  # noqa: PLC0415 - needs the models
        from einamt.platform.retention import registry  # noqa: PLC0415

        registry.register(ERASER)
