"""The room of files that come with something."""

from datetime import timedelta

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    """Has the worker look at what the scanner has not seen, and `/readyz` say whether the scanner answers."""

    name = "einamt.platform.attachments"
    label = "attachments"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.attachments import checking  # noqa: PLC0415 - needs the models
        from einamt.platform.outbox import schedule  # noqa: PLC0415
        from einamt.platform.scanning.scanner import probe  # noqa: PLC0415
        from einamt.platform.web import probes  # noqa: PLC0415

        schedule.register(name="attachments.check", every=timedelta(minutes=1), job=checking.check_waiting)
        probes.register(name="scanner", check=probe, is_required=False)
