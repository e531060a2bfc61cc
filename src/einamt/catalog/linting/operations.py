"""Running the checks and keeping what they find; taking findings over."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction

from einamt.catalog.linting import registry
from einamt.catalog.linting.errors import FindingNotFound
from einamt.catalog.linting.reading import (
    Linked,
    among_services,
    link_facts,
    linked_addresses,
    office_facts,
    service_facts,
    withheld_forms,
)
from einamt.catalog.linting.registry import Found
from einamt.catalog.linting.rules.complaints import Check
from einamt.catalog.models import Finding

KEEP_ENDED = timedelta(days=365)
BATCH = 500
Facts = TypeVar("Facts")


def lint_catalog(*, now: datetime) -> None:
    """Run every check; what is found no more ends."""
    services = service_facts()
    links = linked_addresses(services=services)
    found = [
        *(each for facts in services for each in _run(registry.SERVICE_CHECKS, facts, service_id=facts.id)),
        *(
            each
            for facts in among_services(services)
            for each in _run(registry.AMONG_SERVICES_CHECKS, facts, service_id=facts.service.id)
        ),
        *(
            each
            for facts in withheld_forms(links=links)
            for each in _run(registry.WITHHELD_CHECKS, facts, service_id=facts.service_id)
        ),
        *(each for facts in office_facts() for each in _run(registry.OFFICE_CHECKS, facts, office_id=facts.office.id)),
        *_link_findings(links),
        *(each for source in registry.sources() for each in source.run(now)),
    ]
    codes = {kind.code for kind in registry.kinds()}
    _keep(found, codes=codes, service_ids=None, now=now)
    Finding.objects.exclude(code__in=codes).delete()  # of checks that this einamt no longer has
    Finding.objects.filter(ended_at__lt=now - KEEP_ENDED).delete()


def lint_services(*, service_ids: Collection[int], now: datetime) -> None:
    """Run the checks that look at one service alone, for some of them: after a publication."""
    found = [
        each
        for facts in service_facts(service_ids=service_ids)
        for each in _run(registry.SERVICE_CHECKS, facts, service_id=facts.id)
    ]
    codes = {check.code for check in registry.SERVICE_CHECKS}
    _keep(found, codes=codes, service_ids=service_ids, now=now)


@transaction.atomic
def take_over(*, finding_id: int, person: str, due_date: date | None, note: str) -> Finding:
    """Say who sees to a finding and until when; an empty `person` gives it back. It ends by itself, never by hand.

    :raises FindingNotFound: there is none, or it has ended.
    """
    finding = Finding.objects.select_for_update().filter(pk=finding_id, ended_at=None).first()
    if finding is None:
        raise FindingNotFound
    finding.owner = person
    finding.due_date = due_date if person else None
    finding.note = note.strip()
    finding.save(update_fields=["owner", "due_date", "note"])
    return finding


def _run(
    checks: Iterable[Check[Facts]], facts: Facts, *, service_id: int | None = None, office_id: int | None = None
) -> Iterator[Found]:
    for check in checks:
        for complaint in check.run(facts):
            yield Found(
                code=check.code,
                message=complaint.message,
                params=complaint.params,
                place=complaint.place,
                service_id=service_id,
                office_id=office_id,
            )


def _link_findings(links: Collection[Linked]) -> Iterator[Found]:
    facts = link_facts(urls=[link.url for link in links])
    for link in links:
        if link.url not in facts:
            continue
        for service_id in link.service_ids:
            yield from _run(registry.LINK_CHECKS, facts[link.url], service_id=service_id)
        for office_id in link.office_ids:
            yield from _run(registry.LINK_CHECKS, facts[link.url], office_id=office_id)


@transaction.atomic
def _keep(
    found: Collection[Found], *, codes: Collection[str], service_ids: Collection[int] | None, now: datetime
) -> None:
    """Bring the rows in line with what was found, within the checks `codes` and, if given, some services.

    Two runs at once do no harm: a row that the other has just made is left as it is.
    """
    rows = Finding.objects.filter(code__in=codes)
    if service_ids is not None:
        rows = rows.filter(service_id__in=service_ids)
    held = {(row.code, row.subject, row.place): row for row in rows}
    severities = {kind.code: kind.severity for kind in registry.kinds()}
    wanted = {(each.code, _subject(each), each.place[:120]): each for each in found}
    new, seen = [], []
    for key, each in wanted.items():
        row = held.get(key)
        if row is None:
            new.append(_row(key, each, severities[each.code].value, now))
            continue
        if row.ended_at is not None:
            row.found_at, row.ended_at = now, None
        row.seen_at = now
        row.severity, row.message, row.params = severities[each.code].value, each.message, dict(each.params)
        seen.append(row)
    Finding.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    Finding.objects.bulk_update(
        seen, ["found_at", "ended_at", "seen_at", "severity", "message", "params"], batch_size=BATCH
    )
    gone = [row.pk for key, row in held.items() if key not in wanted and row.ended_at is None]
    for start in range(0, len(gone), BATCH):
        Finding.objects.filter(pk__in=gone[start : start + BATCH]).update(ended_at=now)


def _row(key: tuple[str, str, str], each: Found, severity: str, now: datetime) -> Finding:
    code, subject, place = key
    return Finding(
        code=code,
        severity=severity,
        subject=subject,
        service_id=each.service_id,
        office_id=each.office_id,
        place=place,
        message=each.message,
        params=dict(each.params),
        found_at=now,
        seen_at=now,
    )


def _subject(found: Found) -> str:
    if found.service_id is not None:
        return f"service:{found.service_id}"
    return "city" if found.office_id is None else f"office:{found.office_id}"
