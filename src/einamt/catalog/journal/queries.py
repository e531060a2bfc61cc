"""Reading who has changed what."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from einamt.catalog.models import CatalogChange
from einamt.catalog.queries import service_names

MOST = 100
"""As many changes a page shows; older ones are kept and not shown."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: its key, and its wording before and after."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in a history."""

    id: int
    kind: str
    what: str
    """`added`, `removed` or `changed`."""
    fields: list[FieldChange]
    """By key."""
    service_slug: str
    service: str
    person: str
    changed_at: datetime
    note: str
    takes_back: datetime | None
    """When the change was made that this one takes back."""
    is_taken_back: bool


def changes_of_office(*, office_id: int) -> list[ChangeLine]:
    """What was changed about an office and what it serves, the latest first."""
    return _lines(Q(office_id=office_id))


def changes_of_rules(*, service_id: int) -> list[ChangeLine]:
    """What was changed about a service's rules of responsibility, the latest first."""
    return _lines(Q(service_id=service_id, kind=CatalogChange.Kind.RULE))


def _lines(wanted: Q) -> list[ChangeLine]:
    rows = CatalogChange.objects.filter(wanted).select_related("takes_back", "service").order_by("-pk")
    found = list(rows[:MOST])
    undone = set(
        CatalogChange.objects.filter(takes_back__in=[row.pk for row in found]).values_list("takes_back_id", flat=True)
    )
    names = service_names(service_ids=[row.service_id for row in found if row.service_id is not None], language="de")
    return [
        ChangeLine(
            id=row.pk,
            kind=row.kind,
            what="added" if not row.before else "removed" if not row.after else "changed",
            fields=[
                FieldChange(key, row.before.get(key, ""), row.after.get(key, ""))
                for key in sorted({**row.before, **row.after})
                if row.before.get(key, "") != row.after.get(key, "")
            ],
            service_slug=row.service.slug if row.service else "",
            service=names.get(row.service_id or 0, row.service.slug if row.service else ""),
            person=row.person,
            changed_at=row.changed_at,
            note=row.note,
            takes_back=row.takes_back.changed_at if row.takes_back else None,
            is_taken_back=row.pk in undone,
        )
        for row in found
    ]
