import threading
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from einamt.platform.outbox import registry, relay, schedule, worker
from einamt.platform.outbox.models import OutboxMessage, Worker
from tests.platform.conftest import StandingClock
from tests.platform.outbox.conftest import Subscriber

pytestmark = pytest.mark.django_db

Publish = Callable[..., OutboxMessage]


def einamt(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def mail() -> Subscriber:
    subscriber = Subscriber()
    registry.subscribe(topic="appointments.confirmed", name="mail", handler=subscriber)
    return subscriber


def test_once_runs_the_jobs_and_delivers_the_messages_due_now(publish: Publish, mail: Subscriber) -> None:
    runs: list[object] = []
    schedule.register(name="test.job", every=timedelta(hours=1), job=runs.append)
    publish()
    assert einamt("worker", "--once") == "1 jobs run, 1 deliveries tried.\n"
    assert (len(runs), len(mail.told)) == (1, 1)


def test_drain_delivers_messages_and_runs_no_job(publish: Publish, mail: Subscriber) -> None:
    schedule.register(name="test.job", every=timedelta(hours=1), job=lambda _now: pytest.fail("not asked for"))
    publish()
    assert einamt("worker", "--drain") == "1 deliveries tried.\n"
    assert len(mail.told) == 1


def test_dead_letters_can_be_listed_retried_and_dropped(publish: Publish, clock: StandingClock) -> None:
    letters = [publish(appointment=str(number)) for number in range(3)]
    OutboxMessage.objects.update(dead_at=clock.now, last_error="OSError: the mail server was away")
    listed = einamt("outbox", "dead")
    assert f"{letters[0].pk} appointments.confirmed {{'appointment': '0'}}" in listed
    assert "OSError: the mail server was away" in listed
    assert "3 dead letters." in listed

    assert einamt("outbox", "retry", str(letters[0].pk)) == "1 messages will be tried again.\n"
    assert einamt("outbox", "drop", str(letters[1].pk)) == "Dropped.\n"
    assert einamt("outbox", "retry", "--all") == "1 messages will be tried again.\n"
    assert set(OutboxMessage.objects.filter(dead_at=None).values_list("pk", flat=True)) == {
        letters[0].pk,
        letters[2].pk,
    }


@pytest.mark.parametrize("act", ["retry", "drop"])
def test_what_is_no_dead_letter_is_said_so(act: str) -> None:
    with pytest.raises(CommandError, match="dead letter"):
        einamt("outbox", act, str(uuid4()))


@pytest.mark.parametrize("words", [("retry",), ("retry", "not-an-id"), ("drop",), ()])
def test_a_command_that_cannot_be_understood_changes_nothing(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        einamt("outbox", *words)


def test_status_tells_of_workers_messages_and_jobs(publish: Publish, clock: StandingClock) -> None:
    def fail(_now: object) -> None:
        raise RuntimeError("not today")

    schedule.register(name="test.job", every=timedelta(hours=1), job=fail)
    publish()
    worker.run_once()
    publish()
    clock.forward(timedelta(seconds=5))
    text = einamt("outbox", "status")
    assert "0 workers, 1 messages waiting (the oldest for 5 s), 0 dead letters" in text
    assert "test.job: last done never" in text
    assert "failed 1 times: RuntimeError: not today" in text


@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_a_database_that_goes_away(
    publish: Publish, mail: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, deliver = threading.Event(), relay.deliver_due
    troubles = [OperationalError("the server is gone"), RuntimeError("a bug")]

    def troubled(*, holder: UUID, lease: timedelta) -> int:
        if troubles:
            raise troubles.pop()
        tried = deliver(holder=holder, lease=lease)
        if mail.told:
            stop.set()
        return tried

    monkeypatch.setattr(relay, "deliver_due", troubled)
    monkeypatch.setattr(worker, "_TROUBLE_SECONDS", 0.01)
    publish()
    ending = threading.Timer(20, stop.set)
    ending.start()
    worker.run_until(stop)
    ending.cancel()
    assert len(mail.told) == 1
    assert not Worker.objects.exists()
