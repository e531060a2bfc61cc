"""The rule of the line, for everybody who waits in one."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.channels.parts.floor_lines import floor_effects, line_effects
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.procedures.visits.floor_rules import floor_set, floor_to_come, queue_rules, queue_rules_to_come
from einamt.procedures.visits.floor_set import FloorSet
from einamt.procedures.visits.rules import QueueRules


@require_safe
def rule(request: HttpRequest) -> HttpResponse:
    """In which order people are called, with the city's numbers and reasons of today, and what will change when."""
    today = local_date(moment=clock.now(), zone=city.zone())
    held, line = floor_set(on=today), queue_rules(on=today)
    context = {
        "line": line,
        "floor": held,
        "reasons": [reason.called(language=get_language() or "de") for reason in held.reasons],
        "changes": sorted(_to_come(today, floor=held, line=line).items()),
    }
    return render(request, "hall/rule.html", context)


def _to_come(today: date, *, floor: FloorSet, line: QueueRules) -> dict[date, list[str]]:
    """What is put in force and has not come yet, by its day, a sentence each; `floor` and `line` hold today."""
    found: dict[date, list[str]] = {}
    for dated in floor_to_come(on=today):
        if said := floor_effects(before=floor, after=dated.values):
            found.setdefault(dated.valid_from, []).extend(said)
        floor = dated.values
    for day, after in queue_rules_to_come(on=today):
        found.setdefault(day, []).extend(line_effects(before=line, after=after))
        line = after
    return found
