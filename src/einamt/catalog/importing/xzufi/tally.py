"""What an import by passes has changed, counted; a message of a million entries must not be listed in memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

SHOWN = 5
KINDS = ("organisations", "services", "responsibilities", "attachments")


@dataclass
class KindTally:
    """The entries of one kind by what happened to them, and the first of each by name."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    examples: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Tally:
    """Counts by kind; `tell` is called with every change where all are to be seen."""

    tell: Callable[[str], None] | None = None
    by_kind: dict[str, KindTally] = field(default_factory=lambda: {kind: KindTally() for kind in KINDS})

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed at all."""
        return not any(kind.new or kind.changed or kind.withdrawn for kind in self.by_kind.values())

    def new(self, kind: str, what: object) -> None:
        """Count an entry that was not there."""
        self.by_kind[kind].new += 1
        if self.tell is not None:
            self._show(kind, "new", str(what))

    def changed(self, kind: str, what: object, how: str) -> None:
        """Count an entry that is different now; `how` names the parts."""
        self.by_kind[kind].changed += 1
        self._show(kind, "changed", f"{what} ({how})")

    def withdrawn(self, kind: str, what: object) -> None:
        """Count an entry that is gone."""
        self.by_kind[kind].withdrawn += 1
        self._show(kind, "withdrawn", str(what))

    def unchanged(self, kind: str, count: int = 1) -> None:
        """Count entries that are as they were."""
        self.by_kind[kind].unchanged += count

    def lines(self) -> Iterator[str]:
        """A table of counts, then the first entries of each kind unless they were told already."""
        yield f"{'':<18}{'new':>8}{'changed':>9}{'withdrawn':>11}{'unchanged':>11}"
        for kind, part in self.by_kind.items():
            yield f"{kind:<18}{part.new:>8}{part.changed:>9}{part.withdrawn:>11}{part.unchanged:>11}"
        for kind, part in self.by_kind.items():
            for title, shown in part.examples.items():
                yield f"{title} {kind}:"
                yield from (f"  {line}" for line in shown)
                if (more := getattr(part, title) - len(shown)) > 0:
                    yield f"  … and {more} more"

    def _show(self, kind: str, title: str, line: str) -> None:
        if self.tell is not None:
            self.tell(f"{title} {kind}: {line}")
            return
        shown = self.by_kind[kind].examples.setdefault(title, [])
        if len(shown) < SHOWN:
            shown.append(line)
