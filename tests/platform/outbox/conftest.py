"""An outbox whose subscribers and jobs are the test's own."""

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest
from django.db import transaction

from einamt.platform.outbox import registry, schedule, steps
from einamt.platform.outbox.models import OutboxMessage


@pytest.fixture(autouse=True)
def nothing_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_subscriptions", {})
    monkeypatch.setattr(schedule, "_entries", {})


class Subscriber:
    """Keeps what it was told, and fails as often as it is asked to."""

    def __init__(self, *, failures: int = 0) -> None:
        self.told: list[Mapping[str, str]] = []
        self.failures = failures

    def __call__(self, payload: Mapping[str, str], _now: datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("erika@example.org was not to be reached")
        self.told.append(payload)


@pytest.fixture
def publish(clock: object) -> Callable[..., OutboxMessage]:
    """Publishes a message as an operation would."""

    def publish(topic: str = "appointments.confirmed", **payload: str) -> OutboxMessage:
        with transaction.atomic():
            return steps.publish(topic=topic, payload=payload, now=clock.now)  # type: ignore[attr-defined]

    return publish
