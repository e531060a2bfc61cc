"""A part of all counters for one compressed day: `python -m benchmarks.hall.compressed`, by `benchmarks.floor`.

Reads its work from standard input, does every step of every visit by the operations that all channels use, each at its
moment of the day, and prints what it called: office, counter, number, case and command.

The day goes sixty times as fast as the clock on the wall, and no faster than the slowest process can follow: what a
machine cannot do in time makes the day longer, and that is told.
"""

import heapq
import json
import math
import mmap
import struct
import sys
import time
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import django

AGAIN = 0.2
"""Minutes until a counter that found nobody asks again."""
APART = 0.5
"""Minutes of the day that a process may be ahead of another."""


def main() -> None:
    """Read, do it, print."""
    django.setup()
    json.dump(day(json.load(sys.stdin)), sys.stdout)


def day(work: dict[str, Any]) -> dict[str, Any]:
    """All steps, each at its moment."""
    from einamt.kernel.actor import Actor, ActorKind  # noqa: PLC0415 - the applications are ready only now
    from einamt.kernel.channels import Channel  # noqa: PLC0415
    from einamt.kernel.identifiers import new_id  # noqa: PLC0415
    from einamt.procedures.visits import operations, ticketing  # noqa: PLC0415
    from einamt.procedures.visits.errors import NobodyWaiting  # noqa: PLC0415
    from einamt.procedures.visits.operations import Desk  # noqa: PLC0415

    opens_at = datetime.fromisoformat(work["opens_at"])
    pace = Pace(Path(work["pace"]), number=work["number"], begin=work["begin"], minute_seconds=work["minute_seconds"])
    free: dict[int, list[str]] = {int(office): list(counters) for office, counters in work["counters"].items()}
    waiting = dict.fromkeys(free, 0)
    order = count()
    events: list[tuple[float, int, str, Any]] = [(each["at"], next(order), "comes", each) for each in work["coming"]]
    heapq.heapify(events)
    calls = []

    def desk(office: int, counter: str) -> Desk:
        return Desk(office, counter, Actor(ActorKind.STAFF, "benchmark"), Channel.COUNTER)

    def call_next(office: int, at: float) -> None:
        while waiting[office] and free[office]:
            counter, command = free[office].pop(), new_id()
            now = opens_at + timedelta(minutes=at)
            try:
                visit = operations.call_next(desk=desk(office, counter), group_ids=None, command_id=command, now=now)
            except NobodyWaiting:  # the other process was faster, and whom it left has come in its next moment
                free[office].append(counter)
                heapq.heappush(events, (at + AGAIN, next(order), "again", {"office": office}))
                return
            waiting[office] -= 1
            calls.append([office, counter, visit.number, str(visit.case_id), str(command)])
            who = {"office": office, "counter": counter, "case": visit.case_id}
            heapq.heappush(events, (at + work["start_after"], next(order), "starts", who))

    while events:
        at, _, what, who = heapq.heappop(events)
        pace.reach(at)
        now, office = opens_at + timedelta(minutes=at), who["office"]
        if what == "comes":
            at_desk = desk(office, "")
            if who["case"] is None:
                ticketing.take_ticket(wishes=[(work["service_id"], 1)], desk=at_desk, command_id=new_id(), now=now)
            else:
                operations.mark_arrived(case_id=UUID(who["case"]), desk=at_desk, command_id=new_id(), now=now)
            waiting[office] += 1
        elif what != "again":
            operation = operations.start_visit if what == "starts" else operations.finish_visit
            operation(case_id=who["case"], desk=desk(office, who["counter"]), command_id=new_id(), now=now)
            if what == "starts":
                heapq.heappush(
                    events, (at + work["serves"][next(order) % len(work["serves"])], next(order), "ends", who)
                )
            else:
                free[office].append(who["counter"])
        call_next(office, at)
    pace.leave()
    return {"calls": calls, "late_seconds": pace.late_seconds}


class Pace:
    """The clock of the compressed day, in minutes, which all processes share: a number of each in a file."""

    def __init__(self, shared: Path, *, number: int, begin: float, minute_seconds: float) -> None:
        self._number, self._begin, self._seconds = number, begin, minute_seconds
        self.late_seconds = 0.0
        """How far behind sixty times the wall's clock the day was at most."""
        with shared.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), 0)

    def reach(self, at: float) -> None:
        """Wait until the day has come to `at`, and the others have."""
        self._write(at)
        while (ahead := self._begin + at * self._seconds - time.time()) > 0:
            time.sleep(ahead)
        while slowest(self._shared) < at - APART:
            time.sleep(0.01)
        self.late_seconds = max(self.late_seconds, time.time() - self._begin - at * self._seconds)

    def leave(self) -> None:
        """Let the others go on alone."""
        self._write(math.inf)

    def _write(self, at: float) -> None:
        struct.pack_into("d", self._shared, 8 * self._number, at)


def slowest(shared: bytes | mmap.mmap) -> float:
    """The minute that all processes have come to."""
    return float(min(minute for (minute,) in struct.iter_unpack("d", shared)))


if __name__ == "__main__":
    main()
