"""The room of visits."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Registers what is counted of visits."""

    name = "einamt.procedures.visits"

    def ready(self) -> None:
        """Register the facts."""
        from einamt.procedures.visits import facts  # noqa: F401, PLC0415 - registers itself
