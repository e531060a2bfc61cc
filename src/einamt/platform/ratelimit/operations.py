"""Counting attempts, the same for all processes: the generic cell rate algorithm, one statement an attempt.

A limit of 10 per hour allows 10 attempts at once, and then one every six minutes. What is kept of a key is one moment:
when all that was used will have been paid back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import F

from einamt.platform.crypto.secrets import keyed_hash
from einamt.platform.ratelimit.errors import TooManyAttempts
from einamt.platform.ratelimit.models import Limit
from einamt.platform.writing.statements import Row, Statement, fetch, unawaited

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# PostgreSQL and SQLite read this statement alike: the row's lock, or the writers' lock, makes racing attempts queue up.
# "excluded" is the row of somebody who has used nothing before: now and the cost of one attempt.
_COUNT = """
INSERT INTO ratelimit_limit AS kept (key_hash, used_until)
{attempts}
ON CONFLICT (key_hash) DO UPDATE
SET used_until = CASE WHEN kept.used_until + excluded.used_until - CAST(%s AS bigint) > excluded.used_until
    THEN kept.used_until + excluded.used_until - CAST(%s AS bigint) ELSE excluded.used_until END
WHERE kept.used_until <= excluded.used_until + CASE kept.key_hash {rooms} END
RETURNING key_hash, {tell}
"""
_ATTEMPT = "SELECT CAST(%s AS varchar(64)), CAST(%s AS bigint) {aside} WHERE {only_if}"
_ROOM = "WHEN CAST(%s AS varchar(64)) THEN CAST(%s AS bigint)"
_ALWAYS = Statement("true")


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is to be counted: an attempt by `key`, of which `limit` are allowed `per` period.

    `key` names what is limited and who tries, such as `case-status:198.51.100.7`; only its keyed hash is kept.
    """

    key: str
    limit: int
    per: timedelta


def allow(*, key: str, limit: int, per: timedelta, now: datetime) -> bool:
    """Count an attempt by `key` and say whether it is within `limit` attempts `per` period; a refusal costs nothing.

    Call it before the operation, outside its transaction: what an operation rolls back must still count.
    """
    return bool(fetch(_counting([Attempt(key, limit, per)], now=now)))


def would_be_allowed(*, attempt: Attempt, now: datetime) -> bool:
    """Whether `allow` would say yes; nothing is counted."""
    used_until = Limit.objects.filter(key_hash=_hash_of(attempt)).values_list("used_until", flat=True).first()
    return used_until is None or used_until <= _microseconds(now) + attempt.per // _MICROSECOND - _cost_of(attempt)


def allow_and_tell(*, attempts: Sequence[Attempt], now: datetime, only_if: Statement, tell: str) -> Row | None:
    """As `allow` for several attempts at once, with more in the same statement: a condition, without which nothing is
    counted and nothing allowed, and what is told where all are allowed, as SQL without parameters.

    :raises TooManyAttempts: of one of several; the others were counted.
    """
    rows = fetch(_counting(attempts, now=now, only_if=only_if, tell=tell))
    if rows and len(rows) < len(attempts):
        allowed = {row[0] for row in rows}
        raise _too_many(next(each for each in attempts if _hash_of(each) not in allowed), now=now)
    return rows[0][1:] if rows else None


def count_attempt(*, key: str, limit: int, per: timedelta, now: datetime) -> None:
    """Like `allow`, for views that have nothing else to say to the citizen.

    :raises TooManyAttempts: the limit is used up; the sentence says when to try again.
    """
    if not allow(key=key, limit=limit, per=per, now=now):
        raise _too_many(Attempt(key, limit, per), now=now)


def forgive_attempt(*, key: str, limit: int, per: timedelta) -> None:
    """Give an attempt back that `count_attempt` has counted and that was none to be feared, such as a right code.

    Counted first and given back then, so that many at once cannot pass before the first of them counts.
    """
    attempt = Attempt(key, limit, per)
    Limit.objects.filter(key_hash=_hash_of(attempt)).update(used_until=F("used_until") - _cost_of(attempt))


@transaction.atomic
def forget_old_limits(now: datetime) -> None:
    """Erase what has been paid back; the schedule calls it. What somebody is counting right now is left for next time:
    several limits are counted at once, in an order of their own.
    """
    paid_back = Limit.objects.filter(used_until__lt=_microseconds(now)).select_for_update(skip_locked=True)
    Limit.objects.filter(pk__in=paid_back.values("pk")).delete()


def _counting(
    attempts: Sequence[Attempt], *, now: datetime, only_if: Statement = _ALWAYS, tell: str = "1"
) -> Statement:
    """The statement that counts attempts; it gives a row for each that is allowed."""
    moment = _microseconds(now)
    keys = [_hash_of(attempt) for attempt in attempts]
    parameters: list[Any] = []
    for key, attempt in zip(keys, attempts, strict=True):
        parameters += [key, moment + _cost_of(attempt), *only_if.parameters]
    parameters += [moment, moment]
    for key, attempt in zip(keys, attempts, strict=True):
        # kept + cost <= now + period, where excluded is now + cost
        parameters += [key, attempt.per // _MICROSECOND - 2 * _cost_of(attempt)]
    return Statement(unawaited(_sql(len(attempts), only_if.sql, tell)), tuple(parameters))


@lru_cache(maxsize=64)
def _sql(count: int, only_if: str, tell: str) -> str:
    each = _ATTEMPT.replace("{only_if}", only_if)
    return (
        _COUNT.replace("{attempts}", " UNION ALL ".join([each] * count))
        .replace("{rooms}", " ".join([_ROOM] * count))
        .replace("{tell}", tell)
    )


def _too_many(attempt: Attempt, *, now: datetime) -> TooManyAttempts:
    used_until = Limit.objects.values_list("used_until", flat=True).get(key_hash=_hash_of(attempt))
    wait = int(used_until) + _cost_of(attempt) - attempt.per // _MICROSECOND - _microseconds(now)
    return TooManyAttempts(retry_after_seconds=max(1, -(-wait // 1_000_000)))


def _hash_of(attempt: Attempt) -> str:
    return keyed_hash(text=attempt.key, purpose="ratelimit")


def _cost_of(attempt: Attempt) -> int:
    return attempt.per // _MICROSECOND // attempt.limit


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
