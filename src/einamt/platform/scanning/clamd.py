"""ClamAV's daemon, asked over TCP or a Unix socket.

Of its protocol (clamd(8)) two commands are needed, and this is all of them. The library that is kept up is GPL-2.0,
under which the house would have to be given on; those under other licences have had no release for years.
"""

import socket
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import SplitResult, unquote

from einamt.platform.scanning.verdicts import ScannerAway, Verdict

PATIENCE_SECONDS = 30
"""For one answer: the daemon may be loading its database anew, which it does several times a day."""
_LONGEST_ANSWER = 4096
_END = bytes(4)


class Clamd:
    """The daemon at `address`: `clamd://host:port`, or `clamd:///path/of/the/socket`."""

    def __init__(self, *, address: SplitResult) -> None:
        self._address = address

    def scan(self, *, content: Iterable[bytes]) -> Verdict:
        """Send a file, a piece at a time, and say what was found.

        :raises ScannerAway: no answer, or one that is no verdict: a file larger than the daemon takes, for one.
        """
        with self._connected() as line:
            # it answers early and hangs up where a file is too large: that answer says so
            with suppress(BrokenPipeError, ConnectionResetError):
                _send(line, b"zINSTREAM\0")
                for piece in content:
                    if piece:
                        _send(line, len(piece).to_bytes(4, "big") + piece)
                _send(line, _END)
            return _verdict(_answer(line))

    def version(self) -> str:
        """The daemon's version, and that of its database.

        :raises ScannerAway: no answer.
        """
        with self._connected() as line:
            _send(line, b"zVERSION\0")
            return _answer(line)

    def _connected(self) -> socket.socket:
        try:
            if host := self._address.hostname:
                return socket.create_connection((host, self._address.port or 3310), timeout=PATIENCE_SECONDS)
            return _connected_to(unquote(self._address.path))
        except OSError as error:
            raise ScannerAway(str(error)) from error


def _connected_to(path: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(PATIENCE_SECONDS)
    try:
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line


def _send(line: socket.socket, content: bytes) -> None:
    """Send all of it; a daemon that hangs is away, one that hangs up may have said why."""
    try:
        line.sendall(content)
    except (BrokenPipeError, ConnectionResetError):
        raise
    except OSError as error:
        raise ScannerAway(str(error)) from error


def _answer(line: socket.socket) -> str:
    told = b""
    try:
        while not told.endswith(b"\0") and len(told) < _LONGEST_ANSWER and (more := line.recv(_LONGEST_ANSWER)):
            told += more
    except OSError as error:
        raise ScannerAway(str(error)) from error
    if not told:
        message = "it hung up without an answer"
        raise ScannerAway(message)
    return told.rstrip(b"\0").decode(errors="replace").strip()


def _verdict(answer: str) -> Verdict:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict(found="")
    if said.endswith(" FOUND"):
        return Verdict(found=said.removesuffix(" FOUND"))
    raise ScannerAway(said)
