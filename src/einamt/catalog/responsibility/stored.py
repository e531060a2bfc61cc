"""Reading the stored rules and areas into the plain values that `catalog.rules.responsibility` decides with."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from einamt.catalog.models import Area, PublicService, Responsibility
from einamt.catalog.rules.letters import letter_range
from einamt.catalog.rules.responsibility import Rule, is_in_force

RESPONSIBLE = "responsible"
"""The role that decides; other roles (who receives, who supervises) are carried for other systems."""


@dataclass(frozen=True, slots=True)
class Target:
    """Who answers by a rule."""

    organisation_id: int
    unit: str
    unit_en: str


@dataclass(frozen=True, slots=True)
class BadRange:
    """A stored range of letters that holds no name."""

    area_key: str
    letters: str


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """The rules of one service that are in force, and what of them cannot be understood."""

    rules: tuple[Rule, ...]
    bad_ranges: tuple[BadRange, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaEntry:
    """An area by name."""

    key: str
    name: str
    name_en: str
    organisation_id: int | None


class Areas:
    """All areas of the city, their tree and their names."""

    def __init__(self, rows: Iterable[tuple[int, str, str, str, int | None, int | None]]) -> None:
        rows = list(rows)
        keys = {pk: key for pk, key, *_ in rows}
        self._parents = {key: keys.get(parent) if parent else None for _, key, _, _, parent, _ in rows}
        self.entries = {
            key: AreaEntry(key=key, name=name, name_en=name_en, organisation_id=organisation)
            for _, key, name, name_en, _, organisation in rows
        }

    def chain(self, key: str) -> tuple[str, ...]:
        """The keys of an area and of all that it lies in, the smallest first."""
        chain: list[str] = []
        current: str | None = key
        while current is not None and current in self.entries and current not in chain:
            chain.append(current)
            current = self._parents[current]
        return tuple(chain)

    def name(self, key: str, language: str) -> str:
        """What an area is called; nothing for a key that no area has."""
        if (entry := self.entries.get(key)) is None:
            return ""
        return entry.name if language == "de" else entry.name_en or entry.name

    def smallest(self) -> list[str]:
        """The keys of the areas in which no other lies, in order."""
        parents = {parent for parent in self._parents.values() if parent}
        return sorted(key for key in self.entries if key not in parents)


def read_areas() -> Areas:
    """The areas as they are stored; one query."""
    return Areas(Area.objects.values_list("pk", "key", "name", "name_en", "parent_id", "organisation_id"))


def rules_of_services(*, services: Collection[tuple[int, str, int]], areas: Areas, on: date) -> dict[int, ServiceRules]:
    """The rules in force on a day, of services given by id, `responsible` and organisation; one query.

    A service without any rule is answered for by those who stand for the areas where residence decides, and by its own
    organisation where one body does it centrally.
    """
    found: dict[int, list[Rule]] = defaultdict(list)
    bad: dict[int, list[BadRange]] = defaultdict(list)
    with_rules: set[int] = set()
    rows = Responsibility.objects.filter(role=RESPONSIBLE, service_id__in=[service for service, *_ in services])
    for row in rows.values_list(
        *("service_id", "organisation_id", "unit", "unit_en", "area_key", "letters_from", "letters_to"),
        *("matter__key", "valid_from", "valid_until"),
    ).order_by("organisation__name", "unit", "pk"):
        service, organisation, unit, unit_en, area_key, first, last, matter, valid_from, valid_until = row
        with_rules.add(service)
        if not is_in_force(valid_from=valid_from, valid_until=valid_until, on=on):
            continue
        names = letter_range(first=first, last=last) if first else None
        if first and names is None:
            bad[service].append(BadRange(area_key=area_key, letters=f"{first}–{last}"))
            continue
        target = Target(organisation_id=organisation, unit=unit, unit_en=unit_en)
        found[service].append(Rule(target, area_key, names, matter or "", valid_from, valid_until))
    by_residence = _by_residence(areas)
    for service, responsible, organisation in services:
        if service not in with_rules:
            if responsible == PublicService.Responsible.DISTRICT:
                found[service] = by_residence
            elif responsible == PublicService.Responsible.CENTRAL:
                found[service] = [Rule(Target(organisation_id=organisation, unit="", unit_en=""))]
    return {
        service: ServiceRules(rules=tuple(found[service]), bad_ranges=tuple(bad[service])) for service, *_ in services
    }


def _by_residence(areas: Areas) -> list[Rule]:
    return [
        Rule(Target(organisation_id=entry.organisation_id, unit="", unit_en=""), area_key=entry.key)
        for entry in areas.entries.values()
        if entry.organisation_id is not None
    ]
