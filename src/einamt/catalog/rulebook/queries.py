"""Reading rules of responsibility for their editors."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from einamt.catalog.models import Area, Office, Organisation, PublicService, Responsibility, ServiceMatter, ServiceText
from einamt.catalog.responsibility.stored import RESPONSIBLE, StoredRule, read_areas, stored_rules
from einamt.catalog.rulebook.errors import RuleNotFound
from einamt.catalog.rules.responsibility import is_in_force


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in a list, in words."""

    id: int
    organisation: str
    unit: str
    area: str
    """Name of the area, else its key; empty for everywhere."""
    letters: str
    matter: str
    valid_from: date | None
    valid_until: date | None
    state: str
    """`now`, `later` or `over`."""


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area in the list of all."""

    key: str
    name: str
    kind: str
    depth: int
    organisation: str
    has_boundary: bool
    addresses: int


def services_with_rules(*, words: str = "", has_findings: bool = False) -> QuerySet[PublicService]:
    """The services by German name, with how many rules each has (`rules`) and how many findings about them (`holes`).

    Not read yet, so that a page can take its part.
    """
    german = ServiceText.objects.filter(service=OuterRef("pk"), language="de")
    is_hole = Q(findings__ended_at=None, findings__dismissed_at=None, findings__code__startswith="responsibility-")
    rows = PublicService.objects.filter(deleted_at=None).annotate(
        german_name=Subquery(german.values("name")[:1]),
        rules=Count("responsibilities", filter=Q(responsibilities__role=RESPONSIBLE), distinct=True),
        holes=Count("findings", filter=is_hole, distinct=True),
    )
    for word in words.split():
        rows = rows.filter(Q(german_name__icontains=word) | Q(slug__icontains=word))
    if has_findings:
        rows = rows.filter(holes__gt=0)
    return rows.order_by(F("german_name").asc(nulls_last=True), "slug")


def rule_lines(*, service_id: int, today: date) -> list[RuleLine]:
    """The rules of one service: those in force, those to come, those that are over."""
    areas = read_areas()
    rules = stored_rules(service_ids=[service_id])
    names = Organisation.objects.in_bulk({rule.organisation_id for rule in rules})
    matters = dict(ServiceMatter.objects.filter(service_id=service_id).values_list("key", "name"))
    lines = [
        RuleLine(
            id=rule.id,
            organisation=names[rule.organisation_id].name,
            unit=rule.unit,
            area=areas.name(rule.area_key, "de") or rule.area_key,
            letters=f"{rule.letters_from}–{rule.letters_to}" if rule.letters_from else "",
            matter=matters.get(rule.matter, rule.matter),
            valid_from=rule.valid_from,
            valid_until=rule.valid_until,
            state=_state(rule, today),
        )
        for rule in rules
    ]
    order = ("now", "later", "over")
    return sorted(lines, key=lambda line: (order.index(line.state), line.area, line.matter, line.letters))


def rule_of(*, service_id: int, rule_number: int) -> StoredRule:
    """One rule.

    :raises RuleNotFound: the service has no such rule.
    """
    found = next((rule for rule in stored_rules(service_ids=[service_id]) if rule.id == rule_number), None)
    if found is None:
        raise RuleNotFound
    return found


def area_choices() -> list[tuple[str, str]]:
    """Keys and names of all areas, in order of their keys."""
    return [(key, f"{name} ({key})") for key, name in Area.objects.values_list("key", "name")]


def matter_choices(*, service_id: int) -> list[tuple[str, str]]:
    """Keys and names of the kinds of matter that are told apart within a service."""
    return list(ServiceMatter.objects.filter(service_id=service_id).values_list("key", "name"))


def unit_suggestions() -> list[str]:
    """What a rule may name as the part of an organisation that does it: units that rules name already, and offices."""
    units = set(Responsibility.objects.exclude(unit="").values_list("unit", flat=True))
    return sorted(units | set(Office.objects.values_list("name", flat=True)))


def organisation_names(*, ids: Collection[int]) -> dict[int, str]:
    """What organisations are called, by their keys."""
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))


def area_lines() -> list[AreaLine]:
    """All areas, each below the one it lies in; three queries."""
    rows = list(Area.objects.select_related("organisation").defer("boundary").order_by("key"))
    drawn = set(Area.objects.filter(boundary__isnull=False).values_list("pk", flat=True))
    addresses = Counter(dict(Area.objects.annotate(many=Count("addresses")).values_list("pk", "many")))
    below: dict[int | None, list[Area]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    lines: list[AreaLine] = []

    def add(parent: int | None, depth: int) -> None:
        for row in below.get(parent, ()):
            organisation = row.organisation.name if row.organisation else ""
            lines.append(AreaLine(row.key, row.name, row.kind, depth, organisation, row.pk in drawn, addresses[row.pk]))
            add(row.pk, depth + 1)

    add(None, 0)
    return lines


def _state(rule: StoredRule, today: date) -> str:
    if is_in_force(valid_from=rule.valid_from, valid_until=rule.valid_until, on=today):
        return "now"
    return "later" if rule.valid_from is not None and rule.valid_from > today else "over"
