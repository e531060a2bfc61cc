"""The room of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Says how reports are mailed."""

    name = "einamt.insight.reports"
    label = "reports"

    def ready(self) -> None:
        """Register."""
        from einamt.insight.reports import mailing  # noqa: PLC0415 - needs the models

        mailing.register()
