"""Run every benchmark and print one table.

    python -m tools.bench [--markdown FILE] [name ...]

A script that ends with an error has found wrong results, and this ends with an error too; slow is not wrong. With
`--markdown` the table is written into a document, between `<!-- benchmarks -->` and `<!-- /benchmarks -->`.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from benchmarks.harness import is_quick, table
from benchmarks.harness.installing import KEPT
from tools.system import ROOT

SCRIPTS = ROOT / "benchmarks"
RESULTS = ROOT / "var" / "bench"
# `make bench` as a whole stays under ten minutes.
QUICK_SECONDS = 570
CLEANING_UP_SECONDS = 15
MARKED = re.compile(r"(<!-- benchmarks -->\n).*?(<!-- /benchmarks -->)", re.DOTALL)


class Measured(TypedDict):
    """What a script writes."""

    machine: dict[str, str | int]
    rows: list[dict[str, str | float | None]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description="Run the benchmarks.")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also write the table into this document")
    parser.add_argument("names", nargs="*", metavar="name", help="only these scripts")
    options = parser.parse_args()
    # In the background, a shell lets programs ignore this signal, and all that they start: none could be interrupted.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    scripts = sorted(SCRIPTS.glob("*.py"))
    if unknown := set(options.names) - {path.stem for path in scripts}:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    chosen = [path for path in scripts if not options.names or path.stem in options.names]
    deadline = time.monotonic() + QUICK_SECONDS if is_quick() else None
    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as schemas:
        os.environ[KEPT] = schemas
        wrong = [path.stem for path in chosen if not run_script(path, deadline=deadline)]
    text = as_markdown([measured for path in chosen if (measured := read_result(path.stem)) is not None])
    print(f"\n{text}")
    if options.markdown:
        write_between_marks(document=options.markdown, text=text)
    if wrong:
        print(f"\nWrong results: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


def run_script(path: Path, *, deadline: float | None) -> bool:
    """Run one benchmark, until `deadline` on the monotonic clock at most; whether it ended without an error."""
    print(f"\n{path.stem}", flush=True)
    target = result_file(path.stem)
    target.unlink(missing_ok=True)
    started = time.monotonic()
    command = [sys.executable, "-m", f"benchmarks.{path.stem}", "--json", str(target)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            is_right = process.wait(timeout=None if deadline is None else deadline - time.monotonic()) == 0
        except subprocess.TimeoutExpired:
            print(f"{path.stem} was stopped: the benchmarks may take {QUICK_SECONDS} s in all", file=sys.stderr)
            _interrupt(process)
            is_right = False
    print(f"{path.stem} took {time.monotonic() - started:.0f} s", flush=True)
    return is_right


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    """End a script in a way that lets it stop the servers it started."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=CLEANING_UP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def result_file(name: str) -> Path:
    return RESULTS / f"{name}.json"


def read_result(name: str) -> Measured | None:
    try:
        measured: Measured = json.loads(result_file(name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return measured


def as_markdown(results: Sequence[Measured]) -> str:
    """One table of all rows, under the machine they were measured on."""
    rows = [row for measured in results for row in measured["rows"]]
    machines = {", ".join(f"{key} {value}" for key, value in measured["machine"].items()) for measured in results}
    return f"{'; '.join(sorted(machines))}\n\n{table(rows=rows)}"


def write_between_marks(*, document: Path, text: str) -> None:
    """Put the table where the document marks its place.

    :raises SystemExit: the document has no such place.
    """
    content = document.read_text(encoding="utf-8")
    if not MARKED.search(content):
        raise SystemExit(f"{document} has no lines <!-- benchmarks --> and <!-- /benchmarks -->")
    document.write_text(MARKED.sub(lambda found: f"{found[1]}{text}\n{found[2]}", content), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
