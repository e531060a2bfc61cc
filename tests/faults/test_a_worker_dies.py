"""Workers that are killed, and that are asked to stop."""

import signal
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from einamt.platform import clock
from einamt.platform.outbox import operations, steps
from einamt.platform.outbox.models import OutboxMessage, Worker

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[..., "subprocess.Popen[str]"]

# The first worker to tell about a message dies of it; later ones live.
WORKER = """
import os, sys, pathlib
from django.core.management import call_command
from einamt.platform.outbox import registry
folder = pathlib.Path(sys.argv[1])

def tell(payload, now):
    if sys.argv[2] == "die":
        (folder / "died").touch()
        os.kill(os.getpid(), 9)
    if sys.argv[2] == "slow":
        import time
        (folder / "began").touch()
        time.sleep(1.5)
    with (folder / "told").open("a") as file:
        file.write(payload["number"] + "\\n")

registry.subscribe(topic="test", name="file", handler=tell)
call_command("worker", *sys.argv[3:])
"""


def publish(number: str) -> None:
    with transaction.atomic():
        steps.publish(topic="test", payload={"number": number}, now=clock.now())


def wait_for(condition: Callable[[], object], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def test_what_a_killed_worker_was_at_is_done_by_another(python: Start, tmp_path: Path) -> None:
    publish("1")
    assert python(WORKER, tmp_path, "die").wait(20) == -signal.SIGKILL
    message = OutboxMessage.objects.get()
    assert message.leased_until is not None

    # nobody waits a minute in a test: the lease runs out, and the pause after a crash
    OutboxMessage.objects.update(leased_until=clock.now())
    python(WORKER, tmp_path, "live", "--drain").wait(20)
    assert OutboxMessage.objects.get().attempts == 1
    OutboxMessage.objects.update(due_at=clock.now())
    python(WORKER, tmp_path, "live", "--drain").wait(20)

    assert (tmp_path / "told").read_text() == "1\n"
    assert not OutboxMessage.objects.exists()


def test_a_message_that_kills_every_worker_ends_as_a_dead_letter(python: Start, tmp_path: Path) -> None:
    publish("1")
    OutboxMessage.objects.update(attempts=7)
    python(WORKER, tmp_path, "die").wait(20)
    OutboxMessage.objects.update(leased_until=clock.now())
    assert python(WORKER, tmp_path, "die", "--drain").wait(20) == 0
    assert OutboxMessage.objects.get().dead_at is not None
    assert operations.retry_dead_letters(ids=None, now=clock.now()) == 1


def test_a_worker_that_is_asked_to_stop_ends_what_it_is_doing(python: Start, tmp_path: Path) -> None:
    publish("1")
    worker = python(WORKER, tmp_path, "slow")
    wait_for((tmp_path / "began").exists)
    publish("2")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0

    assert (tmp_path / "told").read_text() == "1\n"
    assert OutboxMessage.objects.get().payload == {"number": "2"}
    assert not Worker.objects.exists()


def test_a_worker_shows_that_it_is_alive_and_takes_little_from_an_idle_machine(python: Start, tmp_path: Path) -> None:
    worker = python(WORKER, tmp_path, "live")
    wait_for(Worker.objects.exists)
    assert Worker.objects.get().seen_at > clock.now() - timedelta(seconds=30)

    # its first round runs every job that is due; how soon it has done so is the machine's affair
    wait_for(lambda: _cpu_seconds_used(worker.pid, within=3) < 0.3, seconds=60)
    assert _megabytes(worker.pid) < 150


def _cpu_seconds_used(pid: int, *, within: float) -> float:
    before = _cpu_seconds(pid)
    time.sleep(within)
    return _cpu_seconds(pid) - before


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _megabytes(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 2**20
