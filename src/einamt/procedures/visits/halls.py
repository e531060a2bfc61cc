"""The halls that a process remembers.

Screens and phones ask for them all the time. So each process keeps the halls that it was asked for, and looks again
only when the office's revision has changed (all offices' are read together, at most every half second) or a minute is
over.
"""

import threading
from collections.abc import Mapping
from datetime import datetime
from time import monotonic, thread_time

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.visits.durations import forget_durations
from einamt.procedures.visits.hall import Hall, hall
from einamt.procedures.visits.models import FloorRevision

FRESH_SECONDS = 0.5
"""How old the revisions that a process knows may be."""
RESTS = 40
"""So many times as long as this process worked on a hall it is kept at least, whatever changes: beyond what a machine
can do, every hall is a little older, instead of everything waiting for halls. The time of the processor counts, some
ten milliseconds: on a machine that has time, that is less than `FRESH_SECONDS`. Of the last two times the lesser
counts: now and then Python clears up its memory in the middle of one, and nobody is to wait for seconds because of it.
"""


class Halls:
    """The halls that this process knows."""

    def __init__(self) -> None:
        self._revisions: Mapping[int, int] = {}
        self._read_at = float("-inf")
        self._known: dict[int, Hall] = {}
        self._kept_until: dict[int, float] = {}
        self._worked: dict[int, float] = {}
        self._reading, self._building = threading.Lock(), threading.Lock()

    def at(self, *, office_id: int, now: datetime) -> Hall:
        """The hall of an office, at most half a second and one change old."""
        self._read_revisions()
        revision, minute = self._revisions.get(office_id, 0), int(now.timestamp()) // 60
        if not revision:  # nobody has ever come, or there is no such office: nothing is kept of it
            return Hall(office_id, local_date(moment=now, zone=city.zone()), 0, minute, [], 0, {})
        if (known := self._still_good(office_id, (revision, minute))) is not None:
            return known
        with self._building:
            if (known := self._still_good(office_id, (revision, minute))) is not None:
                return known
            began = thread_time()
            known = self._known[office_id] = hall(office_id=office_id, now=now, revision=revision)
            self._rest(office_id, worked=thread_time() - began)
        return known

    def _rest(self, office_id: int, *, worked: float) -> None:
        """Keep a hall for as long as the work on it, which took `worked` seconds, is worth."""
        before = self._worked.get(office_id, worked)
        self._kept_until[office_id] = monotonic() + RESTS * min(worked, before)
        self._worked[office_id] = worked

    def _still_good(self, office_id: int, is_now: tuple[int, int]) -> Hall | None:
        known = self._known.get(office_id)
        if known is None:
            return None
        is_kept = monotonic() < self._kept_until[office_id]
        return known if is_kept or (known.revision, known.minute) == is_now else None

    def forget(self) -> None:
        """Know nothing any more; for tests, whose offices come and go."""
        self._known.clear()
        forget_durations()
        self._read_at = float("-inf")

    def _read_revisions(self) -> None:
        if monotonic() - self._read_at < FRESH_SECONDS:
            return
        with self._reading:
            if monotonic() - self._read_at >= FRESH_SECONDS:
                began = monotonic()
                self._revisions = dict(FloorRevision.objects.values_list("office_id", "number"))
                self._read_at = began


HALLS = Halls()
"""Those of this process."""
