"""People who book over HTTP, each one appointment after the other; a process of its own.

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

from benchmarks.harness.connections import Connection

WARM = 40


async def main(port: int, seconds: float, connections: int, tokens: list[str], times: list[tuple[str, str]]) -> None:
    """Book and print."""
    numbers, took, wrong = itertools.count(), [], []
    chance = random.Random(port)
    until = [0.0]

    async def ask(connection: Connection, path: str, body: object) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {tokens[next(numbers) % len(tokens)]}",
            "Idempotency-Key": str(uuid4()),
        }
        sent = json.dumps(body).encode()
        status, _, answer = await connection.ask("POST", f"/api/v1/{path}", headers=headers, body=sent)
        if status != 201:
            wrong.append(answer.decode())
        found: dict[str, str] = json.loads(answer)
        return found

    async def book(connection: Connection) -> None:
        office, starts_at = chance.choice(times)
        wish = {"office": office, "starts_at": starts_at, "services": [{"service": "service"}]}
        hold = await ask(connection, "holds", wish)
        email = f"{uuid4().hex}@example.org"
        await ask(connection, "appointments", {"hold": hold.get("id", ""), "name": "Anna Muster", "email": email})

    async def person() -> None:
        connection = Connection(port)
        while time.perf_counter() < until[0] and not wrong:
            began = time.perf_counter()
            await book(connection)
            took.append((time.perf_counter() - began) * 1_000)

    warming = Connection(port)
    for _ in range(WARM):
        await book(warming)
    began = time.perf_counter()
    until[0] = began + seconds
    await asyncio.gather(*(person() for _ in range(connections)))
    print(json.dumps({"seconds": time.perf_counter() - began, "took": took, "wrong": wrong[:3]}))


if __name__ == "__main__":
    given = json.load(sys.stdin)
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), given["tokens"], given["times"]))
