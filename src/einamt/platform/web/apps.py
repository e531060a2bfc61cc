"""The room around every request."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the checks of `/readyz` that belong to the platform."""

    name = "einamt.platform.web"
    label = "web"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.web import probes  # noqa: PLC0415 - needs the models

        probes.register(name="database", check=probes.database, is_required=True)
        probes.register(name="migrations", check=probes.migrations, is_required=True)
        probes.register(name="worker", check=probes.worker, is_required=False)
        probes.register(name="outbox", check=probes.outbox, is_required=False)
