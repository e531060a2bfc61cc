"""Races, on rows that really are committed: with the guard in `leases` taken out, these fail."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from django.db import connection

from einamt.kernel.identifiers import new_id
from einamt.platform.outbox import jobs, registry, relay, schedule
from einamt.platform.outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)

LEASE = timedelta(minutes=1)


def at_once(work: Callable[[], object], *, threads: int = 4) -> None:
    start = threading.Barrier(threads)
    errors: list[Exception] = []

    def run() -> None:
        try:
            start.wait()
            work()
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert errors == []


def test_no_message_is_delivered_by_two_workers(publish: Callable[..., OutboxMessage]) -> None:
    told: Counter[str] = Counter()

    def tell(payload: Mapping[str, str], _now: datetime) -> None:
        told[payload["number"]] += 1

    registry.subscribe(topic="test", name="count", handler=tell)
    for number in range(60):
        publish(topic="test", number=str(number))
    at_once(relay.drain)
    assert told == {str(number): 1 for number in range(60)}
    assert not OutboxMessage.objects.exists()


def test_no_job_is_run_by_two_workers(clock: object) -> None:
    runs: Counter[str] = Counter()

    def take_a_while(name: str) -> None:
        runs.update([name])
        time.sleep(0.1)

    for name in ("a", "b", "c"):
        schedule.register(name=name, every=timedelta(hours=1), job=lambda _now, name=name: take_a_while(name))
    jobs.prepare(now=clock.now)  # type: ignore[attr-defined]

    def work() -> None:
        holder = new_id()
        while jobs.run_due(holder=holder, lease=LEASE):
            pass

    at_once(work)
    assert runs == {"a": 1, "b": 1, "c": 1}


def test_workers_that_start_together_agree_on_the_schedule(clock: object) -> None:
    schedule.register(name="a", every=timedelta(hours=1), job=lambda _now: None)
    at_once(lambda: jobs.prepare(now=clock.now))  # type: ignore[attr-defined]
