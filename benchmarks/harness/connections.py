"""A client of HTTP for many at once that takes little of the machine it shares with the server."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

PATIENCE = 30.0
"""Seconds."""


@dataclass(slots=True)
class Connection:
    """One that is kept as long as the server keeps it, and opened again when it does not: as browsers do."""

    port: int
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b""
    ) -> tuple[int, dict[str, str], bytes]:
        """The status, the headers in small letters, and the content.

        :raises OSError: there was no answer.
        """
        async with asyncio.timeout(PATIENCE):
            if self.writer is None or self.writer.is_closing() or (self.reader and self.reader.at_eof()):
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            assert self.reader is not None  # noqa: S101 - opened just now
            lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            lines += [f"Content-Length: {len(body)}"] if body else []
            self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            found = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
            }
            status = int(head[0].split()[1])
            content = await self._content(status, found)
            if found.get("connection") == "close" or self.reader.at_eof():
                self.close()
            return status, found, content

    async def _content(self, status: int, headers: Mapping[str, str]) -> bytes:
        assert self.reader is not None  # noqa: S101 - it was read from
        if status in {204, 304}:
            return b""
        if headers.get("transfer-encoding") != "chunked":
            return await self.reader.readexactly(int(headers.get("content-length", 0)))
        parts = []
        while size := int(await self.reader.readline(), 16):
            parts.append(await self.reader.readexactly(size))
            await self.reader.readline()
        await self.reader.readline()
        return b"".join(parts)

    def close(self) -> None:
        """Hang up."""
        if self.writer is not None:
            self.writer.close()
            self.writer = None
