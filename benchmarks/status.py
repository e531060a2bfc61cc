"""Looking up where a matter stands.

- `status_http`: look-ups a second by two workers, each by the secret of a slip and from another network address, limit
  counted; beside the same framework with the same middleware, the same page and one indexed select. Held to 0.7.
- `status_growth`: one look-up in process (limit counted, document found, words made) at the 99th percentile with ten
  million cases; beside the same with ten thousand. Held to 2. Quick: 30,000 beside 10,000.
- `seal`: documents a second that are sealed, hashed and encrypted for keeping; beside pyHanko alone with the same key.
  Held to 0.9.

The first two on the embedded database and, the growth, on PostgreSQL as well. A page that does not answer 200 makes the
benchmark fail.
"""

import http.client
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import django

from benchmarks.harness import Row, is_quick, report
from benchmarks.harness.serving import CLIENTS, WrongAnswer, expect_ok, get, server

DOCUMENTS = 10_000
MANY = 30_000 if is_quick() else 10_000_000
LOOK_UPS = 1_000 if is_quick() else 5_000
SECONDS = 3 if is_quick() else 15


def main() -> None:
    """Measure and report; each database in a process of its own, since the settings are read once."""
    if len(sys.argv) > 1 and sys.argv[1] in {"build", "grow"}:
        _in_process(sys.argv[1])
        return
    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder:
        rows = [_http(Path(folder) / "http"), _growth("status_growth_sqlite", Path(folder) / "growth", "")]
        rows.append(_seal(Path(folder) / "seal"))
    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder:
        from tools.postgres import TemporaryServer  # noqa: PLC0415 - starts programs

        with TemporaryServer() as database:
            rows.append(_growth("status_growth", Path(folder), database.url()))
    report(rows=rows)


def _in_process(what: str) -> None:
    """Fill the database that the environment names, or measure in it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "einamt.config.settings")
    django.setup()
    from benchmarks.looking_up import lookups  # noqa: PLC0415 - the house must stand first

    if what == "build":
        lookups.build(count=DOCUMENTS)
    else:
        lookups.measure_growth(few=DOCUMENTS, many=MANY, look_ups=LOOK_UPS)


def _environment(folder: Path, url: str) -> dict[str, str]:
    return {
        **os.environ,
        "EINAMT_DATA_DIR": str(folder),
        "EINAMT_DATABASE_URL": url,
        "EINAMT_TRUSTED_PROXIES": "127.0.0.1",
    }


def _run(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", *arguments], env=environment, check=True)


def _growth(name: str, folder: Path, url: str) -> Row:
    environment = _environment(folder, url)
    _run(environment, "benchmarks.harness.installing")
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.status", "grow"], env=environment, check=True, capture_output=True, text=True
    )
    many, few = (float(figure) for figure in told.stdout.split()[-2:])
    return Row(name=name, value=many, unit="ms", peer=few, floor=2)


def _seal(folder: Path) -> Row:
    command = [sys.executable, "-m", "benchmarks.looking_up.seals", str(SECONDS)]
    told = subprocess.run(command, env=_environment(folder, ""), check=True, capture_output=True, text=True)
    ours, alone = (float(figure) for figure in told.stdout.split())
    return Row(name="seal", value=ours, unit="1/s", peer=alone, floor=0.9)


def _http(folder: Path) -> Row:
    environment = _environment(folder, "")
    _run(environment, "benchmarks.harness.installing", "--static")
    _run(environment, "benchmarks.status", "build")
    tokens = (folder / "tokens.txt").read_text(encoding="ascii").split()
    ours, beside = [], []
    with server(environment=environment, workers=2, application="benchmarks.looking_up.beside:application") as (
        _,
        port,
    ):
        for _ in range(3):  # in turns: the machine drifts
            ours.append(_per_second(port, [f"/zettel/{token}/" for token in tokens]))
            beside.append(_per_second(port, [f"/beside/{token}/" for token in tokens]))
    return Row(name="status_http", value=statistics.median(ours), unit="1/s", peer=statistics.median(beside), floor=0.7)


def _per_second(port: int, paths: list[str]) -> float:
    """Answers a second; each request comes from another network."""
    counts, deadline = [0] * CLIENTS, time.perf_counter() + SECONDS / 3
    numbers = itertools.count(int(time.time() * 1000) % 2**30)

    def ask(client: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < deadline:
            number = next(numbers)
            path = paths[number % len(paths)]
            network = {"X-Forwarded-For": f"2001:db8:{number >> 16 & 0xFFFF:x}:{number & 0xFFFF:x}::1"}
            expect_ok(path, get(connection, path, network)[0])
            counts[client] += 1

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not all(counts):
        message = "a client got no answer"
        raise WrongAnswer(message)
    return sum(counts) / (SECONDS / 3)


if __name__ == "__main__":
    main()
