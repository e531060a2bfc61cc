"""Keep what a version leaves to the next one: a small populated city as SQL of SQLite and PostgreSQL, with its key.

python -m tools.release_data VERSION

Run when a release is made (docs/how-to/make-a-release.md), by the version that is released; tests/upgrade brings it up
to whatever the code is then. The key is of this city only, which is made up: it stands beside it.
"""

import argparse
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tools.postgres import TemporaryServer
from tools.system import ROOT

STORED = ROOT / "tests/upgrade/stored"
KEY = "e1" * 32


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.release_data", description="Keep a populated city.")
    parser.add_argument("version", help="such as 0.2.0")
    folder = STORED / parser.parse_args().version
    folder.mkdir(parents=True)
    (folder / "1.key").write_text(KEY)
    with tempfile.TemporaryDirectory(prefix="einamt-release-") as scratch:
        file = Path(scratch) / "einamt.sqlite3"
        _populate(data=Path(scratch), url=f"sqlite:///{file}", folder=folder, name="sqlite")
        with closing(sqlite3.connect(file)) as database:
            _keep(folder / "sqlite.sql.xz", text=(f"{line}\n" for line in database.iterdump()))
    with tempfile.TemporaryDirectory(prefix="einamt-release-") as scratch, TemporaryServer() as server:
        _populate(data=Path(scratch), url=server.url(), folder=folder, name="postgres")
        where = server.url().replace("postgres:", "postgresql:")
        dumping: list[str | Path] = [server.binaries / "pg_dump", "--no-owner", "--no-privileges", f"--dbname={where}"]
        dump = subprocess.run(dumping, check=True, stdout=subprocess.PIPE, text=True).stdout
        _keep(folder / "postgres.sql.xz", text=iter([dump]))
    print(f"{folder}: {sum(path.stat().st_size for path in folder.iterdir()) // 1024} kB")


def _populate(*, data: Path, url: str, folder: Path, name: str) -> None:
    (data / "keys").mkdir()
    (data / "keys" / "1.key").write_text(KEY)
    environment = os.environ | {
        "EINAMT_DATA_DIR": str(data),
        "EINAMT_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "einamt.config.settings",
    }
    python = [sys.executable, "-m"]
    subprocess.run([*python, "einamt.config", "migrate", "--no-input", "-v0"], env=environment, check=True)
    made = subprocess.run(
        [*python, "tests.upgrade.populate"], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    (folder / f"{name}.json").write_text(made.stdout.strip() + "\n", encoding="utf-8")


def _keep(path: Path, *, text: Iterator[str]) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(text)


if __name__ == "__main__":
    main()
