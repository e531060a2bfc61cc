"""The figures of the page of free times as files: CSV (RFC 4180, UTF-8) and JSON; see docs/reference/open-figures.md.

The columns are the same in every language; `…_name` is said in the language of the address.
"""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.catalog.models import PublicService
from einamt.catalog.queries import offices, service_names
from einamt.channels.portal.published.figures import measured
from einamt.insight.opendata import free_times as history
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.shell import city
from einamt.platform.web.client import limit_key

NOW_SECONDS, HISTORY_SECONDS = 60, 900
DAYS_OF_ALL, DAYS_OF_ONE = 28, 365
"""How far back a file of all services goes, and one of a single service (`?leistung=`)."""
FORMS: Mapping[str, str] = {"csv": "text/csv", "json": "application/json"}
"""The forms of a table, with their media types."""
REQUESTS, PER = 60, timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Table:
    """What a file holds: its columns, and a row each."""

    columns: Sequence[str]
    rows: Iterable[Mapping[str, Any]]
    about: Mapping[str, Any]
    kept_seconds: int


def _now(request: HttpRequest, now: datetime) -> _Table:
    language = get_language() or "de"
    found = measured(now=now)
    chosen = _chosen(request)
    seen = [wait for wait in found.waits if chosen is None or wait.service_identifier == chosen]
    names = service_names(service_ids={wait.service_id for wait in seen}, language=language)
    by_id = {office.id: office for office in offices()}
    rows = [
        {
            "service": wait.service_identifier,
            "service_name": names.get(wait.service_id, ""),
            "district": wait.district_identifier,
            "district_name": by_id[wait.office_id].district,
            "office": wait.office_identifier,
            "office_name": by_id[wait.office_id].name,
            "first_days": wait.first_days,
            "third_days": wait.third_days,
        }
        for wait in seen
        if wait.office_id in by_id
    ]
    return _Table(
        columns=(
            *("service", "service_name", "district", "district_name", "office", "office_name"),
            *("first_days", "third_days"),
        ),
        rows=rows,
        about={"measured_at": found.at.isoformat()},
        kept_seconds=NOW_SECONDS,
    )


def _reserved(_request: HttpRequest, now: datetime) -> _Table:
    found = measured(now=now)
    identifiers = {wait.office_id: (wait.district_identifier, wait.office_identifier) for wait in found.waits}
    by_id = {office.id: office for office in offices()}
    return _Table(
        columns=(
            *("day", "district", "district_name", "office", "office_name"),
            *("planned_minutes", "reserved_minutes"),
        ),
        rows=[
            {
                "day": each.day,
                "district": identifiers[each.office_id][0],
                "district_name": by_id[each.office_id].district,
                "office": identifiers[each.office_id][1],
                "office_name": by_id[each.office_id].name,
                "planned_minutes": each.planned_minutes,
                "reserved_minutes": each.reserved_minutes,
            }
            for each in found.reserved
            if each.office_id in by_id and each.office_id in identifiers
        ],
        about={"measured_at": found.at.isoformat()},
        kept_seconds=NOW_SECONDS,
    )


def _history(request: HttpRequest, now: datetime) -> _Table:
    chosen = _chosen(request)
    since = _since(now, DAYS_OF_ALL if chosen is None else DAYS_OF_ONE)
    services = [chosen] if chosen else list(PublicService.objects.values_list("identifier", flat=True))
    return _Table(
        columns=("measured_on", "service", "district", "office", "first_days", "third_days", "horizon_days"),
        rows=history.waits_recorded(services=services, since=since),
        about={"since": since.isoformat()},
        kept_seconds=HISTORY_SECONDS,
    )


def _failed(_request: HttpRequest, now: datetime) -> _Table:
    since = _since(now, DAYS_OF_ONE)
    return _Table(
        columns=("searched_on", "hour", "service", "district", "office", "is_narrowed", "count"),
        rows=history.failed_searches(since=since),
        about={"since": since.isoformat()},
        kept_seconds=HISTORY_SECONDS,
    )


TABLES: Mapping[str, Callable[[HttpRequest, datetime], _Table]] = {
    "jetzt": _now,
    "zurueckgehalten": _reserved,
    "verlauf": _history,
    "vergebliche-suchen": _failed,
}


@require_safe
def figures_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """A table as a file, for anybody, from any page, at most as old as its cache says.

    :raises TooManyAttempts: one address asked more than once a second for a minute.
    """
    if name not in TABLES or form not in FORMS:
        raise Http404
    now = clock.now()
    count_attempt(key=f"portal.figures:{limit_key(request)}", limit=REQUESTS, per=PER, now=now)
    table = TABLES[name](request, now)
    if form == "csv":
        response = HttpResponse(content_type="text/csv; charset=utf-8; header=present")
        response["Content-Disposition"] = f'inline; filename="{name}.csv"'
        writer = csv.DictWriter(response, table.columns)
        writer.writeheader()
        writer.writerows(table.rows)
    else:
        body = {**table.about, "rows": list(table.rows)}
        response = HttpResponse(json.dumps(body, default=str, ensure_ascii=False), content_type="application/json")
    tag = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    response["ETag"] = tag
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=table.kept_seconds)
    return response


def _chosen(request: HttpRequest) -> str | None:
    """The identifier of the service that was asked for, by its slug."""
    if not (slug := request.GET.get("leistung", "")):
        return None
    found = PublicService.objects.filter(slug=slug, is_public=True).values_list("identifier", flat=True).first()
    if found is None:
        raise Http404
    return found


def _since(now: datetime, days: int) -> date:
    return local_date(moment=now, zone=city.zone()) - timedelta(days=days)
