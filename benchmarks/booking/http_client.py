"""Connections that book over HTTP, one appointment after the other; a process of its own.

`python -m benchmarks.booking.http_client PORT SECONDS CONNECTIONS`, with JSON on standard input: `tokens` of programs
that may book (by turns, since each may hold so many times in ten minutes) and `times`, each an office's slug and a
moment. Prints JSON: how many were booked, in how many seconds, and what each took in milliseconds, from the first byte
of the question for the hold to the last byte of the confirmation.
"""

import asyncio
import itertools
import json
import random
import sys
import time
from uuid import uuid4

WARM = 40


async def main(port: int, seconds: float, connections: int, tokens: list[str], times: list[tuple[str, str]]) -> None:
    """Book and print."""
    numbers, took, wrong = itertools.count(), [], []
    chance = random.Random(port)
    until = [0.0]

    async def ask(
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], path: str, body: object
    ) -> dict[str, str]:
        reader, writer = streams
        sent = json.dumps(body).encode()
        writer.write(
            (
                f"POST /api/v1/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                f"Authorization: Bearer {tokens[next(numbers) % len(tokens)]}\r\nIdempotency-Key: {uuid4()}\r\n"
                f"Content-Length: {len(sent)}\r\n\r\n"
            ).encode()
            + sent
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        answer = await reader.readexactly(int(head.partition("content-length:")[2].split("\r\n")[0]))
        if " 201 " not in head.split("\r\n")[0]:
            wrong.append(answer.decode())
        found: dict[str, str] = json.loads(answer)
        return found

    async def book(streams: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        office, starts_at = chance.choice(times)
        wish = {"office": office, "starts_at": starts_at, "services": [{"service": "service"}]}
        hold = await ask(streams, "holds", wish)
        email = f"{uuid4().hex}@example.org"
        await ask(streams, "appointments", {"hold": hold.get("id", ""), "name": "Anna Muster", "email": email})

    async def connection() -> None:
        streams = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until[0] and not wrong:
            began = time.perf_counter()
            await book(streams)
            took.append((time.perf_counter() - began) * 1_000)
        streams[1].close()

    warming = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(WARM):
        await book(warming)
    warming[1].close()
    began = time.perf_counter()
    until[0] = began + seconds
    await asyncio.gather(*(connection() for _ in range(connections)))
    print(json.dumps({"seconds": time.perf_counter() - began, "took": took, "wrong": wrong[:3]}))


if __name__ == "__main__":
    given = json.load(sys.stdin)
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), given["tokens"], given["times"]))
