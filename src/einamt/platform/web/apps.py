"""The room around every request."""

from datetime import timedelta

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the checks of `/readyz` that belong to the platform, and the end of sessions."""

    name = "einamt.platform.web"
    label = "web"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.outbox import schedule  # noqa: PLC0415 - needs the models
        from einamt.platform.web import probes, sessions  # noqa: PLC0415

        schedule.register(name="web.forget-sessions", every=timedelta(hours=1), job=sessions.forget_sessions)
        probes.register(name="database", check=probes.database, is_required=True)
        probes.register(name="migrations", check=probes.migrations, is_required=True)
        probes.register(name="worker", check=probes.worker, is_required=False)
        probes.register(name="outbox", check=probes.outbox, is_required=False)
