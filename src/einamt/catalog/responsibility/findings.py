"""What the rules lack: gaps (nobody answers), overlaps (two answer), and rules that can never apply."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from einamt.catalog.models import PublicService, ServiceMatter
from einamt.catalog.responsibility import reasons
from einamt.catalog.responsibility.results import Finding
from einamt.catalog.responsibility.stored import Areas, ServiceRules, read_areas, rules_of_services
from einamt.catalog.rules.letters import LetterRange, joined
from einamt.catalog.rules.responsibility import ANYBODY, Rule, answers_by_name, targets
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
    matters: dict[int, list[tuple[str, str]]] = {}
    for service_id, key, name in ServiceMatter.objects.values_list("service_id", "key", "name"):
        matters.setdefault(service_id, []).append((key, name))
    return [
        finding
        for pk, slug, _responsible, _organisation in services
        for finding in _Check(pk, slug, rules[pk], areas, matters.get(pk, [])).findings()
    ]


class _Check:
    """The rules of one service, looked at in every smallest area."""

    def __init__(
        self, service_id: int, slug: str, stored: ServiceRules, areas: Areas, matters: Sequence[tuple[str, str]]
    ) -> None:
        self._service_id = service_id
        self._slug = slug
        self._stored = stored
        self._areas = areas
        self._matters = dict(matters)

    def findings(self) -> Iterator[Finding]:
        for bad in self._stored.bad_ranges:
            sentence = _("Zum Bereich „%(letters)s“ gehört kein Name. Bitte prüfen Sie Anfang und Ende.")
            yield self._finding("letters", bad.area_key, bad.letters, "", sentence)
        yield from self._unknown_areas()
        if not self._stored.rules:
            yield self._finding("gap", "", "", "", _("Niemand ist eingetragen."))
            return
        places = self._areas.smallest() if any(rule.area_key for rule in self._stored.rules) else [""]
        for area_key in places or [""]:
            # only the rules that hold here: what another district does is no matter of this one
            rules = self._rules_at(area_key)
            for matter in ("", *sorted({rule.matter for rule in rules} - {""})):
                yield from self._at(area_key, matter, rules)

    def _unknown_areas(self) -> Iterator[Finding]:
        for key in sorted({rule.area_key for rule in self._stored.rules} - {""}):
            if not any(area.startswith(key) for area in self._areas.entries):
                sentence = _("Den Gebietsschlüssel %(area)s gibt es nicht; die Regel gilt deshalb nirgends.")
                yield self._finding("area", key, "", "", sentence)

    def _rules_at(self, area_key: str) -> list[Rule]:
        chain = self._areas.chain(area_key)
        return [rule for rule in self._stored.rules if any(key.startswith(rule.area_key) for key in chain or ("",))]

    def _at(self, area_key: str, matter: str, rules: Sequence[Rule]) -> Iterator[Finding]:
        chain = self._areas.chain(area_key)
        missing: list[LetterRange] = []
        doubled: list[LetterRange] = []
        for share in answers_by_name(rules=rules, chain=chain, matter=matter):
            if not share.rules:
                missing.append(share.names)
            elif len(targets(share.rules)) > 1:
                doubled.append(share.names)
        for names in joined(ranges=missing):
            yield self._hole("gap", area_key, names, matter)
        for names in joined(ranges=doubled):
            yield self._hole("overlap", area_key, names, matter)

    def _hole(self, what: str, area_key: str, names: LetterRange, matter: str) -> Finding:
        letters = "" if names == ANYBODY else reasons.letters(names)
        if what == "gap":
            sentence = (
                _("%(where)s: Für Familiennamen %(letters)s ist niemand zuständig.")
                if letters
                else _("%(where)s: Niemand ist zuständig.")
            )
        else:
            sentence = (
                _("%(where)s: Für Familiennamen %(letters)s sind mehrere zuständig.")
                if letters
                else _("%(where)s: Mehrere sind zuständig.")
            )
        return self._finding(what, area_key, letters, matter, sentence)

    def _finding(self, what: str, area_key: str, letters: str, matter: str, sentence: str) -> Finding:
        area_name = self._areas.name(area_key, "de")
        place = area_name or area_key or _("Überall")
        where = f"{place}, {self._matters.get(matter, matter)}" if matter else place
        return Finding(
            service_id=self._service_id,
            slug=self._slug,
            what=what,
            area_key=area_key,
            area_name=area_name,
            letters=letters,
            matter=matter,
            sentence=sentence % {"where": where, "letters": letters, "area": area_key},
        )
