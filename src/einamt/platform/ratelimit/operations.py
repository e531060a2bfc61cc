"""Counting attempts, the same for all processes: the generic cell rate algorithm, one statement an attempt.

A limit of 10 per hour allows 10 attempts at once, and then one every six minutes. What is kept of a key is one moment:
when all that was used will have been paid back.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F

from einamt.platform.crypto.secrets import keyed_hash
from einamt.platform.ratelimit.errors import TooManyAttempts
from einamt.platform.ratelimit.models import Limit
from einamt.platform.writing.statements import Row, Statement, fetch, run, unawaited

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# PostgreSQL and SQLite read this statement alike: the row's lock, or the writers' lock, makes racing attempts queue up.
# "excluded" is the row of somebody who has used nothing before: now and the cost of one attempt.
_COUNT = """
INSERT INTO ratelimit_limit AS kept (key_hash, used_until)
SELECT CAST(%s AS varchar(64)), CAST(%s AS bigint) {aside} WHERE {only_if}
ON CONFLICT (key_hash) DO UPDATE
SET used_until = CASE WHEN kept.used_until + CAST(%s AS bigint) > excluded.used_until
    THEN kept.used_until + CAST(%s AS bigint) ELSE excluded.used_until END
WHERE kept.used_until <= excluded.used_until + CAST(%s AS bigint)
"""


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
    return run(counting(attempt=Attempt(key, limit, per), now=now))[1] == 1


def allow_and_tell(*, attempt: Attempt, now: datetime, only_if: Statement, tell: str) -> Row | None:
    """As `allow`, with more in the same statement: a condition, without which nothing is counted and nothing allowed,
    and what is told where it is allowed, as SQL without parameters.
    """
    statement = counting(attempt=attempt, now=now, only_if=only_if)
    return next(iter(fetch(Statement(f"{statement.sql} RETURNING {tell}", statement.parameters))), None)


def counting(*, attempt: Attempt, now: datetime, only_if: Statement = _ALWAYS) -> Statement:
    """The statement that counts an attempt, for who writes more with it: it changes a row where it is allowed."""
    values = _values(key=attempt.key, limit=attempt.limit, per=attempt.per, now=now)
    cost = int(values["cost"])
    # kept + cost <= now + period, where excluded is now + cost
    room = int(values["period"]) - 2 * cost
    parameters = (values["key"], int(values["now"]) + cost, *only_if.parameters, cost, cost, room)
    return Statement(unawaited(_COUNT).replace("{only_if}", only_if.sql), parameters)


def count_attempt(*, key: str, limit: int, per: timedelta, now: datetime) -> None:
    """Like `allow`, for views that have nothing else to say to the citizen.

    :raises TooManyAttempts: the limit is used up; the sentence says when to try again.
    """
    if allow(key=key, limit=limit, per=per, now=now):
        return
    values = _values(key=key, limit=limit, per=per, now=now)
    used_until = Limit.objects.values_list("used_until", flat=True).get(key_hash=values["key"])
    wait = int(used_until) + int(values["cost"]) - int(values["period"]) - int(values["now"])
    raise TooManyAttempts(retry_after_seconds=max(1, -(-wait // 1_000_000)))


def forgive_attempt(*, key: str, limit: int, per: timedelta, now: datetime) -> None:
    """Give an attempt back that `count_attempt` has counted and that was none to be feared, such as a right code.

    Counted first and given back then, so that many at once cannot pass before the first of them counts.
    """
    values = _values(key=key, limit=limit, per=per, now=now)
    Limit.objects.filter(key_hash=values["key"]).update(used_until=F("used_until") - int(values["cost"]))


def forget_old_limits(now: datetime) -> None:
    """Erase what has been paid back; the schedule calls it."""
    Limit.objects.filter(used_until__lt=(now - _EPOCH) // _MICROSECOND).delete()


def _values(*, key: str, limit: int, per: timedelta, now: datetime) -> dict[str, str | int]:
    period = per // _MICROSECOND
    return {
        "key": keyed_hash(text=key, purpose="ratelimit"),
        "now": (now - _EPOCH) // _MICROSECOND,
        "period": period,
        "cost": period // limit,
    }
