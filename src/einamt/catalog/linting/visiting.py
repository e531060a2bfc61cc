"""Visiting an address to see whether it answers: with a deadline, and never within a private network.

The texts of a catalogue come from many hands. Whoever writes an address into one must not make our worker ask a
machine that only our own network reaches (SSRF). So the name is resolved once, every address behind it must be a public
one, and the connection goes to that very address: what the name means a moment later plays no part. The same holds for
every step of a redirect.
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Timer
from urllib.parse import SplitResult, quote, urljoin, urlsplit

CONNECT_SECONDS = 8.0
WHOLE_SECONDS = 20.0
REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
AGENT = "EinAmt link check"

Address = IPv4Address | IPv6Address
Allows = Callable[[Address, int], bool]
"""Says of an address and a port whether they may be visited."""


class Trouble(StrEnum):
    """What kept an address from answering."""

    NOT_PUBLIC = "not-public"
    UNKNOWN_HOST = "unknown-host"
    NO_ANSWER = "no-answer"
    BAD_CERTIFICATE = "bad-certificate"
    ERROR = "error"
    """It answered, with an error."""
    LOOP = "loop"
    """It redirects for ever."""


@dataclass(frozen=True, slots=True)
class Visit:
    """How it went; no trouble means that a citizen gets a page."""

    trouble: Trouble | None
    status: int | None = None


class _Refused(Exception):
    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble)


def is_public(address: Address, port: int) -> bool:
    """Whether an address is one of the Internet, and the port one of the web."""
    return address.is_global and not address.is_multicast and port in PORTS.values()


def visit(url: str, *, allows: Allows = is_public) -> Visit:
    """Ask for `url` without reading its content, following redirects; raises nothing whatever comes back."""
    try:
        for _ in range(REDIRECTS + 1):
            status, onward = _ask(url, allows=allows)
            if not onward:
                return Visit(Trouble.ERROR if _is_error(status) else None, status)
            url = urljoin(url, onward)
    except _Refused as refusal:
        return Visit(refusal.trouble)
    except ssl.SSLError:
        return Visit(Trouble.BAD_CERTIFICATE)
    except (OSError, HTTPException, ValueError):
        return Visit(Trouble.NO_ANSWER)
    return Visit(Trouble.LOOP)


def _is_error(status: int) -> bool:
    """Whether people get no page: who asks for a sign-in or wants no robots (401, 403, 429) is alive."""
    return status >= 400 and status not in {401, 403, 405, 429}


def _ask(url: str, *, allows: Allows) -> tuple[int, str]:
    """The status of one request, and where it leads on."""
    status, onward = _request(url, method="HEAD", allows=allows)
    if status >= 400:  # some servers know no HEAD, and say so in many ways
        status, onward = _request(url, method="GET", allows=allows)
    return status, onward


def _request(url: str, *, method: str, allows: Allows) -> tuple[int, str]:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise _Refused(Trouble.NOT_PUBLIC)
    port = parts.port or PORTS[parts.scheme]
    address = _address(parts.hostname, port, allows=allows)
    held = _Held(socket.create_connection((address, port), timeout=CONNECT_SECONDS))
    # a server that sends a byte now and then would keep every single read within its time
    deadline = Timer(WHOLE_SECONDS, held.cut)
    deadline.start()
    try:
        if parts.scheme == "https":
            held.secure(parts.hostname)
        connection = HTTPConnection(parts.hostname, port)
        connection.sock = held.sock
        headers = {"Host": _host(parts, port), "User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}
        connection.request(method, _target(parts), headers=headers)
        answer = connection.getresponse()
        onward = answer.getheader("Location") if 300 <= answer.status < 400 else None
        return answer.status, onward or ""
    finally:
        deadline.cancel()
        held.sock.close()


@dataclass
class _Held:
    """The connection that is open, so that it can be cut from outside whatever it is waiting for."""

    sock: socket.socket

    def secure(self, host: str) -> None:
        """Put TLS on it; the certificate must be good for `host`."""
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=host, do_handshake_on_connect=False)
        self.sock.do_handshake()

    def cut(self) -> None:
        """End every wait."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)


def _address(host: str, port: int, *, allows: Allows) -> str:
    """An address behind `host`, all of whose addresses may be visited."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _Refused(Trouble.UNKNOWN_HOST) from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(allows(ip_address(address.partition("%")[0]), port) for address in addresses):
        raise _Refused(Trouble.NOT_PUBLIC)
    return addresses[0]


def _host(parts: SplitResult, port: int) -> str:
    """The host as HTTP names it: in ASCII, with the port where it is not the scheme's own."""
    name = parts.hostname or ""
    name = f"[{name}]" if ":" in name else name.encode("idna").decode()
    return name if port == PORTS[parts.scheme] else f"{name}:{port}"


def _target(parts: SplitResult) -> str:
    """Path and query as HTTP takes them: what an editor typed may hold umlauts and spaces."""
    safe = "/%:@!$&'()*+,;=~-._?"
    return quote(parts.path or "/", safe=safe) + (f"?{quote(parts.query, safe=safe)}" if parts.query else "")
