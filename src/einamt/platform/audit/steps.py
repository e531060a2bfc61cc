"""Writing to the log of reading, for operations and views of other rooms."""

from collections.abc import Iterable
from datetime import datetime

from einamt.kernel.actor import Actor
from einamt.kernel.identifiers import new_id
from einamt.platform.audit.chain import entry_mac
from einamt.platform.audit.models import ReadingEntry


def record_reading(*, actor: Actor, what: str, subject: str, purpose: str, now: datetime) -> None:
    """Note that `actor` did `what` (such as `case-read`) to `subject` (such as `case:0198…`), and what for.

    One insert that waits for nobody: the worker chains it later. It stands on its own in a view that only reads, and
    inside an operation it is part of its transaction.
    """
    record_readings(actor=actor, what=what, subjects=[subject], purpose=purpose, now=now)


def record_readings(*, actor: Actor, what: str, subjects: Iterable[str], purpose: str, now: datetime) -> None:
    """The same for several subjects that stand on one page, with one insert; none where there are none."""
    who = str(actor)
    ReadingEntry.objects.bulk_create(
        _entry(who=who, what=what, subject=subject, purpose=purpose, now=now) for subject in subjects
    )


def _entry(*, who: str, what: str, subject: str, purpose: str, now: datetime) -> ReadingEntry:
    entry_id = new_id()
    mac = entry_mac(entry_id=entry_id, actor=who, what=what, subject=subject, purpose=purpose, at=now)
    return ReadingEntry(id=entry_id, actor=who, what=what, subject=subject, purpose=purpose, at=now, mac=mac)
