"""Figures for Prometheus.

Requests are counted by each web process and added up when they are asked for: `config.wsgi` names a folder in which the
processes of one server keep their counts (PROMETHEUS_MULTIPROC_DIR). All else is read from the database.
"""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from prometheus_client.values import ValueClass

from einamt.platform.outbox import queries

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)

_own = CollectorRegistry()
_requests = Counter("einamt_requests", "Requests answered.", labelnames=("route", "method", "status"), registry=_own)
_seconds = Histogram(
    "einamt_request_seconds",
    "Time until a request was answered.",
    labelnames=("route",),
    buckets=_BUCKETS,
    registry=_own,
)


def count_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count an answered request."""
    _requests.labels(route, method if method in _METHODS else "other", str(status)).inc()
    _seconds.labels(route).observe(seconds)


def exposition(*, now: datetime) -> bytes:
    """All figures in the text format of Prometheus."""
    if ValueClass.__name__ == "MmapedValue":
        requests = CollectorRegistry()
        MultiProcessCollector(requests)  # type: ignore[no-untyped-call]
    else:
        requests = _own
    background = CollectorRegistry()
    background.register(_Background(now))
    return generate_latest(requests) + generate_latest(background)


class _Background(Collector):
    """What the outbox and the schedule are doing."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterable[Metric]:
        """Ask the database."""
        health = queries.health(now=self._now)
        yield GaugeMetricFamily("einamt_outbox_backlog", "Messages not delivered yet.", value=health.backlog)
        yield GaugeMetricFamily(
            "einamt_outbox_oldest_due_seconds",
            "How long the message due longest has been due.",
            value=health.oldest_due_seconds,
        )
        yield GaugeMetricFamily(
            "einamt_outbox_dead_letters", "Messages that could not be delivered.", value=health.dead_letters
        )
        yield GaugeMetricFamily(
            "einamt_jobs_failing", "Scheduled jobs whose last run failed.", value=len(health.failing_jobs)
        )
        yield GaugeMetricFamily("einamt_workers", "Workers seen in the last minute.", value=health.workers)
