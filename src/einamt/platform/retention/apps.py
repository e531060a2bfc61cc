"""The room of retention."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Registers the check that every model declares its policy."""

    name = "einamt.platform.retention"
    label = "retention"

    def ready(self) -> None:
        """Load the check."""
        from einamt.platform.retention import checks  # noqa: F401, PLC0415 - registers itself
