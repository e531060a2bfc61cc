"""A ClamAV daemon for tests: found on the machine, started with a database of one signature, thrown away.

`python -m tools.provision clamav` installs it where the machine has none.
"""

import getpass
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.postgres import free_port
from tools.system import SetupError

START_SECONDS = 60
MISSING = """\
ClamAV's daemon is needed for the tests and was not found. Do one of these:
  - install it (on Debian and Ubuntu: apt-get install clamav-daemon), or
  - put the folder that holds clamd on the PATH."""

EICAR = b"".join((rb"X5O!P%@AP[4\PZX54(P^)7CC)7}", b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"))
"""What every scanner takes for a virus and what does nothing (eicar.org). In two pieces, so that none finds it here."""


def find_clamd() -> Path | None:
    """The daemon's program, or None."""
    found = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


class TemporaryScanner:
    """A running daemon that knows one virus, EICAR, anywhere in a file; a context manager that ends it.

    The signatures that a city has are some 300 MB that change every day: tests would test those.

    :raises SetupError: there is none here, or it does not start; the text holds the end of its log.
    """

    def __init__(self, *, most_megabytes: int = 60) -> None:
        self._program = find_clamd()
        if self._program is None:
            raise SetupError(MISSING)
        self._folder = Path(tempfile.mkdtemp(prefix="einamt-clamav-"))
        self.port, self.socket = free_port(), self._folder / "clamd.ctl"
        (self._folder / "database").mkdir()
        (self._folder / "database" / "test.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n", encoding="ascii")
        (self._folder / "clamd.conf").write_text(
            f"DatabaseDirectory {self._folder}/database\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\n"
            f"LocalSocket {self.socket}\nForeground yes\nUser {getpass.getuser()}\n"
            f"StreamMaxLength {most_megabytes}M\nMaxThreads 4\n"
            "AlertExceedsMax yes\nAlertEncryptedDoc yes\n",
            encoding="ascii",
        )
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    @property
    def address(self) -> str:
        """As EINAMT_SCANNER takes it."""
        return f"clamd://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers.

        :raises SetupError: it does not.
        """
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._program), "--config-file", str(self._folder / "clamd.conf")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                log_text = (self._folder / "log").read_text(encoding="utf-8", errors="replace")
                raise SetupError(f"ClamAV's daemon does not start:\n{log_text[-2000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End it; what was asked of it stays unanswered."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self.socket.unlink(missing_ok=True)

    def close(self) -> None:
        """End it and remove its folder."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(b"zPING\0")
            return line.recv(16).startswith(b"PONG")
        return False
