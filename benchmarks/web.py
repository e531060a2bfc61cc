"""The web process: how fast it starts, how much memory it needs, how fast it answers.

- `seed_s`: an empty installation becomes the demo city, all of it; held to 60 s.
- `start_s`: from starting the server program to its first answer from `/healthz`, median of the runs; held to 2 s.
- `worker_mb`: resident memory of the largest process of the server after every kind of page was opened several
  times, the cockpit included; held to 200 MB.
- `…_per_s`: pages a second by one worker and two clients, beside the same server answering `/healthz` in the
  same run.

A page that does not answer 200 makes the benchmark fail.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.harness import Row, is_quick, report
from benchmarks.harness.serving import WrongAnswer, expect_ok, get, per_second, server

PAGES = {
    "home": "/",
    "search": "/suche/?q=Perso+weg",
    "service": "/leistungen/personalausweis-beantragen/",
    "times": "/termin/zeiten/?leistung=personalausweis-beantragen",
    "offices": "/aemter/",
}


def main() -> None:
    """Measure and report."""
    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder:
        environment = {**os.environ, "EINAMT_DATA_DIR": folder, "EINAMT_DATABASE_URL": ""}
        rows = [Row(name="seed_s", value=_seed(environment), unit="s", floor=60)]
        starts = [_start_seconds(environment) for _ in range(3 if is_quick() else 9)]
        rows.append(Row(name="start_s", value=statistics.median(starts), unit="s", floor=2))
        with server(environment=environment) as (process, port):
            _browse(port, rounds=5)
            rows.append(Row(name="worker_mb", value=_largest_mb(process.pid), unit="MB", floor=200))
            seconds = 2 if is_quick() else 10
            floor = per_second(port, "/healthz", seconds=seconds)
            rows += [
                Row(name=f"{name}_per_s", value=per_second(port, path, seconds=seconds), unit="1/s", peer=floor)
                for name, path in PAGES.items()
            ]
    report(rows=rows)


def _seed(environment: dict[str, str]) -> float:
    started = time.perf_counter()
    for arguments in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"], ["demo", "seed"]):
        subprocess.run(
            [sys.executable, "-m", "einamt.config", *arguments], env=environment, check=True, stdout=sys.stderr
        )
    return time.perf_counter() - started


def _start_seconds(environment: dict[str, str]) -> float:
    started = time.perf_counter()
    with server(environment=environment):
        return time.perf_counter() - started


def _browse(port: int, *, rounds: int) -> None:
    """Open every kind of page, and the cockpit as somebody who may see it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    signed_in = {"Cookie": _sign_in(port)}
    for _ in range(rounds):
        for path in PAGES.values():
            expect_ok(path, get(connection, path)[0])
        expect_ok("/cockpit/", get(connection, "/cockpit/", signed_in)[0])


def _sign_in(port: int) -> str:
    """The session cookie of the demo's steering unit."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    password = re.search(r'<code id="password">([^<]+)</code>', get(connection, "/demo/")[1].decode())
    connection.request("GET", "/schalter/anmelden/")
    response = connection.getresponse()
    page = response.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    cookie = re.search(r"csrftoken=([^;]+)", response.headers["Set-Cookie"] or "")
    if password is None or token is None or cookie is None:
        message = "the demo shows no password, or the sign-in page has no form"
        raise WrongAnswer(message)
    body = f"csrfmiddlewaretoken={token[1]}&username=steuerung&password={password[1]}"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={cookie[1]}"}
    connection.request("POST", "/schalter/anmelden/", body, headers)
    response = connection.getresponse()
    response.read()
    session = re.search(r"sessionid=([^;]+)", ", ".join(response.headers.get_all("Set-Cookie") or []))
    if session is None:
        message = f"signing in answered {response.status}"
        raise WrongAnswer(message)
    return f"sessionid={session[1]}"


def _largest_mb(pid: int) -> float:
    """Resident memory of the largest process among `pid` and its children, in MB (10⁶ bytes)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    sizes = []
    for process in (str(pid), *children):
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        sizes.append(int(found[1]) * 1024 / 1e6 if found else 0.0)
    return max(sizes)


if __name__ == "__main__":
    main()
