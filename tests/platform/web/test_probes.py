import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from einamt.platform.outbox.models import OutboxMessage, Worker
from einamt.platform.outbox.steps import new_message
from einamt.platform.web import probes
from tests.platform.conftest import StandingClock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_checks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(probes, "_checks", dict(probes._checks))
    return


def figures(text: str) -> dict[str, float]:
    return {
        sample.name + str(sorted(sample.labels.items()) or ""): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_load_balancer_that_names_no_host_of_ours_gets_its_answer(browser: Client) -> None:
    assert browser.get("/healthz", headers={"Host": "10.1.2.3"}).status_code == 200
    assert browser.get("/", headers={"Host": "10.1.2.3"}).status_code == 400


def test_ready_means_database_and_migrations(browser: Client) -> None:
    answer = browser.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert answer.json()["checks"]["migrations"] == {"ok": True, "required": True, "detail": "applied"}


def test_a_missing_worker_is_seen_but_does_not_turn_citizens_away(browser: Client, clock: StandingClock) -> None:
    assert browser.get("/readyz").json()["checks"]["worker"]["ok"] is False
    Worker.objects.create(name="host:1", started_at=clock.now, seen_at=clock.now)
    assert browser.get("/readyz").json()["checks"]["worker"]["ok"] is True
    clock.forward(timedelta(minutes=2))
    answer = browser.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["worker"]["ok"] is False


@pytest.mark.parametrize("error", [DatabaseError("password=s3cret"), RuntimeError("s3cret")])
def test_a_required_check_that_breaks_means_not_ready_and_tells_no_secrets(browser: Client, error: Exception) -> None:
    def broken() -> probes.Finding:
        raise error

    probes.register(name="broken", check=broken, is_required=True)
    answer = browser.get("/readyz")
    assert answer.status_code == 503
    assert b"s3cret" not in answer.content


def test_a_database_that_does_not_answer_is_asked_once(browser: Client) -> None:
    asked: list[str] = []

    def away() -> probes.Finding:
        asked.append("once")
        raise DatabaseError

    probes._checks.clear()
    for name in ("first", "second"):
        probes.register(name=name, check=away, is_required=True)
    assert browser.get("/readyz").status_code == 503
    assert asked == ["once"]


def test_strangers_learn_no_details(settings: Settings) -> None:
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    assert stranger.get("/readyz").json() == {"ready": True}
    assert stranger.get("/metrics").status_code == 403


def test_a_proxy_nobody_named_does_not_make_strangers_local() -> None:
    hidden = Client(REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "198.51.100.7"})
    assert hidden.get("/metrics").status_code == 403


def test_who_may_watch_is_configured(settings: Settings) -> None:
    settings.METRICS_NETWORKS = [ip_network("198.51.100.0/24")]
    assert Client(REMOTE_ADDR="198.51.100.7").get("/metrics").status_code == 200


def test_metrics_tell_of_requests_and_of_the_outbox(browser: Client, clock: StandingClock) -> None:
    message = new_message(topic="x", payload={}, now=clock.now)
    dead = new_message(topic="x", payload={}, now=clock.now)
    dead.dead_at = clock.now
    OutboxMessage.objects.bulk_create([message, dead])
    clock.forward(timedelta(seconds=90))
    name = "einamt_requests_total[('method', 'GET'), ('route', '/link/<str:secret>/'), ('status', '200')]"
    before = figures(browser.get("/metrics").content.decode()).get(name, 0)
    browser.get("/link/abc/")
    after = figures(browser.get("/metrics").content.decode())
    assert after[name] == before + 1
    assert after["einamt_outbox_backlog"] == 1
    assert after["einamt_outbox_dead_letters"] == 1
    assert after["einamt_outbox_oldest_due_seconds"] == 90
    assert after["einamt_workers"] == 0


SERVER = """
import django, os
django.setup()
from einamt.platform import clock
from einamt.platform.web import metrics

workers = []
for _ in range(3):
    workers.append(os.fork())
    if not workers[-1]:
        metrics.count_request(route="x/", method="GET", status=200, seconds=0.1)
        os._exit(0)
for worker in workers:
    os.waitpid(worker, 0)
print(metrics.exposition(now=clock.now()).decode())
"""


@pytest.mark.django_db(transaction=True)
def test_the_processes_of_a_server_count_together(database_url: str, tmp_path: Path) -> None:
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "EINAMT_DATABASE_URL": database_url}
    command = [sys.executable, "-c", SERVER]
    server = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert server.returncode == 0, server.stderr
    counted = figures(server.stdout)
    assert counted["einamt_requests_total[('method', 'GET'), ('route', 'x/'), ('status', '200')]"] == 3
    assert counted["einamt_request_seconds_count[('route', 'x/')]"] == 3
