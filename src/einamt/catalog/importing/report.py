"""Telling a person what an import would do, and writing its findings down."""

import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TextIO

from einamt.catalog.importing.difference import Difference, KindDifference
from einamt.catalog.importing.findings import Finding, Severity
from einamt.catalog.rules.cells import harmless_cell

SHOWN = 5
"""Entries shown of each kind where not all are asked for."""


def difference_lines(difference: Difference, *, is_full: bool) -> Iterator[str]:
    """The difference as lines: a table of counts, then the entries, all of them or the first of each."""
    yield f"{'':<14}{'new':>8}{'changed':>9}{'withdrawn':>11}{'unchanged':>11}"
    for kind, part in difference.by_kind.items():
        changed = len([key for key in part.changed if key not in part.withdrawn])
        yield f"{kind:<14}{len(part.new):>8}{changed:>9}{len(part.withdrawn):>11}{part.unchanged:>11}"
    for kind, part in difference.by_kind.items():
        yield from _detail_lines(kind, part, is_full=is_full)


def finding_lines(
    findings: list[Finding], *, is_full: bool, numbers: Mapping[tuple[Severity, str], int] | None = None
) -> Iterator[str]:
    """The findings as lines, by code: how many, and all of them or the first of each.

    `numbers` says how many there are of a code where `findings` holds only the first.
    """
    if not findings:
        return
    by_code: dict[tuple[Severity, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        by_code[finding.severity, finding.code].append(finding)
    counts = {key: len(entries) for key, entries in by_code.items()} | dict(numbers or {})
    yield f"{sum(counts.values())} findings:"
    for key, entries in sorted(by_code.items(), key=lambda group: (group[0][0] != "warning", group[0])):
        yield f"  {key[0]} {key[1]}: {counts[key]}"
        shown = entries if is_full else entries[:SHOWN]
        for finding in shown:
            where = " ".join(part for part in (finding.kind, finding.identifier, finding.name) if part)
            yield f"    {where}: {finding.detail}"
        if counts[key] > len(shown):
            yield f"    … and {counts[key] - len(shown)} more"


def write_findings(findings: list[Finding], path: Path) -> None:
    """Write all findings as CSV, in UTF-8 with a byte order mark, as spreadsheets expect it."""
    with finding_file(path) as write:
        for finding in findings:
            write(finding)


@contextmanager
def finding_file(path: Path) -> Iterator[Callable[[Finding], None]]:
    """A CSV file that takes one finding after the other."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(["severity", "code", "kind", "identifier", "name", "detail"])

        def write(entry: Finding) -> None:
            row = [entry.severity, entry.code, entry.kind, entry.identifier, entry.name, entry.detail]
            writer.writerow([harmless_cell(value) for value in row])

        yield write


def progress_on(stream: TextIO) -> Callable[[str, int, int], None]:
    """Progress as one moving line on a terminal, else a line for each finished part and every five seconds."""
    last = [monotonic()]

    def tell(what: str, done: int, total: int) -> None:
        if stream.isatty():
            filled = 30 * done // max(total, 1)
            end = "\n" if done >= total else ""
            stream.write(f"\r  {what:<16}[{'#' * filled}{'.' * (30 - filled)}] {done}/{total}{end}")
        elif done >= total or monotonic() - last[0] > 5:
            last[0] = monotonic()
            stream.write(f"  {what}: {done} of {total}\n")
        stream.flush()

    return tell


def stderr_progress() -> Callable[[str, int, int], None]:
    """Progress on standard error."""
    return progress_on(sys.stderr)


def _detail_lines(kind: str, part: KindDifference, *, is_full: bool) -> Iterator[str]:
    for title, keys in (("new", part.new), ("changed", list(part.changed)), ("withdrawn", part.withdrawn)):
        if not keys or (title == "new" and not is_full):
            continue
        yield f"{title} {kind}:"
        for key in keys if is_full else keys[:SHOWN]:
            shown = " at ".join(key) if isinstance(key, tuple) else str(key)
            changes = "; ".join(f"{c.field}: {c.before} → {c.after}" for c in part.changed.get(key, []))
            yield f"  {shown}{f' ({changes})' if changes and title == 'changed' else ''}"
        if not is_full and len(keys) > SHOWN:
            yield f"  … and {len(keys) - SHOWN} more"
