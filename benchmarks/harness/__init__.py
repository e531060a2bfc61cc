"""What every benchmark shares: rows, the machine they were measured on, and the report.

A script in this folder measures and calls `report`. With `--json FILE` it writes
`{"machine": {...}, "rows": [{"name", "value", "unit", "floor", "peer", "ratio"}]}`, and prints a table otherwise.
It ends with an error only for wrong results, never for slow ones.
"""

import argparse
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measured figure.

    `floor` is the bound the figure is held to: of the ratio where there is one, else of the value. `peer` is what the
    reference measured in the same run, in the same unit, and `ratio` is the value as a multiple of it.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    peer: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.peer if self.peer else None

    def as_dict(self) -> dict[str, str | float | None]:
        return {**asdict(self), "ratio": self.ratio}


def is_quick() -> bool:
    """Whether to measure only as long as it takes to be meaningful (EINAMT_BENCH=quick), not at full length."""
    return os.environ.get("EINAMT_BENCH", "quick") != "full"


def report(*, rows: Sequence[Row], argv: Sequence[str] | None = None) -> None:
    """Print the rows, or write them to the file that `--json` names in `argv` (by default the program's arguments)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file")
    target: Path | None = parser.parse_args(argv).json
    print(table(rows=[row.as_dict() for row in rows]))
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        content = {"machine": machine(), "rows": [row.as_dict() for row in rows]}
        target.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def machine() -> dict[str, str | int]:
    """What the figures were measured on, without the machine's name."""
    return {
        "processor": _first_value("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": _system(),
        "python": platform.python_version(),
    }


def table(*, rows: Sequence[dict[str, str | float | None]]) -> str:
    """The rows as Markdown."""
    lines = ["| figure | value | unit | reference | ratio | held to |", "|---|---:|---|---:|---:|---:|"]
    for row in rows:
        figures = [_figure(row[key]) for key in ("value", "peer", "ratio", "floor")]
        value, peer, ratio, floor = figures
        lines.append(f"| {row['name']} | {value} | {row['unit']} | {peer} | {ratio} | {floor} |")
    return "\n".join(lines)


def _figure(value: str | float | None) -> str:
    """Three digits that count."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform(terse=True)


def _first_value(path: str, key: str) -> str | None:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), None)
