"""Who sees to a finding and until when, as long as no editor has said so."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet

from einamt.catalog.editing import rules as editing
from einamt.catalog.linting import registry
from einamt.catalog.linting.rules.complaints import Severity
from einamt.catalog.models import CatalogChange, Finding, FindingTerm, ServiceVersion
from einamt.kernel.localtime import local_date

DAYS: Mapping[str, int] = {Severity.ERROR: 7, Severity.WARNING: 28, Severity.NOTICE: 90}
"""Where the city has not said otherwise: what misleads people is put right within a week."""
LONGEST = 366
BATCH = 1000
"""SQLite takes no more than 32,766 parameters: of more than this, all are read."""
Row = TypeVar("Row", bound=Model)


def term_days() -> dict[str, int]:
    """Within how many days findings of each weight are to be put right; one query."""
    return {**DAYS, **dict(FindingTerm.objects.values_list("severity", "days"))}


def due_by_term(*, severity: str, found_date: date, days: Mapping[str, int]) -> date:
    """Until when something found on `found_date` is to be put right."""
    return found_date + timedelta(days=days[severity])


@dataclass(frozen=True, slots=True)
class Duty:
    """Who sees to a finding, as `kind:id` (empty: no single person), and until when."""

    owner: str
    due_date: date


def duties(*, findings: Sequence[Finding], zone: ZoneInfo) -> list[Duty]:
    """For each finding who is to see to it and until when.

    What an editor has said stays, unless that person is gone or no day was named. Else it is who answers for what the
    finding is about: who wrote the published version of a service, or last worked at it; for rules of responsibility
    and for offices who last changed them; and the day follows from the weight. Four queries, and one for who is still
    here, whatever the number.
    """
    if not findings:
        return []
    days, (natural, here) = term_days(), _natural_owners(findings)
    return [
        Duty(
            owner=each.owner if each.taken_date and (not each.owner or each.owner in here) else answering,
            due_date=(each.due_date if each.taken_date else None)
            or due_by_term(severity=each.severity, found_date=local_date(moment=each.found_at, zone=zone), days=days),
        )
        for each, answering in zip(findings, natural, strict=True)
    ]


def _natural_owners(findings: Sequence[Finding]) -> tuple[list[str], Collection[str]]:
    """Who answers for each, and who of all that are named is still here."""
    services = {finding.service_id for finding in findings if finding.service_id is not None}
    writers = _writers(services)
    rulers, keepers = _changers(services, {each.office_id for each in findings if each.office_id is not None})
    candidates = [
        [
            *(rulers.get(each.service_id, ()) if each.code.startswith(registry.ABOUT_RULES) else ()),
            *writers.get(each.service_id, ()),
            *keepers.get(each.office_id, ()),
        ]
        for each in findings
    ]
    known = {person for persons in candidates for person in persons}
    here = registry.editors_among(known | {each.owner for each in findings if each.owner})
    return [next((person for person in persons if person in here), "") for persons in candidates], here


def _writers(services: Collection[int]) -> dict[int | None, list[str]]:
    """Who wrote at each service: the author of what is published first, then the latest."""
    rows = _among(ServiceVersion.objects.exclude(author="").exclude(state=editing.DISCARDED), service_id=services)
    found: dict[int | None, list[str]] = defaultdict(list)
    published: dict[int, str] = {}
    for service_id, author, state in rows.order_by("-edited_at", "-number").values_list(
        "service_id", "author", "state"
    ):
        found[service_id].append(author)
        if state == editing.PUBLISHED:
            published[service_id] = author
    return {key: [*([published[key]] if key in published else []), *authors] for key, authors in found.items() if key}


def _changers(
    services: Collection[int], offices: Collection[int]
) -> tuple[dict[int | None, list[str]], dict[int | None, list[str]]]:
    """Who changed the rules of each service, and each office, the latest first."""
    rulers: dict[int | None, list[str]] = defaultdict(list)
    keepers: dict[int | None, list[str]] = defaultdict(list)
    rows = CatalogChange.objects.order_by("-changed_at", "-pk")
    rules = _among(rows.filter(kind=CatalogChange.Kind.RULE), service_id=services)
    for service_id, person in rules.values_list("service_id", "person"):
        rulers[service_id].append(person)
    for office_id, person in _among(rows, office_id=offices).values_list("office_id", "person"):
        keepers[office_id].append(person)
    return rulers, keepers


def _among(rows: QuerySet[Row], **wanted: Collection[int]) -> QuerySet[Row]:
    """The rows of the wanted subjects; all that have one where so many are wanted that it comes to the same."""
    [(column, keys)] = wanted.items()
    return rows.filter(**{f"{column}__in": keys} if len(keys) < BATCH else {f"{column}__isnull": False})
