"""Running the checks and keeping what they find; taking findings over, and dismissing them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import transaction

from einamt.catalog.linting import registry
from einamt.catalog.linting.dismissing import about, digests
from einamt.catalog.linting.errors import BadTerm, DueInThePast, FindingNotFound, NoDismissalReason
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
from einamt.catalog.linting.terms import DAYS, LONGEST, Duty, due_by_term, duties, term_days
from einamt.catalog.models import Finding, FindingTerm
from einamt.platform.shell import city

KEEP_ENDED = timedelta(days=365)
BATCH = 500
DISMISSAL = ("dismissed_at", "dismissed_by", "dismissal", "dismissed_text")
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
def take_over(*, finding_id: int, person: str, due_date: date | None, note: str, today: date) -> Finding:
    """Say who sees to a finding and until when; an empty `person` gives it back to the editors of its organisation.

    It ends by itself, never by hand. Without a date it has the one that its weight gives, from today on.

    :raises FindingNotFound: there is none, or it has ended.
    :raises DueInThePast: the day is over, and it is another one than it was.
    """
    finding = _locked(finding_id)
    if due_date is not None and due_date < today and due_date != finding.due_date:
        raise DueInThePast
    finding.owner = person
    finding.due_date = due_date or due_by_term(severity=finding.severity, found_date=today, days=term_days())
    finding.note = note.strip()
    finding.taken_date = today
    finding.save(update_fields=["owner", "due_date", "note", "taken_date"])
    return finding


@transaction.atomic
def set_terms(*, days: Mapping[str, int]) -> None:
    """Say within how many days findings of some weights (values of `Severity`) are to be put right in this city.

    It counts from the next check on, for all that nobody has taken over.

    :raises BadTerm: a weight that there is not, or a number that is none of 1 to 366.
    """
    if any(severity not in DAYS or not 1 <= number <= LONGEST for severity, number in days.items()):
        raise BadTerm
    for severity, number in days.items():
        FindingTerm.objects.update_or_create(severity=severity, defaults={"days": number})


@transaction.atomic
def dismiss(*, finding_id: int, reason: str, person: str, now: datetime) -> Finding:
    """Say why a finding is no fault. It is open again as soon as what it is about is written anew.

    :raises FindingNotFound: there is none, or it has ended.
    :raises NoDismissalReason: no word why.
    """
    finding = _locked(finding_id)
    if not reason.strip():
        raise NoDismissalReason
    said = digests(service_ids=[finding.service_id]).get(finding.service_id, "") if finding.service_id else ""
    finding.dismissed_at, finding.dismissed_by, finding.dismissal = now, person, reason.strip()
    finding.dismissed_text = about(message=finding.message, params=finding.params, said=said)
    finding.save(update_fields=[*DISMISSAL])
    return finding


@transaction.atomic
def reopen(*, finding_id: int) -> Finding:
    """Take a dismissal back.

    :raises FindingNotFound: there is none, or it has ended.
    """
    finding = _locked(finding_id)
    _undismiss(finding)
    finding.save(update_fields=[*DISMISSAL])
    return finding


def _locked(finding_id: int) -> Finding:
    finding = Finding.objects.select_for_update().filter(pk=finding_id, ended_at=None).first()
    if finding is None:
        raise FindingNotFound
    return finding


def _undismiss(finding: Finding) -> None:
    finding.dismissed_at = None
    finding.dismissed_by = finding.dismissal = finding.dismissed_text = ""


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
    zone = city.zone()
    new, seen = [], []
    for key, each in wanted.items():
        row = held.get(key)
        if row is None:
            new.append(_row(key, each, severities[each.code].value, now))
            continue
        if row.ended_at is not None:
            row.found_at, row.ended_at, row.due_date = now, None, None  # another time, another date
        row.seen_at = now
        row.severity, row.message, row.params = severities[each.code].value, each.message, dict(each.params)
        seen.append(row)
    _look_again([row for row in seen if row.dismissed_at is not None])
    for row, duty in zip(new, duties(findings=new, zone=zone), strict=True):
        row.owner, row.due_date = duty.owner, duty.due_date
    Finding.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    Finding.objects.bulk_update(
        seen, ["found_at", "ended_at", "seen_at", "severity", "message", "params", *DISMISSAL], batch_size=BATCH
    )
    _assign(seen, zone=zone)
    gone = [row.pk for key, row in held.items() if key not in wanted and row.ended_at is None]
    for start in range(0, len(gone), BATCH):
        Finding.objects.filter(pk__in=gone[start : start + BATCH]).update(ended_at=now)


def _assign(rows: Sequence[Finding], *, zone: ZoneInfo) -> None:
    """Write who sees to findings and until when, where that has become another one.

    One statement for those that change alike; a finding that somebody takes over meanwhile is left as they say.
    """
    alike: dict[tuple[date | None, str, Duty], list[int]] = defaultdict(list)
    for row, duty in zip(rows, duties(findings=rows, zone=zone), strict=True):
        if (row.owner, row.due_date) != (duty.owner, duty.due_date):
            alike[row.taken_date, row.owner, duty].append(row.pk)
    for (taken_date, owner, duty), keys in alike.items():
        for start in range(0, len(keys), BATCH):
            rows_as_read = Finding.objects.filter(
                pk__in=keys[start : start + BATCH], taken_date=taken_date, owner=owner
            )
            rows_as_read.update(owner=duty.owner, due_date=duty.due_date)


def _look_again(dismissed: Collection[Finding]) -> None:
    """What was dismissed and is about another text now is open again."""
    said = digests(service_ids=[row.service_id for row in dismissed if row.service_id is not None])
    for row in dismissed:
        if row.dismissed_text != about(message=row.message, params=row.params, said=said.get(row.service_id or 0, "")):
            _undismiss(row)


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
