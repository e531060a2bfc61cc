"""How fast a large XZuFi message comes in, and in how much memory.

- `import_rows_per_s`: objects of a message a second, read, compared and written into an empty SQLite database by
  `einamt catalog import`, in a process of its own. Beside it, in the same run on the same file, the least that any
  import must do: lxml's parser over the file, and each text inserted as it is by sqlite3.
- `import_peak_mb`: the most memory of its own (RssAnon) that the importing process had. Beside it the same for a
  smaller message: the two must not differ by much, however large the message. Files that the database maps into
  memory are the system's cache and do not count.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from benchmarks.exchanging.messages import NAMESPACE, write_message
from benchmarks.harness import Row, is_quick

QUICK_ENTRIES, FULL_ENTRIES = 20_000, 1_000_000
SMALLEST_ENTRIES = 10_000
"""Below this the database has not filled its own cache yet."""
PEAK_MAY_GROW = 1.25
"""The larger import's peak as a multiple of the smaller's."""


def rows() -> Iterator[Row]:
    """The figures; needs no settings, since each import runs in a process of its own.

    :raises RuntimeError: an import did not bring in what the message holds.
    """
    entries = QUICK_ENTRIES if is_quick() else FULL_ENTRIES
    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as name:
        folder = Path(name)
        small = _imported(folder / "small", entries=max(SMALLEST_ENTRIES, entries // 10))
        large = _imported(folder / "large", entries=entries)
        peer = entries / _bare_seconds(folder / "large" / "message.xml")
    yield Row(name="import_rows_per_s", value=entries / large["seconds"], unit="1/s", peer=peer)
    yield Row(name="import_peak_mb", value=large["peak_mb"], unit="MB", peer=small["peak_mb"], floor=PEAK_MAY_GROW)


def _imported(folder: Path, *, entries: int) -> dict[str, float]:
    folder.mkdir()
    message = folder / "message.xml"
    write_message(path=message, entries=entries)
    command = [sys.executable, "-m", "benchmarks.exchanging.importing", str(message), str(folder / "data")]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    if measured["objects"] != entries:
        raise RuntimeError(f"{entries} objects were in the message, {measured['objects']:.0f} are in the catalogue")
    return measured


def _bare_seconds(message: Path) -> float:
    """Parsing the file and inserting every text into one table, with nothing read, cleaned, compared or linked."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder:
        database = sqlite3.connect(Path(folder) / "bare.sqlite3")
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE said (id INTEGER PRIMARY KEY, object TEXT, language TEXT, text TEXT)")
        database.executemany("INSERT INTO said (object, language, text) VALUES (?, ?, ?)", _texts(message))
        database.commit()
        database.close()
    return time.perf_counter() - started


def _texts(message: Path) -> Iterator[tuple[str | None, str | None, str | None]]:
    tags = [f"{{{NAMESPACE}}}{name}" for name in ("inhalt", "betrag", "begriff", "leistungID", "schreibe")]
    batch: list[tuple[str | None, str | None, str | None]] = []
    for _, element in etree.iterparse(message, tag=tags):
        if element.tag != tags[-1]:
            batch.append((str(element.tag), element.get("languageCode"), element.text))
            continue
        yield from batch
        batch = []
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]
