"""The page of free times: how long people wait, where, since when, and how often a search found nothing."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from einamt.channels.portal.discover.structured_data import data_set
from einamt.channels.portal.published.figures import drawing, measured, office_lines, service_lines, typical
from einamt.channels.portal.published.files import FORMS, TABLES
from einamt.insight.opendata.free_times import failed_by_service, waits_by_day
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.procedures.appointments.rulebook import rules_at

FAILED_DAYS = 28
HISTORY_DAYS = 365
KEPT_SECONDS = 60


@require_safe
def free_times(request: HttpRequest) -> HttpResponse:
    """All services in a table; with `?leistung=`, one of them by office, with its history."""
    now = clock.now()
    language = get_language() or "de"
    rules = rules_at(now=now)
    found = measured(now=now)
    today = _today(now)
    failed = failed_by_service(since=today - timedelta(days=FAILED_DAYS))
    lines = service_lines(found=found, promise_days=rules.promise_days, failed=failed, language=language)
    context: dict[str, object] = {
        "measured_at": found.at,
        "promise_days": rules.promise_days,
        "horizon_days": rules.horizon_days,
        "lines": lines,
        "failed_days": FAILED_DAYS,
        "failed_total": sum(failed.values()),
        "reserved_hours": found.reserved_hours,
        "late_rules": rules,
    }
    if slug := request.GET.get("leistung", ""):
        chosen = next((line for line in lines if line.service.slug == slug), None)
        if chosen is None:
            raise Http404
        days = waits_by_day(service=chosen.service.identifier, since=today - timedelta(days=HISTORY_DAYS))
        context |= {
            "chosen": chosen,
            "typical": typical(found, service_id=chosen.service.id, horizon_days=rules.horizon_days),
            "districts": office_lines(found=found, service_id=chosen.service.id, promise_days=rules.promise_days),
            "days": list(reversed(days)),
            "drawing": drawing(days=days, promise_days=rules.promise_days),
        }
    context["structured_data"] = data_set(
        url=f"{settings.PUBLIC_URL}{request.path}",
        name=gettext("Freie Termine in Zahlen"),
        language=language,
        publisher=city.current().name,
        files=[
            (media_type, reverse("portal:figures-file", args=[name, form]))
            for name in TABLES
            for form, media_type in FORMS.items()
        ],
    )
    template = "portal/published/free_times_of_service.html" if slug else "portal/published/free_times.html"
    response = render(request, template, context)
    patch_cache_control(response, private=True, max_age=KEPT_SECONDS)
    return response


def _today(now: datetime) -> date:
    return local_date(moment=now, zone=city.zone())
