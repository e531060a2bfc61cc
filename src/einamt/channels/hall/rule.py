"""The rule of the line, for everybody who waits in one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.procedures.visits.floor_rules import emergency_reasons, floor_rules, queue_rules


@require_safe
def rule(request: HttpRequest) -> HttpResponse:
    """In which order people are called, with the city's numbers and reasons of today."""
    today = local_date(moment=clock.now(), zone=city.zone())
    reasons = emergency_reasons(on=today)
    context = {
        "line": queue_rules(on=today),
        "floor": floor_rules(on=today),
        "reasons": [reason.name if get_language() == "de" else reason.name_en for reason in reasons],
    }
    return render(request, "hall/rule.html", context)
