"""Set up a checkout: virtual environment, Python packages, front end, translations.

    python3 -m tools.setup run    what einamt needs to run
    python3 -m tools.setup dev    and what its tests and checks need

Standard library only. It needs Python 3.11 and nothing else; a second call finds that nothing changed.
"""

import argparse
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.environment import ensure_packages
from tools.frontend import SOURCE as FRONTEND
from tools.frontend import ensure_frontend
from tools.system import ROOT, SetupError, run, say, venv_program


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tools.setup", description="Set up this checkout.")
    parser.add_argument("group", choices=("run", "dev"), help="what to install: to run einamt, or to work on it")
    group = parser.parse_args().group
    try:
        with one_at_a_time():
            set_up(group)
    except SetupError as error:
        print(f"[setup] {error}", file=sys.stderr)
        return 1
    return 0


def set_up(group: str) -> None:
    """Bring the checkout to where `group` can be used.

    :raises SetupError: something is missing that cannot be fetched.
    """
    ensure_packages([group])
    if (FRONTEND / "build.mjs").exists():
        ensure_frontend()
    _ensure_translations()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let only one set-up work on this checkout; another one waits."""
    # The folder itself can be locked; no lock file is left behind.
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work in this checkout; waiting for it")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _ensure_translations() -> None:
    sources = (ROOT / "src").rglob("*.po")
    if any(_is_older(source.with_suffix(".mo"), source) for source in sources):
        say("Compiling translations")
        run([venv_program("python"), "-m", "tools.translations", "compile"], what="Compiling translations")


def _is_older(target: Path, source: Path) -> bool:
    try:
        return target.stat().st_mtime_ns < source.stat().st_mtime_ns
    except FileNotFoundError:
        return True


if __name__ == "__main__":
    sys.exit(main())
