"""The search and a service's page over HTTP, by a real server on a folder with catalogues in it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from benchmarks.harness import Row, is_quick
from benchmarks.harness.serving import WrongAnswer, per_second, server

SUGGESTS_PER_SECOND = 300
WORKERS = 2
WARM_SECONDS = 2


def suggest_rows(*, environment: dict[str, str], prefixes: Sequence[str]) -> Iterator[Row]:
    """How long suggestions take at 300 a second, from the moment each was due; every prefix is another."""
    paths = [f"/suche/vorschlaege/?q={quote(prefix)}" for prefix in prefixes]
    with server(environment=environment, workers=WORKERS) as (_, port):
        _times(port, paths[-100:], seconds=2)  # both workers have their index
        times = _times(port, paths, seconds=5 if is_quick() else 30)
    yield Row(name="suggest_http_ms", value=times[len(times) // 2], unit="ms")
    yield Row(name="suggest_http_p99_ms", value=times[len(times) * 99 // 100], unit="ms", floor=25)


def page_row(*, environment: dict[str, str], path: str) -> Row:
    """How many of a service's page a worker answers a second; beside the bare framework rendering the same template."""
    seconds = 3 if is_quick() else 10
    bare = environment | {"EINAMT_BENCH_PAGE": path}
    with (
        server(environment=environment) as (_, ours),
        server(environment=bare, application="benchmarks.searching.bare:application") as (_, reference),
    ):
        for port, asked in ((ours, path), (reference, "/bare/")):  # ours makes its index of the search beside the first
            per_second(port, asked, seconds=WARM_SECONDS)
        rates = [  # in turns, so that a busy moment of the machine meets both
            (per_second(ours, path, seconds=seconds / 3), per_second(reference, "/bare/", seconds=seconds / 3))
            for _ in range(3)
        ]
    value, peer = (sum(column) / len(rates) for column in zip(*rates, strict=True))
    return Row(name="page_ratio", value=value, unit="1/s", peer=peer, floor=0.6)


def _times(port: int, paths: Sequence[str], *, seconds: float) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.searching.load", str(port), str(SUGGESTS_PER_SECOND), str(seconds)]
    done = subprocess.run(command, input="\n".join(paths), capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    if answer["wrong"]:
        message = f"{answer['wrong']} suggestions were not answered with 200"
        raise WrongAnswer(message)
    return sorted(answer["times"])
