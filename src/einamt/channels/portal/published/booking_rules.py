"""How the city gives out its appointments: the rules in force, what will change, and what held before."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from einamt.channels.parts.city_rules import RuleLine, rule_lines
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.models import Tour
from einamt.procedures.appointments.rulebook import DatedRules, rules_to_come, rules_until
from einamt.procedures.appointments.ruleset import RuleSet, changes
from einamt.procedures.appointments.tours.homes import REASONS, Reason

GERMAN = "de"


@dataclass(frozen=True, slots=True)
class ComingRules:
    """Rules that will come into force, with the lines that then read differently."""

    valid_from: date
    lines: list[RuleLine]
    source: str
    explanation: str


@require_safe
def booking_rules(request: HttpRequest) -> HttpResponse:
    """The rules in force in sentences, with their sources."""
    today = local_date(moment=clock.now(), zone=city.zone())
    language = get_language() or GERMAN
    held = rules_until(on=today)
    if not held:
        raise RulesMissing
    in_force, *earlier = held
    context = {
        "rules": in_force,
        "explanation": explanation(in_force.values, language=language),
        "lines": rule_lines(in_force.values, language=language),
        "tours": tours(),
        "coming": coming(after=in_force, language=language, today=today),
        "earlier": [(rules, held[position].valid_from) for position, rules in enumerate(earlier)],
    }
    return render(request, "portal/published/rules.html", context)


@dataclass(frozen=True, slots=True)
class TourLine:
    """What a team of the mobile office does: for whom, how far it goes, and how long before it has to know."""

    name: str
    office: str
    radius_km: int
    notice_hours: int
    reasons: list[str]


def tours() -> list[TourLine]:
    """All teams, by their office; one query."""
    found = Tour.objects.select_related("group__office").order_by("group__office__name", "pk")
    return [
        TourLine(
            name=tour.group.name,
            office=tour.group.office.name,
            radius_km=tour.radius_km,
            notice_hours=tour.notice_hours,
            reasons=[gettext(REASONS[Reason(each)]) for each in tour.reasons],
        )
        for tour in found
    ]


def coming(*, after: DatedRules, language: str, today: date) -> list[ComingRules]:
    """What changes, one set of rules after the other."""
    found, before = [], after.values
    for rules in rules_to_come(on=today):
        changed = set(changes(before=before, after=rules.values))
        lines = [line for line in rule_lines(rules.values, language=language) if changed & set(line.codes)]
        found.append(
            ComingRules(rules.valid_from, lines, rules.values.source, explanation(rules.values, language=language))
        )
        before = rules.values
    return found


def explanation(rules: RuleSet, *, language: str) -> str:
    """What the city itself says about its rules: in German, or else in English where that is written."""
    return rules.explanation if language == GERMAN else rules.explanation_en or rules.explanation
