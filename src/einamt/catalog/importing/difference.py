"""What an import would change, entry by entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from einamt.catalog.importing.records import CatalogState, OfferRecord, OfficeRecord, ServiceRecord, TextRecord

KINDS = ("organisations", "topics", "offices", "services", "offers")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one entry, before and after, shortened for showing."""

    field: str
    before: str
    after: str


@dataclass
class KindDifference:
    """The entries of one kind by what happens to them; keys are those of the state."""

    new: list[object] = field(default_factory=list)
    changed: dict[object, list[Change]] = field(default_factory=dict)
    withdrawn: list[object] = field(default_factory=list)
    """Services and offices that are no longer public; topics and offers that go."""
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing of this kind changes."""
        return not (self.new or self.changed or self.withdrawn)


@dataclass
class Difference:
    """What would change, by kind."""

    by_kind: dict[str, KindDifference]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes at all."""
        return all(kind.is_empty for kind in self.by_kind.values())


def compared(*, before: CatalogState, after: CatalogState) -> Difference:
    """The difference between two states."""
    return Difference(by_kind={kind: _compared(getattr(before, kind), getattr(after, kind)) for kind in KINDS})


def _compared(before: Mapping[object, object], after: Mapping[object, object]) -> KindDifference:
    difference = KindDifference()
    for key, wanted in after.items():
        if key not in before:
            difference.new.append(key)
        elif changes := list(_changes(before[key], wanted)):
            if _is_withdrawal(before[key], wanted):
                difference.withdrawn.append(key)
            difference.changed[key] = changes
        else:
            difference.unchanged += 1
    difference.withdrawn += [key for key in before if key not in after]
    return difference


def _is_withdrawal(before: object, after: object) -> bool:
    return (
        isinstance(before, (OfficeRecord, ServiceRecord))
        and isinstance(after, (OfficeRecord, ServiceRecord))
        and before.is_public
        and not after.is_public
    )


def _changes(before: object, after: object) -> Iterator[Change]:
    if before == after:
        return
    for part in fields(before):  # type: ignore[arg-type] # every record is a dataclass
        old, new = getattr(before, part.name), getattr(after, part.name)
        if part.name == "services" or old == new:
            continue
        if isinstance(old, TextRecord):
            yield from _changes(old, new)
        else:
            yield Change(part.name, _shown(old), _shown(new))


def _shown(value: object) -> str:
    if isinstance(value, OfferRecord):
        return f"{value.steps} steps"
    text = str(sorted(value, key=str) if isinstance(value, frozenset) else value)
    return text if len(text) <= 60 else f"{text[:57]}..."
