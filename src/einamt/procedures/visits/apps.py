"""The room of visits."""

from datetime import time

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Registers what is counted of visits, and the closing of the day."""

    name = "einamt.procedures.visits"

    def ready(self) -> None:
        """Fill the registries."""
        from einamt.platform.outbox import schedule  # noqa: PLC0415 - models can be loaded only now
        from einamt.procedures.visits import facts, jobs  # noqa: F401, PLC0415 - facts register themselves

        schedule.register(name="visits.close-past-days", daily_at=time(0, 15), job=jobs.close_past_days)
