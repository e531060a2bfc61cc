"""What the rules lack: gaps (nobody answers), overlaps (two answer), and rules that can never apply."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from einamt.catalog.models import PublicService, ServiceMatter
from einamt.catalog.responsibility import reasons
from einamt.catalog.responsibility.results import Finding
from einamt.catalog.responsibility.stored import (
    Areas,
    ServiceRules,
    StoredRule,
    read_areas,
    rules_in_force,
    rules_of_services,
)
from einamt.catalog.rules.letters import LetterRange, joined
from einamt.catalog.rules.responsibility import ANYBODY, Rule, answers_by_name, targets
from einamt.kernel.errors import N_
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city


def responsibility_findings(*, now: datetime) -> list[Finding]:
    """All that is wrong with the rules in force at `now`, by service; sentences in the reader's language.

    Services that every office serves have no gaps; a rule for all kinds of matter fills those that are told apart.
    Four queries, however many services there are.
    """
    areas = read_areas()
    services = list(
        PublicService.objects.filter(is_public=True)
        .exclude(responsible=PublicService.Responsible.ANY_OFFICE)
        .order_by("slug")
        .values_list("pk", "slug", "responsible", "organisation_id")
    )
    rules = rules_of_services(
        services=[(pk, responsible, organisation) for pk, _slug, responsible, organisation in services],
        areas=areas,
        on=local_date(moment=now, zone=city.zone()),
    )
    matters = {
        (service_id, key): name
        for service_id, key, name in ServiceMatter.objects.values_list("service_id", "key", "name")
    }
    check = _Check(areas)
    return [
        _finding(pk, slug, hole, areas, matters.get((pk, hole.matter), hole.matter))
        for pk, slug, _responsible, _organisation in services
        for hole in (*_bad_ranges(rules[pk]), *check.holes(rules[pk].rules))
    ]


def findings_of_rules(*, service: PublicService, stored: Iterable[StoredRule], areas: Areas, on: date) -> list[Finding]:
    """What would be wrong on a day if these were all rules of a service; one query for the kinds of matter.

    Nothing for a service that every office serves: nobody has to answer for it anywhere.
    """
    if service.responsible == PublicService.Responsible.ANY_OFFICE:
        return []
    key = (service.pk, service.responsible, service.organisation_id)
    rules = rules_in_force(stored=stored, services=[key], areas=areas, on=on)[service.pk]
    names = dict(ServiceMatter.objects.filter(service=service).values_list("key", "name"))
    return [
        _finding(service.pk, service.slug, hole, areas, names.get(hole.matter, hole.matter))
        for hole in (*_bad_ranges(rules), *_Check(areas).holes(rules.rules))
    ]


@dataclass(frozen=True, slots=True)
class _Hole:
    """What is wrong, where, for whom and in what matter."""

    what: str
    area_key: str = ""
    letters: str = ""
    matter: str = ""


class _Check:
    """Looks at rules in every smallest area; services with the same rules are looked at once."""

    def __init__(self, areas: Areas) -> None:
        self._areas = areas
        self._seen: dict[tuple[Rule, ...], list[_Hole]] = {}

    def holes(self, rules: tuple[Rule, ...]) -> list[_Hole]:
        """All that is wrong with these rules."""
        if rules not in self._seen:
            self._seen[rules] = list(self._found(rules))
        return self._seen[rules]

    def _found(self, rules: tuple[Rule, ...]) -> Iterator[_Hole]:
        for key in sorted({rule.area_key for rule in rules} - {""}):
            if not any(area.startswith(key) for area in self._areas.entries):
                yield _Hole("area", key)
        if not rules:
            yield _Hole("gap")
            return
        places = self._areas.smallest() if any(rule.area_key for rule in rules) else []
        for area_key in places or [""]:
            # only the rules that hold here: what another district does is no matter of this one
            chain = self._areas.chain(area_key)
            here = [rule for rule in rules if any(key.startswith(rule.area_key) for key in chain or ("",))]
            for matter in ("", *sorted({rule.matter for rule in here} - {""})):
                yield from _at(area_key, chain, matter, here)


def _at(area_key: str, chain: Sequence[str], matter: str, rules: Sequence[Rule]) -> Iterator[_Hole]:
    missing: list[LetterRange] = []
    doubled: list[LetterRange] = []
    for share in answers_by_name(rules=rules, chain=chain, matter=matter):
        if not share.rules:
            missing.append(share.names)
        elif len(targets(share.rules)) > 1:
            doubled.append(share.names)
    for what, ranges in (("gap", missing), ("overlap", doubled)):
        for names in joined(ranges=ranges):
            yield _Hole(what, area_key, "" if names == ANYBODY else reasons.letters(names), matter)


def _bad_ranges(stored: ServiceRules) -> list[_Hole]:
    return [_Hole("letters", bad.area_key, bad.letters) for bad in stored.bad_ranges]


def _finding(service_id: int, slug: str, hole: _Hole, areas: Areas, matter_name: str) -> Finding:
    area_name = areas.name(hole.area_key, "de")
    place = area_name or hole.area_key or _("Überall")
    where = f"{place}, {matter_name}" if matter_name else place
    return Finding(
        service_id=service_id,
        slug=slug,
        what=hole.what,
        area_key=hole.area_key,
        area_name=area_name,
        letters=hole.letters,
        matter=hole.matter,
        message=_message(hole),
        params={"where": where, "letters": hole.letters, "area": hole.area_key},
    )


def _message(hole: _Hole) -> str:
    if hole.what == "letters":
        return N_("Zum Bereich „%(letters)s“ gehört kein Name. Bitte prüfen Sie Anfang und Ende.")
    if hole.what == "area":
        return N_("Den Gebietsschlüssel %(area)s gibt es nicht; die Regel gilt deshalb nirgends.")
    if hole.what == "gap":
        if hole.letters:
            return N_("%(where)s: Für Familiennamen %(letters)s ist niemand zuständig.")
        return N_("%(where)s: Niemand ist zuständig.")
    if hole.letters:
        return N_("%(where)s: Für Familiennamen %(letters)s sind mehrere zuständig.")
    return N_("%(where)s: Mehrere sind zuständig.")
