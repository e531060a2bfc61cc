"""A client of HTTP for many at once that takes little of the machine it shares with the server."""

import asyncio
import socket
from collections.abc import Mapping

PATIENCE = 30.0
"""Seconds."""
_AT_ONCE = 65_536


class Connection:
    """One that is kept as long as the server keeps it, and opened again when it does not: as browsers do.

    On the socket itself: asyncio's streams do the same with a task, a transport and two buffers more for each.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None
        self._received = b""

    async def ask(
        self, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b""
    ) -> tuple[int, dict[str, str], bytes]:
        """The status, the headers in small letters, and the content.

        :raises OSError: there was no answer.
        """
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}"] if body else []
        sent = "\r\n".join([*lines, "", ""]).encode() + body
        try:
            async with asyncio.timeout(PATIENCE):
                await self._send(sent)
                status, found, content = await self._answer()
        except BaseException:  # what is left of this answer would be taken for the next one
            self.close()
            raise
        if found.get("connection") == "close":
            self.close()
        return status, found, content

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._received = None, b""

    async def _send(self, sent: bytes) -> None:
        if self._socket is not None and self._was_closed(self._socket):
            self.close()
        loop = asyncio.get_running_loop()
        if self._socket is None:
            self._socket = socket.socket()
            self._socket.setblocking(False)
            await loop.sock_connect(self._socket, ("127.0.0.1", self.port))
        await loop.sock_sendall(self._socket, sent)

    @staticmethod
    def _was_closed(line: socket.socket) -> bool:
        """Whether the server has hung up; nothing else can have come, since all that was asked for was read."""
        try:
            return line.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    async def _answer(self) -> tuple[int, dict[str, str], bytes]:
        head = (await self._until(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        found = {name.lower(): value.strip() for name, _, value in (text.partition(":") for text in head[1:] if text)}
        status = int(head[0].split()[1])
        return status, found, await self._content(status, found)

    async def _content(self, status: int, headers: Mapping[str, str]) -> bytes:
        if status in {204, 304}:
            return b""
        if headers.get("transfer-encoding") != "chunked":
            return await self._exactly(int(headers.get("content-length", 0)))
        parts = []
        while size := int(await self._until(b"\r\n"), 16):
            parts.append(await self._exactly(size))
            await self._until(b"\r\n")
        await self._until(b"\r\n")
        return b"".join(parts)

    async def _until(self, sign: bytes) -> bytes:
        while (end := self._received.find(sign)) < 0:
            await self._more()
        return self._taken(end + len(sign))

    async def _exactly(self, count: int) -> bytes:
        while len(self._received) < count:
            await self._more()
        return self._taken(count)

    async def _more(self) -> None:
        assert self._socket is not None  # noqa: S101 - something was sent on it
        more = await asyncio.get_running_loop().sock_recv(self._socket, _AT_ONCE)
        if not more:
            raise ConnectionError("the answer has no end")
        self._received += more

    def _taken(self, count: int) -> bytes:
        taken, self._received = self._received[:count], self._received[count:]
        return taken
