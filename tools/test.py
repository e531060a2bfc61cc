"""Run the tests on SQLite and then on PostgreSQL, and repeat both summaries at the end.

python -m tools.test [--only sqlite|postgres] [pytest's own arguments]
"""

import argparse
import os
import subprocess
import sys

from tools.system import ROOT, VENV

DATABASES = ("sqlite", "postgres")
# A module stays with one worker, so that what it prepares once is prepared once.
WORKERS = ["-n", "auto", "--dist", "loadscope"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.test", description="Run the tests on both databases.")
    parser.add_argument("--only", choices=DATABASES, help="run on this database alone")
    options, pytest_arguments = parser.parse_known_args()
    databases = [options.only] if options.only else list(DATABASES)
    results = {database: run_pytest(database, pytest_arguments) for database in databases}
    print()
    for database, (_exit_code, summary) in results.items():
        print(f"{database}:\n{summary}")
    return max(exit_code for exit_code, _summary in results.values())


def run_pytest(database: str, arguments: list[str]) -> tuple[int, str]:
    """Run pytest on one database; its exit code and its last line, while all it says is passed on."""
    print(f"\nTests on {database}", flush=True)
    colour = "yes" if sys.stdout.isatty() else "no"
    workers = [] if any(argument.startswith(("-n", "--numprocesses")) for argument in arguments) else WORKERS
    command = [sys.executable, "-m", "pytest", f"--database={database}", f"--color={colour}", *workers, *arguments]
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",  # show each line as it is written
        "OMP_NUM_THREADS": "1",  # a worker for each core is enough: threads of numpy on top get in each other's way
        # tests start some hundred processes: compiled code halves the time that each takes to start
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(VENV / "pycache"),
    }
    summary = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            summary = line.rstrip() or summary
    return process.returncode, summary


if __name__ == "__main__":
    sys.exit(main())
