"""A client that asks at a fixed rate, whether the answers come or not, as people do; a process of its own.

`python -m benchmarks.searching.load PORT RATE SECONDS`, with a path a line on standard input. Each answer's time
counts from the moment it was due, so that waiting for a free connection or a late start is part of it. Prints JSON: the
times in milliseconds and how many answers were not 200.
"""

import asyncio
import json
import sys
import time

from benchmarks.harness.connections import Connection


async def main(port: int, rate: float, seconds: float, paths: list[str]) -> None:
    """Ask and print."""
    times: list[float] = []
    wrong = 0
    idle = [Connection(port)]

    async def ask(path: str, due: float) -> None:
        nonlocal wrong
        connection = idle.pop() if idle else Connection(port)
        status, _, _ = await connection.ask("GET", path, headers={"Accept": "text/html"})
        times.append((time.perf_counter() - due) * 1000)
        wrong += status != 200
        idle.append(connection)

    started = time.perf_counter()
    asked = []
    for number in range(int(rate * seconds)):
        due = started + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        asked.append(asyncio.create_task(ask(paths[number % len(paths)], due)))
    await asyncio.gather(*asked)
    print(json.dumps({"times": times, "wrong": wrong}))


if __name__ == "__main__":
    lines = [line.strip() for line in sys.stdin if line.strip()]
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), lines))
