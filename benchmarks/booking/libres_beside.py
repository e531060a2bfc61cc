"""libres 1.4 (MIT, seantis) finding all times of the same city: the library behind OneGov's reservations.

A resource is an office, an allocation a day of it, a reserved slot a step that is taken. All allocations are read at
once with their reserved slots, which takes libres two queries and spares it the way resource by resource; then each one
is asked for its free slots, and where two follow each other, an appointment can begin.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from libres.db.models import Allocation, ORMBase, ReservedSlot
from libres.db.queries import Queries
from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import Session

from benchmarks.booking.city import DAYS, FIRST_DAY, NEEDED, OPENS, STEP_MINUTES, STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

Time = tuple[int, int, int]
"""Day (from 0), office and step."""
BEGIN = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)
STEP = timedelta(minutes=STEP_MINUTES)
MICROSECOND = timedelta(microseconds=1)
"""libres counts the end of a slot in."""


class Libres:
    """The city in libres, in an empty PostgreSQL database."""

    def __init__(self, *, url: str, free: NDArray[np.uint8]) -> None:
        self._engine = create_engine(url.replace("postgres://", "postgresql+psycopg://"))
        ORMBase.metadata.create_all(self._engine)
        with Session(self._engine) as session:
            session.execute(insert(Allocation), list(_allocations(free.shape[1])))
            ids = {(resource, begin): pk for resource, begin, pk in session.execute(_IDS)}
            session.execute(insert(ReservedSlot), list(_reserved(free, ids)))
            session.commit()

    def search(self) -> set[Time]:
        """All times at which `NEEDED` steps in a row are free."""
        with Session(self._engine) as session:
            found = Queries.allocations_in_range(session.query(Allocation), BEGIN, BEGIN + timedelta(days=DAYS))
            return {time for each in found for time in _times_of(each)}

    def close(self) -> None:
        """Leave the database."""
        self._engine.dispose()


def _times_of(allocation: Allocation) -> Iterator[Time]:
    begins = [begin for begin, _ in allocation.free_slots()]
    free = set(begins)
    for begin in begins:
        if all(begin + STEP * ahead in free for ahead in range(1, NEEDED)):
            day, since = divmod(begin - BEGIN, timedelta(days=1))
            yield day, allocation.resource.int, (since - timedelta(minutes=OPENS)) // STEP


def _begin_of(day: int) -> datetime:
    return BEGIN + timedelta(days=day, minutes=OPENS)


def _allocations(offices: int) -> Iterator[dict[str, object]]:
    for office in range(offices):
        for day in range(DAYS):
            yield {
                "resource": UUID(int=office),
                "mirror_of": UUID(int=office),
                "group": UUID(int=office << 32 | day + 1),
                "quota": 1,
                "quota_limit": 1,
                "partly_available": True,
                "approve_manually": False,
                "timezone": "UTC",
                "_start": _begin_of(day),
                "_end": _begin_of(day) + STEP * STEPS - MICROSECOND,
                "_raster": STEP_MINUTES,
            }


def _reserved(free: NDArray[np.uint8], ids: dict[tuple[UUID, datetime], int]) -> Iterator[dict[str, object]]:
    for day, office, step in zip(*((free == 0).nonzero()), strict=True):
        begin = _begin_of(int(day)) + STEP * int(step)
        yield {
            "resource": UUID(int=int(office)),
            "start": begin,
            "end": begin + STEP - MICROSECOND,
            "allocation_id": ids[UUID(int=int(office)), _begin_of(int(day))],
            "reservation_token": UUID(int=1),
            "source_type": "reservation",
            "source_id": 1,
        }


_IDS = select(Allocation.resource, Allocation._start, Allocation.id)  # noqa: SLF001 - what it is stored as
