"""Answering a request that is sent again as it was answered the first time.

The answer is a row that is written in the transaction of what it answers: there is none without the other, whenever
this process dies. Its key is unique, so of two requests at once with one key the second writes nothing and is told what
the first was answered. Only what was done is kept: a refused request has changed nothing and may be sent again with the
same key. After a day the answer is forgotten; what must not be done again even then takes a command id itself
(docs/adr/0020-booking-api.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction

from einamt.kernel.errors import DomainError
from einamt.platform.crypto.secrets import keyed_hash
from einamt.platform.idempotency.errors import KeyUsedOtherwise
from einamt.platform.idempotency.models import KeptAnswer
from einamt.platform.writing.shapes import new_row

KEPT_FOR = timedelta(days=1)
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a text."""

    status: int
    text: str


def answered_once(
    *, key: str, request: str, work: Callable[[], Done], tell: Callable[[Done], Answer], now: datetime
) -> Answer:
    """What `tell` makes of what `work` has done; for a `key` that it was done for already, what was answered then.

    `key` names who asks and what they chose, `request` all of what is asked; of both only hashes are kept. `work` runs
    in a transaction, in which the answer is kept too; what it raises is handed on, and nothing is kept.

    :raises KeyUsedOtherwise: the key was used for another request.
    """

    @transaction.atomic
    def together(row_of: Callable[[Done], KeptAnswer]) -> Done:
        done = work()
        row_of(done).save(force_insert=True)
        return done

    return answered_with(key=key, request=request, work=together, tell=tell, now=now)


def answered_with(
    *,
    key: str,
    request: str,
    work: Callable[[Callable[[Done], KeptAnswer]], Done],
    tell: Callable[[Done], Answer],
    now: datetime,
) -> Answer:
    """As `answered_once`, where `work` writes the answer itself: its argument makes the row of what is being done.

    A `work` that gives what it has done before, such as a repeated command, writes no row.

    :raises KeyUsedOtherwise: as there.
    """
    key_hash = keyed_hash(text=key, purpose="idempotency.key")
    request_hash = keyed_hash(text=request, purpose="idempotency.request")
    row: KeptAnswer | None = None

    def row_of(done: Done) -> KeptAnswer:
        nonlocal row
        answer = tell(done)
        row = new_row(
            KeptAnswer,
            key_hash=key_hash,
            request_hash=request_hash,
            begun_at=now,
            status=answer.status,
            answer=answer.text,
        )
        return row

    try:
        done = work(row_of)
    except (DomainError, IntegrityError):
        if earlier := _earlier(key_hash=key_hash, request_hash=request_hash):
            return earlier
        raise
    if row is not None and not row._state.adding:
        return Answer(row.status, row.answer)
    return _earlier(key_hash=key_hash, request_hash=request_hash) or tell(done)


def _earlier(*, key_hash: str, request_hash: str) -> Answer | None:
    kept = KeptAnswer.objects.filter(key_hash=key_hash).first()
    if kept is None:
        return None
    if kept.request_hash != request_hash:
        raise KeyUsedOtherwise
    return Answer(kept.status, kept.answer)


def forget_old_answers(now: datetime) -> None:
    """Erase what is older than a day; the schedule calls it."""
    KeptAnswer.objects.filter(begun_at__lt=now - KEPT_FOR).delete()
