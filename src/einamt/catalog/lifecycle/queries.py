"""Reading what is to be given up, and what has been."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from einamt.catalog.models import Organisation, Retirement
from einamt.catalog.queries import service_names
from einamt.catalog.usage import needed_services

RESTORABLE = timedelta(days=30)
"""How long a service that was given up can be brought back at least, before it is removed for good."""


@dataclass(frozen=True, slots=True)
class RetirementLine:
    """A service that is to be given up, or has been."""

    service_id: int
    slug: str
    name: str
    state: str
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    restorable_until: datetime | None
    """Until then it is kept in any case; None while nobody has decided."""


def open_retirement(*, service_id: int) -> RetirementLine | None:
    """What is proposed or has been decided about a service; None where nobody wants to give it up."""
    return next(iter(_lines(service_id=service_id)), None)


def open_retirements() -> list[RetirementLine]:
    """All of them, the oldest first."""
    return _lines()


def needed_by(*, service_id: int, now: datetime) -> list[str]:
    """Who still needs the service, by the names under which they registered: `appointments`, `cases`."""
    needed = needed_services(service_ids=[service_id], now=now)
    return [user for user, of_user in needed.items() if service_id in of_user]


def organisation_choices() -> list[tuple[int, str]]:
    """All organisations by name, the root first."""
    rows = Organisation.objects.order_by("name").values_list("pk", "name", "parent_id")
    return [(pk, name) for pk, name, _ in sorted(rows, key=lambda row: row[2] is not None)]


def _lines(*, service_id: int | None = None) -> list[RetirementLine]:
    rows = Retirement.objects.filter(state__in=(Retirement.State.ASKED, Retirement.State.RETIRED))
    if service_id is not None:
        rows = rows.filter(service_id=service_id)
    found = list(rows.select_related("service").order_by("asked_at", "pk"))
    names = service_names(service_ids=[row.service_id for row in found], language="de")
    return [
        RetirementLine(
            service_id=row.service_id,
            slug=row.service.slug,
            name=names.get(row.service_id, row.service.slug),
            state=row.state,
            reason=row.reason,
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            restorable_until=row.decided_at + RESTORABLE if row.decided_at else None,
        )
        for row in found
    ]
