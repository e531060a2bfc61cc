"""One row a service, for editors and their spreadsheets: UTF-8 with a byte order mark, semicolons, no formulas."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from einamt.catalog.exporting.pages import Service, services
from einamt.catalog.models import ServiceItem
from einamt.catalog.rules.cells import harmless_cell

COLUMNS = (
    *("source", "identifier", "leika", "slug", "language", "name", "summary", "description", "plain", "procedure"),
    *("duration", "costs_note", "costs", "conditions", "evidence", "legal_basis", "forms", "links", "synonyms"),
    *("life_events", "organisation", "responsible_body", "responsible", "needs_appointment", "channels", "online_url"),
    *("languages", "is_public", "is_listed", "updated_at"),
)


def write_table(*, output: BinaryIO, source: str, language: str) -> None:
    """Write all services, or those of `source`, with their texts in `language`, else in German.

    A cell with several entries has one a line. A cell that a spreadsheet would take for a formula begins with an
    apostrophe.
    """
    text = io.TextIOWrapper(output, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for service in services(source=source):
        cells = _cells(service, language)
        writer.writerow([harmless_cell(cells[column]) for column in COLUMNS])
    text.flush()
    text.detach()


def _cells(service: Service, language: str) -> dict[str, str]:
    row = service.row
    text = service.texts.get(language) or service.texts.get("de")
    shown = text.language if text else language
    said = {
        column: getattr(text, column) if text else ""
        for column in (
            *("name", "summary", "description", "plain", "procedure", "duration", "costs_note", "responsible_body"),
        )
    }
    return said | {
        "source": row.source,
        "identifier": row.identifier,
        "leika": row.leika,
        "slug": row.slug,
        "language": shown,
        "costs": _lines(f"{cost.cents / 100:.2f} {cost.label}".strip() for cost in service.costs),
        "conditions": _items(service, shown, ServiceItem.Kind.CONDITION),
        "evidence": _items(service, shown, ServiceItem.Kind.EVIDENCE),
        "legal_basis": _items(service, shown, ServiceItem.Kind.LEGAL_BASIS),
        "forms": _items(service, shown, ServiceItem.Kind.FORM),
        "links": _items(service, shown, ServiceItem.Kind.LINK),
        "synonyms": _lines(service.words.get(shown, [])),
        "life_events": _lines(event.key for event in service.life_events),
        "organisation": service.organisation.name,
        "responsible": row.responsible,
        "needs_appointment": _flag(value=row.needs_appointment),
        "channels": _lines(row.channels),
        "online_url": row.online_url,
        "languages": _lines(service.texts),
        "is_public": _flag(value=row.is_public),
        "is_listed": _flag(value=row.is_listed),
        "updated_at": row.updated_at.isoformat() if row.updated_at else "",
    }


def _items(service: Service, language: str, kind: str) -> str:
    return _lines(_item(item) for item in service.items.get(language, []) if item.kind == kind)


def _item(item: ServiceItem) -> str:
    parts = (" ".join(part.split()) for part in (item.name, item.description, item.link) if part)
    return " | ".join(parts)


def _lines(values: Iterable[str]) -> str:
    def each() -> Iterator[str]:
        yield from values

    return "\n".join(each())


def _flag(*, value: bool) -> str:
    return "1" if value else "0"
