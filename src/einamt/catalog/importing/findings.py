"""What is odd in a delivery, entry by entry. A finding never stops an import; it says what was made of the oddity."""

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
