"""What a service should be: what the message says over what is stored."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from typing import TypeVar

from einamt.catalog.importing.records import ItemRecord, Json
from einamt.catalog.importing.xzufi.records import (
    CostEntry,
    ServiceColumns,
    ServiceEntry,
    ServiceState,
    TextEntry,
    merged_text,
)

Value = TypeVar("Value")

EXTRA = "xzufi"
"""Under this key of `extra` stands what a message says beyond our columns."""
ATTACHED = "attached"
"""Below it, by kind and key, the objects of a message that only make sense with the service."""
HAS_COSTS = "has_costs"


def wanted_state(
    *,
    entry: ServiceEntry,
    stored: ServiceState | None,
    organisation_id: int,
    editors_words: Collection[tuple[str, str]] = (),
) -> ServiceState:
    """The state after the message. Languages that it does not name stay: somebody here has translated.

    Fees stay where neither this message nor the one before had a module for them: then they are an editor's.
    """
    languages = entry.texts.keys() | entry.items.keys()
    texts = dict(stored.texts) if stored else {}
    items = dict(stored.items) if stored else {}
    terms = dict(stored.terms) if stored else {}
    for language, said in entry.texts.items():
        texts[language] = merged_text(texts.get(language), said)
    for language in languages:
        items[language] = tuple(sorted(entry.items.get(language, ()), key=lambda item: item.kind))
        terms[language] = frozenset()
    for language, words in entry.terms.items():
        terms[language] = frozenset(word for word in words if (language, word) not in editors_words)
    return ServiceState(
        columns=_columns(entry, stored.columns if stored else None, organisation_id),
        texts=texts,
        items={language: found for language, found in items.items() if found},
        costs=_costs(entry, stored),
        terms={language: words for language, words in terms.items() if words},
        life_events=_life_events(entry, stored),
    )


def difference_of(before: ServiceState, after: ServiceState) -> list[str]:
    """The parts that differ, by name."""
    return list(_differing(before, after))


def attached_to(extra: Mapping[str, Json]) -> dict[str, Json]:
    """What hangs on a service, from its `extra`."""
    kept = extra.get(EXTRA)
    attached = kept.get(ATTACHED) if isinstance(kept, dict) else None
    return dict(attached) if isinstance(attached, dict) else {}


def _columns(entry: ServiceEntry, stored: ServiceColumns | None, organisation_id: int) -> ServiceColumns:
    marks = entry.marks
    kept = dict(entry.kept) | ({HAS_COSTS: True} if entry.costs is not None else {})
    if stored and (attached := attached_to(stored.extra)):
        kept[ATTACHED] = attached
    return ServiceColumns(
        organisation_id=organisation_id,
        leika=entry.leika,
        updated_at=entry.updated_at or (stored.updated_at if stored else None),
        needs_appointment=_chosen(marks.needs_appointment, stored and stored.needs_appointment, False),
        is_listed=_chosen(marks.is_listed, stored and stored.is_listed, True),
        is_public=_chosen(marks.is_public, stored and stored.is_public, True),
        responsible=_chosen(marks.responsible, stored and stored.responsible, "any-office"),
        channels=list(_chosen(marks.channels, tuple(stored.channels) if stored else None, ())),
        extra={**(stored.extra if stored else {}), EXTRA: kept},
    )


def _chosen(said: Value | None, before: Value | None, otherwise: Value) -> Value:
    """What the message says, else what is stored, else what a new service has."""
    return said if said is not None else before if before is not None else otherwise


def _costs(entry: ServiceEntry, stored: ServiceState | None) -> tuple[CostEntry, ...]:
    if entry.costs is not None or stored is None:
        return entry.costs or ()
    kept = stored.columns.extra.get(EXTRA)
    is_from_message = isinstance(kept, dict) and bool(kept.get(HAS_COSTS))
    return () if is_from_message else stored.costs


def _life_events(entry: ServiceEntry, stored: ServiceState | None) -> frozenset[str]:
    if entry.life_events is not None:
        return frozenset(entry.life_events)
    return stored.life_events if stored else frozenset()


def _differing(before: ServiceState, after: ServiceState) -> Iterator[str]:
    for name in ServiceColumns._fields:
        if getattr(before.columns, name) != getattr(after.columns, name):
            yield name.removesuffix("_id")
    for language in sorted(after.texts.keys() | before.texts.keys()):
        for part in fields(TextEntry):
            old, new = (getattr(texts.get(language), part.name, "") for texts in (before.texts, after.texts))
            if old != new:
                yield f"{part.name} in {language!r}"
    for part_name in ("items", "costs", "terms", "life_events"):
        if getattr(before, part_name) != getattr(after, part_name):
            yield part_name.replace("_", " ")


def items_of(items: tuple[ItemRecord, ...]) -> Iterator[tuple[int, ItemRecord]]:
    """Items with their positions, counted within each kind."""
    counts: dict[str, int] = {}
    for item in items:
        position = counts.get(item.kind, 0)
        counts[item.kind] = position + 1
        yield position, item
