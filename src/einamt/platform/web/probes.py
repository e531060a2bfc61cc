"""`/healthz`, `/readyz` and `/metrics`, for machines that watch over the house.

They are answered before anything else looks at the request: a load balancer names no host and has no session. Details
are for EINAMT_METRICS_NETWORKS only.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from einamt.platform import clock
from einamt.platform.outbox import queries
from einamt.platform.redaction import describe
from einamt.platform.web import client, metrics
from einamt.platform.web.watching import watch

_log = logging.getLogger(__name__)
_PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: whether all is well, and a word about it without secrets."""

    is_well: bool
    detail: str


_AWAY = Finding(is_well=False, detail="the database does not answer")


@dataclass(frozen=True, slots=True)
class _Check:
    find: Callable[[], Finding]
    is_required: bool


_checks: dict[str, _Check] = {}
_applied: set[str] = set()


def register(*, name: str, check: Callable[[], Finding], is_required: bool) -> None:
    """Add a check to `/readyz`, from an `AppConfig.ready`; without a required one, no request should come our way.

    :raises ValueError: the name is taken.
    """
    if name in _checks:
        message = f"the check {name!r} is registered twice"
        raise ValueError(message)
    _checks[name] = _Check(find=check, is_required=is_required)


def healthz(_request: HttpRequest) -> HttpResponse:
    """The process is there; nothing else is looked at."""
    return HttpResponse("ok\n", content_type=_PLAIN)


def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests can be answered: 200 or 503; to those who may watch, check by check."""
    with watch.working():
        findings = _findings()
    is_ready = all(finding.is_well for name, finding in findings.items() if _checks[name].is_required)
    answer: dict[str, object] = {"ready": is_ready}
    if client.may_watch(request):
        answer["checks"] = {
            name: {"ok": finding.is_well, "required": _checks[name].is_required, "detail": finding.detail}
            for name, finding in findings.items()
        }
    return JsonResponse(answer, status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)


def metrics_page(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for those who may watch."""
    if not client.may_watch(request):
        return HttpResponse("Not for you; see EINAMT_METRICS_NETWORKS.\n", content_type=_PLAIN, status=403)
    return HttpResponse(metrics.exposition(now=clock.now()), content_type="text/plain; version=0.0.4; charset=utf-8")


PAGES = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics_page}


def database() -> Finding:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding(is_well=True, detail=connection.vendor)


def migrations() -> Finding:
    """The database is at least as new as the code; once it is, it stays so for this process."""
    if connection.alias not in _applied:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            return Finding(is_well=False, detail=f"{len(missing)} to apply")
        _applied.add(connection.alias)
    return Finding(is_well=True, detail="applied")


def worker() -> Finding:
    """A worker is alive."""
    health = queries.health(now=clock.now())
    return Finding(is_well=health.workers > 0, detail=f"{health.workers} seen in the last minute")


def outbox() -> Finding:
    """Nothing lies with the dead letters and no job fails."""
    health = queries.health(now=clock.now())
    detail = f"{health.backlog} waiting, {health.dead_letters} dead letters"
    if health.failing_jobs:
        detail += f", failing: {', '.join(health.failing_jobs)}"
    return Finding(is_well=health.dead_letters == 0 and not health.failing_jobs, detail=detail)


def _findings() -> dict[str, Finding]:
    """What each check finds. A database that did not answer, or that the look-out knows to be away, is not asked again:
    each time would take seconds.
    """
    findings: dict[str, Finding] = {}
    is_away = watch.is_away
    for name, check in _checks.items():
        try:
            findings[name] = _AWAY if is_away else check.find()
        except DatabaseError as error:
            _log.warning("the check %s of /readyz failed: %s", name, describe(error))
            findings[name], is_away = _AWAY, True
        except Exception as error:  # noqa: BLE001 - a check that breaks is a finding, not a page of errors
            _log.warning("the check %s of /readyz failed", name, exc_info=error)
            findings[name] = Finding(is_well=False, detail=type(error).__name__)
    return findings
