"""What is odd in a delivery, entry by entry. A finding never stops an import; it says what was made of the oddity."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """Whether somebody ought to do something about it."""

    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity: where (`kind` of entry, its identifier and name), what, and what the import made of it."""

    severity: Severity
    code: str
    kind: str
    identifier: str
    name: str
    detail: str


@dataclass
class Findings:
    """Collects findings; an oddity that repeats for each entry may be counted under one (`count`)."""

    entries: list[Finding] = field(default_factory=list)
    counted: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def warn(self, code: str, *, kind: str, identifier: str, name: str, detail: str) -> None:
        """Note something that somebody ought to correct at the source."""
        self.entries.append(Finding(Severity.WARNING, code, kind, identifier, name, detail))

    def note(self, code: str, *, kind: str, identifier: str, name: str, detail: str) -> None:
        """Note something that is worth knowing."""
        self.entries.append(Finding(Severity.NOTICE, code, kind, identifier, name, detail))

    def count(self, code: str, *, kind: str, detail: str) -> None:
        """Note something that is the same for many entries: one finding with their number."""
        key = (code, kind, detail)
        self.counted[key] = self.counted.get(key, 0) + 1

    def all(self) -> list[Finding]:
        """Every finding, those counted first."""
        counted = [
            Finding(Severity.NOTICE, code, kind, "", "", f"{detail} ({number} entries)")
            for (code, kind, detail), number in self.counted.items()
        ]
        return counted + self.entries


@dataclass
class FindingStream(Findings):
    """Findings of a message that may hold millions: each is told at once, and only their numbers are kept, with the
    first of each code.
    """

    tell: Callable[[Finding], None] | None = None
    kept_of_each: int = 5
    numbers: dict[tuple[Severity, str], int] = field(default_factory=dict)

    def warn(self, code: str, *, kind: str, identifier: str, name: str, detail: str) -> None:
        """As `Findings.warn`."""
        self._take(Finding(Severity.WARNING, code, kind, identifier, name, detail))

    def note(self, code: str, *, kind: str, identifier: str, name: str, detail: str) -> None:
        """As `Findings.note`."""
        self._take(Finding(Severity.NOTICE, code, kind, identifier, name, detail))

    def _take(self, finding: Finding) -> None:
        key = (finding.severity, finding.code)
        self.numbers[key] = self.numbers.get(key, 0) + 1
        if self.numbers[key] <= self.kept_of_each:
            self.entries.append(finding)
        if self.tell is not None:
            self.tell(finding)
