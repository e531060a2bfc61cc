"""Screens, phones and counters' browsers: what they ask over HTTP, as often as their scripts do."""

import asyncio
import json
import random
import re
import time
from collections import Counter as Counted
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from benchmarks.harness.connections import Connection

SCREEN_SECONDS, PHONE_SECONDS, COUNTER_SECONDS = 0.75, 5.0, 15.0
"""As in `frontend/js/wall.js`, `spot.js` and `live.js`."""
CSRF = "a" * 32


Seen = dict[tuple[str, str, int], float]
"""When a screen first showed a call: number, counter and how often called."""


@dataclass(slots=True)
class Watch:
    """What all screens and phones have seen."""

    screens: list[tuple[int, Seen]] = field(default_factory=list)
    """Of each screen its office and what it showed."""
    errors: int = 0
    answers: int = 0
    kinds: Counted[str] = field(default_factory=Counted)
    """Of errors."""

    def refuse(self, kind: str) -> None:
        """Count an error."""
        self.errors += 1
        self.kinds[kind] += 1


async def poll(port: int, path: str, *, every: float, watch: Watch, show: Callable[[bytes], None] | None) -> None:
    """Ask until cancelled, with what is known, not all at the same moment."""
    connection, tag = Connection(port), ""
    await asyncio.sleep(every * random.random())
    try:
        while True:
            try:
                headers = {"If-None-Match": tag} if tag else {}
                status, found, content = await connection.ask("GET", path, headers=headers)
                watch.answers += 1
                tag = found.get("etag", tag)
                if status == 200 and show is not None:
                    show(content)
                elif status not in {200, 304}:
                    watch.refuse(str(status))
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                watch.refuse(type(error).__name__)
                connection.close()
            await asyncio.sleep(every * (0.9 + random.random() * 0.2))
    finally:
        connection.close()


def screen(port: int, office_id: int, watch: Watch) -> Coroutine[Any, Any, None]:
    """A display on the wall of an office."""
    seen: Seen = {}
    watch.screens.append((office_id, seen))

    def show(content: bytes) -> None:
        now = time.time()
        for number, counter, _, times, _ in json.loads(content)["calls"]:
            seen.setdefault((number, counter, times), now)

    return poll(port, f"/halle/{office_id}/", every=SCREEN_SECONDS, watch=watch, show=show)


def phone(port: int, office_id: int, token: str, watch: Watch) -> Coroutine[Any, Any, None]:
    """The phone of somebody who waits, or does not yet."""
    return poll(port, f"/halle/{office_id}/{token}/", every=PHONE_SECONDS, watch=watch, show=None)


@dataclass(slots=True)
class Counter:
    """A counter's browser: its session, and the page of the day that it shows."""

    port: int
    office_id: int
    name: str
    session: str
    list_key: str

    async def look_for_news(self, watch: Watch) -> None:
        """Ask whether the list has changed, until cancelled."""
        connection = Connection(self.port)
        await asyncio.sleep(COUNTER_SECONDS * random.random())
        try:
            while True:
                address = f"/halle/{self.office_id}/{self.list_key}/"
                status, _, _ = await connection.ask("GET", address, headers=self._headers())
                watch.answers += 1
                if status != 200:
                    watch.refuse(f"news: {status}")
                await asyncio.sleep(COUNTER_SECONDS)
        finally:
            connection.close()

    async def act(self, act: str, *, case_id: str, command_id: str, watch: Watch) -> str | None:
        """Press a button and see the page that follows; the case it is about, or None where it was refused."""
        fields = {"csrfmiddlewaretoken": CSRF, "act": act, "case": case_id, "command": command_id}
        headers = self._headers() | {"Content-Type": "application/x-www-form-urlencoded", "X-Kept": "1"}
        connection = Connection(self.port)
        try:
            status, found, content = await connection.ask(
                "POST", "/schalter/aktion/", headers=headers, body=urlencode(fields).encode()
            )
            if status != 200 or not found.get("content-type", "").startswith("application/json"):
                watch.refuse(f"{act}: {status}")
                return None
            to = json.loads(content)["to"]
            status, _, _ = await connection.ask("GET", to, headers=self._headers())
            matched = re.search(r"vorgang=([0-9a-f-]{36})", to)
            if status != 200 or not matched:
                watch.refuse(f"after {act}: {status}")
                return None
            return matched[1]
        finally:
            connection.close()

    def _headers(self) -> dict[str, str]:
        return {"Cookie": f"sessionid={self.session}; csrftoken={CSRF}"}
