"""Writing to the log of reading, for operations and views of other rooms."""

from datetime import datetime

from einamt.kernel.actor import Actor
from einamt.platform.audit.models import ReadingEntry


def record_reading(*, actor: Actor, what: str, subject: str, purpose: str, now: datetime) -> None:
    """Note that `actor` did `what` (such as `case-read`) to `subject` (such as `case:0198…`), and what for.

    One insert: it stands on its own in a view that only reads, and inside an operation it is part of its transaction.
    """
    ReadingEntry.objects.create(actor=str(actor), what=what, subject=subject, purpose=purpose, at=now)
