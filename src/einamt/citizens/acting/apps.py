"""The room of acting for somebody."""

from datetime import time

from django.apps import AppConfig


class ActingConfig(AppConfig):
    """Registers proofs, mails, the reminder, the erasing, and how the person represented is found."""

    name = "einamt.citizens.acting"
    label = "acting"

    def ready(self) -> None:
        """Register."""
        from einamt.citizens.acting import erasing, files, mails, persons  # noqa: PLC0415 - needs the models
        from einamt.platform.attachments import registry as attachments  # noqa: PLC0415
        from einamt.platform.outbox import schedule  # noqa: PLC0415
        from einamt.platform.retention import persons as people  # noqa: PLC0415
        from einamt.platform.retention import registry  # noqa: PLC0415

        attachments.register(files.PROOFS)
        mails.register()
        schedule.register(name="acting.remind", daily_at=time(6, 30), job=mails.remind)
        registry.register(erasing.ERASER)
        people.register(persons.PROVIDER)
