"""Which addresses are due for a visit, and what the visits tell."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from einamt.catalog.linting.reading import linked_addresses, service_facts
from einamt.catalog.linting.visiting import Trouble, Visit, visit
from einamt.catalog.models import LinkCheck

AT_A_TIME = 20
PER_HOST = 2
"""Visits of one host in one run, once a minute: nobody is bothered by that."""
WELL = timedelta(days=7)
"""How long an answer that was right is believed."""
PAUSES = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""After the first failure, the second, and so on."""


@transaction.atomic
def gather_links(*, now: datetime) -> None:
    """Make the list of addresses that of the texts: new ones are due at once, those nobody links to are forgotten."""
    wanted = {linked.url for linked in linked_addresses(services=service_facts())}
    held = set(LinkCheck.objects.values_list("url", flat=True))
    gone = sorted(held - wanted)
    for start in range(0, len(gone), 500):
        LinkCheck.objects.filter(url__in=gone[start : start + 500]).delete()
    LinkCheck.objects.bulk_create(
        [
            LinkCheck(url=url, host=(urlsplit(url).hostname or "")[:255], next_at=now)
            for url in sorted(wanted - held)
            if _is_address(url)
        ],
        batch_size=500,
        ignore_conflicts=True,
    )


def check_links(*, now: datetime, visiting: Callable[[str], Visit] = visit) -> int:
    """Visit addresses that are due, the longest due first and few of one host; how many were visited.

    Outside a transaction, since it waits for strangers. What one visit tells is written at once.
    """
    due = LinkCheck.objects.filter(next_at__lte=now).order_by("next_at", "pk")[: 50 * AT_A_TIME]
    hosts: Counter[str] = Counter()
    visited = 0
    for row in due:
        if visited == AT_A_TIME:
            break
        if hosts[row.host] == PER_HOST:
            continue
        hosts[row.host] += 1
        visited += 1
        _note(row, seen=visiting(row.url), now=now)
    return visited


def _note(row: LinkCheck, *, seen: Visit, now: datetime) -> None:
    row.checked_at = now
    row.status = seen.status
    row.trouble = seen.trouble or ""
    if seen.trouble is None:
        row.answered_at, row.failing_since, row.failures = now, None, 0
        row.next_at = now + WELL
    else:
        row.failures = min(row.failures + 1, 1000)
        row.failing_since = row.failing_since or now
        is_settled = seen.trouble is Trouble.NOT_PUBLIC
        row.next_at = now + (WELL if is_settled else PAUSES[min(row.failures, len(PAUSES)) - 1])
    LinkCheck.objects.filter(pk=row.pk).update(
        checked_at=row.checked_at,
        status=row.status,
        trouble=row.trouble,
        answered_at=row.answered_at,
        failing_since=row.failing_since,
        failures=row.failures,
        next_at=row.next_at,
    )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
