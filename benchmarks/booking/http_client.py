"""People who book over HTTP, each one appointment after the other; a process of its own.

`python -m benchmarks.booking.http_client PORT SECONDS CONNECTIONS`, with JSON on standard input: `tokens` of programs
that may book (by turns, since each may hold so many times in ten minutes) and `times`, each an office's slug and a
moment. Prints JSON: how many were booked, in how many seconds, and what each took in milliseconds, from the first byte
of the question for the hold to the last byte of the confirmation.

A thread a person, on the socket itself: this takes a third of the time that asyncio does, which here is the server's.
"""

import itertools
import json
import random
import socket
import struct
import sys
import threading
import time
from uuid import uuid4

WARM = 1.0
"""Seconds in which everybody books before it counts, so that all connections to the database have been used."""
PATIENCE = struct.pack("ll", 30, 0)
"""Seconds and microseconds until somebody gives up."""
AT_ONCE = 65_536


class Crowd:
    """Everybody who books, and what they were answered."""

    def __init__(self, port: int, tokens: list[str], times: list[tuple[str, str]]) -> None:
        self.took: list[float] = []
        self.wrong: list[str] = []
        self._address = ("127.0.0.1", port)
        same = f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nAuthorization: Bearer "
        self._heads = [f"{same}{token}\r\n" for token in tokens]
        self._times = times
        self._numbers = itertools.count()

    def book(self) -> None:
        """One appointment, anywhere and at any time."""
        office, starts_at = random.choice(self._times)
        hold = self._ask("holds", {"office": office, "starts_at": starts_at, "services": [{"service": "service"}]})
        email = f"{uuid4().hex}@example.org"
        self._ask("appointments", {"hold": hold.get("id", ""), "name": "Anna Muster", "email": email})

    def book_until(self, end: float) -> None:
        """One after the other, as long as nothing goes wrong for anybody."""
        while time.perf_counter() < end and not self.wrong:
            began = time.perf_counter()
            try:
                self.book()
            except (OSError, ValueError) as error:
                self.wrong.append(repr(error))
            self.took.append((time.perf_counter() - began) * 1_000)

    def _ask(self, path: str, body: object) -> dict[str, str]:
        sent = json.dumps(body).encode()
        head = self._heads[next(self._numbers) % len(self._heads)]
        head = f"POST /api/v1/{path}{head}Idempotency-Key: {uuid4()}\r\nContent-Length: {len(sent)}\r\n\r\n"
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, PATIENCE)
            line.connect(self._address)
            line.sendall(head.encode() + sent)
            answer = line.recv(AT_ONCE)
            while more := line.recv(AT_ONCE):  # the server hangs up after each answer
                answer += more
        status, _, content = answer.partition(b"\r\n\r\n")
        if not status.startswith(b"HTTP/1.1 201 "):
            self.wrong.append(content.decode())
            return {}
        found: dict[str, str] = json.loads(content)
        return found


def main(port: int, seconds: float, connections: int) -> None:
    """Book and print."""
    given = json.load(sys.stdin)
    crowd = Crowd(port, given["tokens"], given["times"])
    _all_at_once(crowd, seconds=WARM, people=connections)
    crowd.took.clear()
    began = time.perf_counter()
    _all_at_once(crowd, seconds=seconds, people=connections)
    print(json.dumps({"seconds": time.perf_counter() - began, "took": crowd.took, "wrong": crowd.wrong[:3]}))


def _all_at_once(crowd: Crowd, *, seconds: float, people: int) -> None:
    end = time.perf_counter() + seconds
    threads = [threading.Thread(target=crowd.book_until, args=(end,)) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
