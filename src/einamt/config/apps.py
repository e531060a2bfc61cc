"""The top floor."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """Registers what is to be said about the whole installation."""

    name = "einamt.config"
    label = "config"

    def ready(self) -> None:
        """Load the checks."""
        from einamt.config import checks  # noqa: F401, PLC0415 - registers itself
