"""Run every check of the code and print one line for each; what failed is shown at the end.

python -m tools.check [name ...]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from tools.system import ROOT, venv_program

# Slowest first: they run two at a time.
CHECKS: dict[str, tuple[str, ...]] = {
    "types": ("mypy", "--no-error-summary"),
    "migrations": ("einamt", "makemigrations", "--check", "--dry-run", "--no-input"),
    "system": ("einamt", "check", "--fail-level", "WARNING"),
    "translations": ("python", "-m", "tools.translations", "check"),
    "floors": ("lint-imports",),
    "names": ("python", "-m", "tools.names"),
    "lint": ("ruff", "check", "--quiet", "--output-format", "concise", "."),
    "format": ("ruff", "format", "--check", "--quiet", "."),
}
AT_A_TIME = 2


@dataclass(frozen=True, kw_only=True)
class Result:
    """How one check ended."""

    name: str
    has_passed: bool
    seconds: float
    output: str


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.check", description="Check the code.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"only these: {', '.join(CHECKS)}")
    names = parser.parse_args().names or list(CHECKS)
    if unknown := sorted(set(names) - set(CHECKS)):
        parser.error(f"there is no check {', '.join(unknown)}; there are {', '.join(CHECKS)}")
    failed = [result for result in run_checks(names) if not result.has_passed]
    for result in failed:
        print(f"\n{result.name}: {' '.join(CHECKS[result.name])}\n{result.output}")
    if failed:
        print(f"\nFailed: {', '.join(result.name for result in failed)}")
    return 1 if failed else 0


def run_checks(names: list[str]) -> list[Result]:
    """Run the named checks, printing a line as each ends."""
    with tempfile.TemporaryDirectory(prefix="einamt-check-") as folder, ThreadPoolExecutor(AT_A_TIME) as pool:
        # Django's checks read the settings, which make keys: not in the data folder of a running city.
        environment = {**os.environ, "EINAMT_DATA_DIR": folder, "EINAMT_DATABASE_URL": ""}
        running = [pool.submit(run_check, name, environment=environment) for name in names]
        results = []
        for future in as_completed(running):
            result = future.result()
            results.append(result)
            print(
                f"{'ok    ' if result.has_passed else 'FAILED'} {result.name:<12} {result.seconds:5.1f} s", flush=True
            )
    return results


def run_check(name: str, *, environment: Mapping[str, str]) -> Result:
    """Run one check to its end."""
    program, *arguments = CHECKS[name]
    start = time.monotonic()
    ended = subprocess.run(
        [venv_program(program), *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Result(
        name=name, has_passed=ended.returncode == 0, seconds=time.monotonic() - start, output=ended.stdout.strip()
    )


if __name__ == "__main__":
    sys.exit(main())
