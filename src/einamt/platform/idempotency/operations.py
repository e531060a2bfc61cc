"""Answering a request that is sent again as it was answered the first time.

Only what was done is kept. A refused request has changed nothing and may be sent again with the same key. What is to be
safe when this process dies between doing and keeping takes a command id itself (docs/adr/0020-booking-api.md). So
nobody waits until an answer is on the disk: a crash of the database that loses it finds the command done. That a key
was claimed is on the disk no later than what was done with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial

from django.db import IntegrityError, connection, transaction

from einamt.platform.crypto.secrets import keyed_hash
from einamt.platform.idempotency.errors import KeyUsedOtherwise, StillWorking
from einamt.platform.idempotency.models import KeptAnswer
from einamt.platform.ratelimit.operations import Attempt, count_attempt, counting
from einamt.platform.writing.statements import Statement, adapted, column_type, run, unawaited
from einamt.platform.writing.together import write_at_once

KEPT_FOR = timedelta(days=1)
GIVEN_UP_AFTER = timedelta(seconds=30)
"""Whoever began and has not answered since has died: the next one does it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a text."""

    status: int
    text: str


def answered_once(
    *, key: str, request: str, work: Callable[[], Answer], now: datetime, attempt: Attempt | None = None
) -> Answer:
    """What `work` answers; for a `key` that it was done for already, what it answered then.

    `key` names who asks and what they chose, `request` all of what is asked; of both only hashes are kept. `work` runs
    outside any transaction of this function; what it raises is handed on, and nothing is kept. `attempt` is counted
    first, of whoever asks again as well.

    :raises TooManyAttempts: of `attempt`.
    :raises KeyUsedOtherwise: the key was used for another request.
    :raises StillWorking: the same request is being worked on.
    """
    key_hash = keyed_hash(text=key, purpose="idempotency.key")
    request_hash = keyed_hash(text=request, purpose="idempotency.request")
    if attempt is None or not _begin_counted(attempt, key_hash=key_hash, request_hash=request_hash, now=now):
        if attempt is not None:
            count_attempt(key=attempt.key, limit=attempt.limit, per=attempt.per, now=now)
        if (kept := _begin(key_hash=key_hash, request_hash=request_hash, now=now)) is not None:
            return kept
    try:
        answer = work()
    except BaseException:
        KeptAnswer.objects.filter(key_hash=key_hash, status=None).delete()
        raise
    run(Statement(unawaited(_KEEP), (answer.status, adapted(_ANSWER, answer.text), key_hash)))
    return answer


def _begin_counted(attempt: Attempt, *, key_hash: str, request_hash: str, now: datetime) -> bool:
    """Claim the key and count the attempt, in one statement on PostgreSQL. False: neither was done, because the attempt
    is one too many or the key is claimed.
    """
    claim = KeptAnswer(key_hash=key_hash, request_hash=request_hash, begun_at=now)
    try:
        return write_at_once(guard=partial(counting, attempt=attempt, now=now), rows=[claim])
    except IntegrityError:
        return False


def _begin(*, key_hash: str, request_hash: str, now: datetime) -> Answer | None:
    """Claim the key; the answer, where there is one already."""
    values = (key_hash, request_hash, adapted(_META.get_field("begun_at"), now), adapted(_ANSWER, ""))
    if run(Statement(unawaited(_claim_sql(connection.vendor)), values))[1] == 1:
        return None
    return _earlier(key_hash=key_hash, request_hash=request_hash, now=now)


_META = KeptAnswer._meta
_ANSWER = _META.get_field("answer")
_KEEP = f"UPDATE {_META.db_table} SET status = %s, answer = %s {{aside}} WHERE key_hash = %s"  # noqa: S608


@lru_cache(maxsize=4)
def _claim_sql(vendor: str) -> str:
    columns = ("key_hash", "request_hash", "begun_at", "answer")
    fields = [field for name in columns for field in _META.concrete_fields if field.column == name]
    types = [f"::{column_type(field)}" if vendor == "postgresql" else "" for field in fields]
    return (
        f"INSERT INTO {_META.db_table} ({', '.join(columns)}) "
        f"SELECT {', '.join(f'%s{kind}' for kind in types)} {{aside}} WHERE true ON CONFLICT (key_hash) DO NOTHING"
    )


@transaction.atomic
def _earlier(*, key_hash: str, request_hash: str, now: datetime) -> Answer | None:
    kept = KeptAnswer.objects.select_for_update().filter(key_hash=key_hash).first()
    if kept is None:  # refused and forgotten just now
        raise StillWorking
    if kept.request_hash != request_hash:
        raise KeyUsedOtherwise
    if kept.status is not None:
        return Answer(kept.status, kept.answer)
    if kept.begun_at > now - GIVEN_UP_AFTER:
        raise StillWorking
    kept.begun_at = now
    kept.save(update_fields=["begun_at"])
    return None


def forget_old_answers(now: datetime) -> None:
    """Erase what is older than a day; the schedule calls it."""
    KeptAnswer.objects.filter(begun_at__lt=now - KEPT_FOR).delete()
