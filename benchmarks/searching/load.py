"""A client that asks at a fixed rate, whether the answers come or not, as people do; a process of its own.

`python -m benchmarks.searching.load PORT RATE SECONDS`, with a path a line on standard input. Each answer's time
counts from the moment it was due, so that waiting for a free connection or a late start is part of it. Prints JSON: the
times in milliseconds and how many answers were not 200.
"""

import asyncio
import json
import sys
import time


async def main(port: int, rate: float, seconds: float, paths: list[str]) -> None:
    """Ask and print."""
    idle: asyncio.LifoQueue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.LifoQueue()
    times: list[float] = []
    wrong = 0

    async def ask(path: str, due: float) -> None:
        nonlocal wrong
        reader, writer = idle.get_nowait() if not idle.empty() else await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length:")[2].split("\r\n")[0])
        await reader.readexactly(length)
        times.append((time.perf_counter() - due) * 1000)
        wrong += " 200 " not in head.split("\r\n")[0]
        idle.put_nowait((reader, writer))

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
