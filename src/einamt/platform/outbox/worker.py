"""The worker process: three loops beside each other.

One delivers messages, one runs jobs, so that a long job holds up no mail, and one says every few seconds that the
worker is alive and renews what it holds. When the process is asked to stop, each loop ends after what it is doing.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, close_old_connections, connection

from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.outbox import jobs, leases, relay
from einamt.platform.outbox.models import Worker
from einamt.platform.redaction import describe

LEASE = timedelta(seconds=60)
_BEAT_SECONDS = 15.0
_IDLE_SECONDS = 0.5
_TROUBLE_SECONDS = 5.0
_FORGET_AFTER = timedelta(hours=1)

_log = logging.getLogger(__name__)


def run_until(stop: threading.Event) -> None:
    """Work until `stop` is set."""
    holder, started_at = new_id(), clock.now()
    jobs.prepare(now=started_at)
    _log.info("worker starts")

    def deliver() -> int:
        return relay.deliver_due(holder=holder, lease=LEASE)

    def run_jobs() -> int:
        return jobs.run_due(holder=holder, lease=LEASE)

    def beat() -> int:
        now = clock.now()
        _show_alive(holder=holder, started_at=started_at, now=now)
        leases.renew(holder=holder, now=now, lease=LEASE)
        return 0

    last_beat = threading.Event()
    beats = threading.Thread(target=_loop, args=(beat, last_beat, _BEAT_SECONDS), name="beat")
    schedule = threading.Thread(target=_loop, args=(run_jobs, stop, _IDLE_SECONDS), name="schedule")
    beats.start()
    schedule.start()
    try:
        _loop(deliver, stop, _IDLE_SECONDS)
    finally:
        stop.set()
        # leases are renewed until the last job has ended
        schedule.join()
        last_beat.set()
        beats.join()
        Worker.objects.filter(pk=holder).delete()
        _log.info("worker stops")


def run_once() -> tuple[int, int]:
    """What is due now, once: how many jobs were run and how many messages tried."""
    jobs.prepare(now=clock.now())
    holder, done = new_id(), 0
    while jobs.run_due(holder=holder, lease=relay.LONG_LEASE):
        done += 1
    return done, relay.drain()


def _show_alive(*, holder: UUID, started_at: datetime, now: datetime) -> None:
    name = f"{socket.gethostname()}:{os.getpid()}"
    Worker.objects.update_or_create(
        id=holder, defaults={"seen_at": now}, create_defaults={"name": name, "started_at": started_at, "seen_at": now}
    )
    Worker.objects.filter(seen_at__lt=now - _FORGET_AFTER).delete()


def _loop(work: Callable[[], int], stop: threading.Event, idle_seconds: float) -> None:
    """Call `work` until `stop` is set, with a rest when there was nothing to do and a longer one when it went wrong."""
    while not stop.is_set():
        try:
            rest = 0.0 if work() else idle_seconds
        except OperationalError as error:
            _log.warning("the database is away (%s); resting for %s s", describe(error), _TROUBLE_SECONDS)
            rest = _TROUBLE_SECONDS
        except Exception:  # noqa: BLE001 - whoever starts the worker again would meet the same bug
            _log.exception("a bug in the worker; resting for %s s", _TROUBLE_SECONDS)
            rest = _TROUBLE_SECONDS
        close_old_connections()
        if rest:
            stop.wait(rest)
    connection.close()
