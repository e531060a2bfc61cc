"""Reading the stored rules and areas into the plain values that `catalog.rules.responsibility` decides with."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Value
from django.db.models.functions import Coalesce

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


class StoredRule(NamedTuple):
    """A rule as it stands in its row, or as somebody would have it stand there."""

    id: int
    service_id: int
    organisation_id: int
    unit: str
    unit_en: str
    area_key: str
    letters_from: str
    letters_to: str
    matter: str
    """Key of the kind of matter; empty for every kind."""
    valid_from: date | None
    valid_until: date | None


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


def stored_rules(*, service_ids: Collection[int]) -> list[StoredRule]:
    """The rules that decide, of some services, in force or not; one query."""
    rows = Responsibility.objects.filter(role=RESPONSIBLE, service_id__in=service_ids)
    return [
        StoredRule(*row)
        for row in rows.annotate(matter_key=Coalesce("matter__key", Value("")))
        .order_by("organisation__name", "unit", "pk")
        .values_list(
            *("pk", "service_id", "organisation_id", "unit", "unit_en", "area_key", "letters_from", "letters_to"),
            *("matter_key", "valid_from", "valid_until"),
        )
    ]


def rules_of_services(*, services: Collection[tuple[int, str, int]], areas: Areas, on: date) -> dict[int, ServiceRules]:
    """The rules in force on a day, of services given by id, `responsible` and organisation; one query."""
    stored = stored_rules(service_ids=[service for service, *_ in services])
    return rules_in_force(stored=stored, services=services, areas=areas, on=on)


def rules_in_force(
    *, stored: Iterable[StoredRule], services: Collection[tuple[int, str, int]], areas: Areas, on: date
) -> dict[int, ServiceRules]:
    """Of these rules, those in force on a day, by service.

    A service without any rule is answered for by those who stand for the areas where residence decides, and by its own
    organisation where one body does it centrally.
    """
    found: dict[int, list[Rule]] = defaultdict(list)
    bad: dict[int, list[BadRange]] = defaultdict(list)
    with_rules: set[int] = set()
    for row in stored:
        with_rules.add(row.service_id)
        if not is_in_force(valid_from=row.valid_from, valid_until=row.valid_until, on=on):
            continue
        names = letter_range(first=row.letters_from, last=row.letters_to) if row.letters_from else None
        if row.letters_from and names is None:
            letters = f"{row.letters_from}–{row.letters_to}"
            bad[row.service_id].append(BadRange(area_key=row.area_key, letters=letters))
            continue
        target = Target(organisation_id=row.organisation_id, unit=row.unit, unit_en=row.unit_en)
        found[row.service_id].append(Rule(target, row.area_key, names, row.matter, row.valid_from, row.valid_until))
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
