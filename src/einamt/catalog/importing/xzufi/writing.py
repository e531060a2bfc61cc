"""Writing a batch of services: only what differs, in bulk, within the caller's transaction.

New rows are copied in past the ORM with identifiers taken in advance, so that what hangs on them can be made at once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db import connection, models

from einamt.catalog.importing.xzufi.records import Key, ServiceState, TextEntry
from einamt.catalog.importing.xzufi.stored import StoredService
from einamt.catalog.importing.xzufi.wanted import items_of
from einamt.catalog.models import Cost, LifeEvent, PublicService, ServiceItem, ServiceText, Synonym
from einamt.catalog.papers import PaperKeys
from einamt.catalog.rules.slugs import unique_slug
from einamt.platform.writing.together import insert_many, insert_values

_COLUMNS = (
    *("organisation", "leika", "updated_at", "needs_appointment", "is_listed", "is_public", "responsible"),
    *("channels", "extra", "deleted_at"),
)
EVIDENCE = ServiceItem.Kind.EVIDENCE.value
_PARTS = ("texts", "items", "costs", "terms", "life_events")


@dataclass(frozen=True, slots=True)
class Change:
    """A service as it should be; `stored` is `None` where it is new."""

    key: Key
    wanted: ServiceState
    stored: StoredService | None


def write_services(changes: Sequence[Change]) -> None:
    """Bring these services into their wanted states; one that was deleted is there again."""
    new = [change for change in changes if change.stored is None]
    ids = _insert(new)
    changed = [change for change in changes if change.stored is not None]
    ids |= {change.key: change.stored.pk for change in changed if change.stored is not None}
    _update(changed)
    touched = {
        part: [change for change in changes if change.stored is None or _differs(change, part)] for part in _PARTS
    }
    _write_texts(touched["texts"], ids)
    _write_items(touched["items"], ids)
    _write_costs(touched["costs"], ids)
    _write_terms(touched["terms"], ids)
    _write_life_events(touched["life_events"], ids)


def reserved_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Identifiers for `count` new rows that nobody else is given."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        # the writers' lock is ours: transactions are immediate
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        return range(first, first + count)


def _insert(changes: Sequence[Change]) -> dict[Key, int]:
    if not changes:
        return {}
    ids = reserved_ids(PublicService, len(changes))
    slugs = _new_slugs(changes)
    insert_many(
        rows=[_row(change, pk, slug) for change, pk, slug in zip(changes, ids, slugs, strict=True)],
    )
    return {change.key: pk for change, pk in zip(changes, ids, strict=True)}


def _update(changes: Sequence[Change]) -> None:
    rows = [
        _row(change, change.stored.pk, change.stored.slug)
        for change in changes
        if change.stored is not None
        and (change.stored.deleted_at or change.stored.state.columns != change.wanted.columns)
    ]
    PublicService.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=list(_COLUMNS))


def _row(change: Change, pk: int, slug: str) -> PublicService:
    columns = change.wanted.columns
    return PublicService(
        pk=pk,
        source=change.key.source,
        identifier=change.key.identifier,
        slug=slug,
        organisation_id=columns.organisation_id,
        leika=columns.leika,
        updated_at=columns.updated_at,
        needs_appointment=columns.needs_appointment,
        is_listed=columns.is_listed,
        is_public=columns.is_public,
        responsible=columns.responsible,
        channels=columns.channels,
        extra=columns.extra,
        deleted_at=None,
    )


def _new_slugs(changes: Sequence[Change]) -> list[str]:
    """An address for each, with one query for all whose name or name with identifier is still to be had."""
    named = [(_name(change.wanted.texts), change.key.identifier) for change in changes]
    plain = [unique_slug(name=name, identifier=identifier, taken=set(), length=160) for name, identifier in named]
    second = [
        unique_slug(name=name, identifier=identifier, taken={slug}, length=160)
        for (name, identifier), slug in zip(named, plain, strict=True)
    ]
    asked = {*plain, *second}
    taken = _taken(asked)
    found: list[str] = []
    for name, identifier in named:
        slug = unique_slug(name=name, identifier=identifier, taken=taken, length=160)
        while slug not in asked and _taken([slug]):
            taken.add(slug)
            slug = unique_slug(name=name, identifier=identifier, taken=taken, length=160)
        taken.add(slug)
        found.append(slug)
    return found


def _taken(slugs: Collection[str]) -> set[str]:
    return set(PublicService.objects.filter(slug__in=slugs).values_list("slug", flat=True))


def _name(texts: dict[str, TextEntry]) -> str:
    return (texts.get("de") or next(iter(texts.values()))).name


def _differs(change: Change, part: str) -> bool:
    return change.stored is not None and getattr(change.stored.state, part) != getattr(change.wanted, part)


def _old(changes: Iterable[Change]) -> list[int]:
    return [change.stored.pk for change in changes if change.stored is not None]


def _write_texts(changes: Sequence[Change], ids: dict[Key, int]) -> None:
    ServiceText.objects.filter(service_id__in=_old(changes)).delete()
    names = ("name", "summary", "description", "plain", "procedure", "duration", "costs_note", "responsible_body")
    said = attrgetter(*names)
    _copy(
        ServiceText,
        ("service_id", "language", *names),
        [
            (ids[change.key], language, *said(text))
            for change in changes
            for language, text in change.wanted.texts.items()
        ],
    )


def _write_items(changes: Sequence[Change], ids: dict[Key, int]) -> None:
    papers = PaperKeys(service_ids=_old(changes))
    ServiceItem.objects.filter(service_id__in=_old(changes)).delete()
    _copy(
        ServiceItem,
        ("service_id", "language", "kind", "position", "name", "description", "link", "key"),
        [row for change in changes for row in _item_rows(change, ids[change.key], papers)],
    )


def _item_rows(change: Change, service_id: int, papers: PaperKeys) -> Iterator[tuple[object, ...]]:
    listed = {language: list(items_of(items)) for language, items in change.wanted.items.items()}
    names = {language: [item.name for _, item in items if item.kind == EVIDENCE] for language, items in listed.items()}
    keys = papers.of(service_id, names=names) if any(names.values()) else {}
    for language, items in listed.items():
        for position, item in items:
            key = keys[language, position] if item.kind == EVIDENCE else ""
            yield service_id, language, item.kind, position, item.name, item.description, item.link, key


def _write_costs(changes: Sequence[Change], ids: dict[Key, int]) -> None:
    Cost.objects.filter(service_id__in=_old(changes)).delete()
    _copy(
        Cost,
        ("service_id", "position", "cents", "label", "label_en"),
        [
            (ids[change.key], position, cost.cents, cost.label, cost.label_en)
            for change in changes
            for position, cost in enumerate(change.wanted.costs)
        ],
    )


def _write_terms(changes: Sequence[Change], ids: dict[Key, int]) -> None:
    """The words of the import; `wanted` holds none that an editor has written."""
    Synonym.objects.filter(service_id__in=_old(changes), origin=Synonym.Origin.IMPORT).delete()
    origin = Synonym.Origin.IMPORT.value
    _copy(
        Synonym,
        ("service_id", "language", "text", "origin"),
        [
            (ids[change.key], language, word, origin)
            for change in changes
            for language, said in change.wanted.terms.items()
            for word in sorted(said)
        ],
    )


def _write_life_events(changes: Sequence[Change], ids: dict[Key, int]) -> None:
    link = PublicService.life_events.through
    link.objects.filter(publicservice_id__in=_old(changes)).delete()
    wanted: dict[str, list[int]] = defaultdict(list)
    for change in changes:
        for event in change.wanted.life_events:
            wanted[event].append(ids[change.key])
    if not wanted:
        return
    event_ids = dict(LifeEvent.objects.filter(key__in=wanted).values_list("key", "pk"))
    link.objects.bulk_create(
        link(publicservice_id=pk, lifeevent_id=event_ids[event])
        for event, service_ids in sorted(wanted.items())
        for pk in service_ids
    )


def _copy(kind: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert rows that nothing refers to."""
    if rows:
        ids = reserved_ids(kind, len(rows))
        insert_values(kind=kind, names=("id", *names), rows=((pk, *row) for pk, row in zip(ids, rows, strict=True)))
