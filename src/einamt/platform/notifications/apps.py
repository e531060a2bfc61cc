"""The room of notifications."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers its jobs, what is sent again, and the erasing of old rows."""

    name = "einamt.platform.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.notifications import maildir, operations, steps  # noqa: PLC0415 - need the models
        from einamt.platform.outbox import registry as topics  # noqa: PLC0415
        from einamt.platform.outbox import schedule  # noqa: PLC0415
        from einamt.platform.retention import registry  # noqa: PLC0415

        def deliver(payload: Mapping[str, str], now: datetime) -> None:
            operations.deliver(command_id=UUID(payload["message"]), now=now)

        def make_batches(now: datetime) -> None:
            operations.make_batches(now)

        registry.register(operations.ERASER)
        topics.subscribe(topic=steps.WAITING, name="notifications", handler=deliver)
        schedule.register(name="notifications.find-stuck", job=operations.find_stuck, every=timedelta(hours=1))
        schedule.register(name="notifications.letters", job=make_batches, daily_at=time(6))
        schedule.register(name="notifications.bounces", job=maildir.take_bounces, every=timedelta(minutes=1))
