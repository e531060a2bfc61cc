"""The room of facts."""

from datetime import time, timedelta

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """Registers the relay into Parquet. Nothing here loads DuckDB."""

    name = "einamt.platform.facts"
    label = "facts"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.facts import condensed, operations, rebuilding, sealing  # noqa: PLC0415 - needs the models
        from einamt.platform.outbox import schedule  # noqa: PLC0415

        schedule.register(name="facts.move", every=timedelta(minutes=10), job=operations.move_due_facts)
        schedule.register(name="facts.condense", every=timedelta(minutes=10), job=condensed.condense)
        schedule.register(name="facts.mend", every=timedelta(minutes=10), job=rebuilding.mend)
        schedule.register(name="facts.keep-order", daily_at=time(2, 40), job=sealing.keep_order)
