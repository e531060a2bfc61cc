"""Services that their sources have deleted."""

from dataclasses import dataclass
from datetime import datetime

from einamt.catalog.models import PublicService
from einamt.catalog.queries.services import GERMAN, service_names
from einamt.catalog.usage import needed_services


@dataclass(frozen=True, slots=True)
class DeletedService:
    """A withdrawn service, and who still needs it."""

    source: str
    identifier: str
    name: str
    needed_by: list[str]


def deleted_services(*, now: datetime) -> list[DeletedService]:
    """Those that are still kept, by identifier."""
    rows = list(PublicService.objects.filter(deleted_at__isnull=False).order_by("source", "identifier"))
    ids = [row.pk for row in rows]
    names = service_names(service_ids=ids, language=GERMAN)
    needed = needed_services(service_ids=ids, now=now)
    return [
        DeletedService(
            source=row.source,
            identifier=row.identifier,
            name=names.get(row.pk, ""),
            needed_by=[user for user, of_user in needed.items() if row.pk in of_user],
        )
        for row in rows
    ]
