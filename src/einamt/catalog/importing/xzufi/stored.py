"""What is stored of a batch of services; few queries however many there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from einamt.catalog.importing.records import ItemRecord
from einamt.catalog.importing.xzufi.records import CostEntry, Key, ServiceColumns, ServiceState, TextEntry
from einamt.catalog.models import Cost, Organisation, PublicService, ServiceItem, ServiceText, Synonym


@dataclass(frozen=True, slots=True)
class StoredService:
    """A service's row, and all that hangs on it."""

    pk: int
    slug: str
    deleted_at: datetime | None
    state: ServiceState
    editors_words: frozenset[tuple[str, str]]
    """Language and text of the synonyms that an editor has written: an import leaves them the editor's."""


def stored_services(keys: Iterable[Key]) -> dict[Key, StoredService]:
    """Those of the services that are stored; a query for each source, and five for what hangs on them."""
    rows = {}
    for source, identifiers in _by_source(keys):
        for row in PublicService.objects.filter(source=source, identifier__in=identifiers):
            rows[row.pk] = row
    if not rows:
        return {}
    texts, items, costs = _texts(rows), _items(rows), _costs(rows)
    words, events = _words(rows), _life_events(rows)
    return {
        Key(row.source, row.identifier): StoredService(
            pk=pk,
            slug=row.slug,
            deleted_at=row.deleted_at,
            state=ServiceState(
                columns=ServiceColumns(
                    organisation_id=row.organisation_id,
                    leika=row.leika,
                    updated_at=row.updated_at,
                    needs_appointment=row.needs_appointment,
                    is_listed=row.is_listed,
                    is_public=row.is_public,
                    responsible=row.responsible,
                    channels=list(row.channels),
                    extra=row.extra,
                ),
                texts=texts[pk],
                items={language: tuple(found) for language, found in items[pk].items()},
                costs=tuple(costs[pk]),
                terms=_by_language(words[pk][Synonym.Origin.IMPORT]),
                life_events=frozenset(events[pk]),
            ),
            editors_words=frozenset(words[pk][Synonym.Origin.EDITOR]),
        )
        for pk, row in rows.items()
    }


def service_ids(keys: Iterable[Key]) -> dict[Key, int]:
    """The rows of these services, as far as they are stored and not deleted at their source."""
    found: dict[Key, int] = {}
    for source, identifiers in _by_source(keys):
        rows = PublicService.objects.filter(source=source, identifier__in=identifiers, deleted_at=None)
        for pk, identifier in rows.values_list("pk", "identifier"):
            found[Key(source, identifier)] = pk
    return found


def organisation_ids(keys: Iterable[Key]) -> dict[Key, int]:
    """The rows of these organisations, as far as they are stored."""
    found: dict[Key, int] = {}
    for source, identifiers in _by_source(keys):
        rows = Organisation.objects.filter(source=source, identifier__in=identifiers)
        for pk, identifier in rows.values_list("pk", "identifier"):
            found[Key(source, identifier)] = pk
    return found


def _by_source(keys: Iterable[Key]) -> Iterator[tuple[str, list[str]]]:
    """The identifiers of each source, at most a thousand at once: SQLite takes no more than 32,766 parameters."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for key in dict.fromkeys(keys):
        grouped[key.source].append(key.identifier)
    for source, identifiers in grouped.items():
        for start in range(0, len(identifiers), 1000):
            yield source, identifiers[start : start + 1000]


def _texts(ids: Collection[int]) -> dict[int, dict[str, TextEntry]]:
    found: dict[int, dict[str, TextEntry]] = defaultdict(dict)
    for row in ServiceText.objects.filter(service_id__in=ids).iterator():
        found[row.service_id][row.language] = TextEntry(
            name=row.name,
            summary=row.summary,
            description=row.description,
            plain=row.plain,
            procedure=row.procedure,
            duration=row.duration,
            costs_note=row.costs_note,
            responsible_body=row.responsible_body,
        )
    return found


def _items(ids: Collection[int]) -> dict[int, dict[str, list[ItemRecord]]]:
    found: dict[int, dict[str, list[ItemRecord]]] = defaultdict(lambda: defaultdict(list))
    rows = ServiceItem.objects.filter(service_id__in=ids).order_by("kind", "position")
    for service_id, language, *item in rows.values_list(
        "service_id", "language", "kind", "name", "description", "link"
    ).iterator():
        found[service_id][language].append(ItemRecord(*item))
    return found


def _costs(ids: Collection[int]) -> dict[int, list[CostEntry]]:
    found: dict[int, list[CostEntry]] = defaultdict(list)
    rows = Cost.objects.filter(service_id__in=ids).order_by("position")
    for service_id, cents, label, label_en in rows.values_list("service_id", "cents", "label", "label_en"):
        found[service_id].append(CostEntry(cents, label, label_en))
    return found


def _words(ids: Collection[int]) -> dict[int, dict[str, set[tuple[str, str]]]]:
    """Language and text of each service's synonyms, by who wrote them."""
    found: dict[int, dict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
    rows = Synonym.objects.filter(service_id__in=ids)
    for service_id, origin, language, text in rows.values_list("service_id", "origin", "language", "text"):
        found[service_id][origin].add((language, text))
    return found


def _by_language(words: Collection[tuple[str, str]]) -> dict[str, frozenset[str]]:
    languages = {language for language, _ in words}
    return {language: frozenset(text for said, text in words if said == language) for language in languages}


def _life_events(ids: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = PublicService.life_events.through.objects.filter(publicservice_id__in=ids)
    for service_id, key in rows.values_list("publicservice_id", "lifeevent__key"):
        found[service_id].add(key)
    return found
