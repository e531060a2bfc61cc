import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from einamt.platform.ratelimit.errors import TooManyAttempts
from einamt.platform.ratelimit.models import Limit
from einamt.platform.ratelimit.operations import Attempt, allow, allow_and_tell, count_attempt, forget_old_limits
from einamt.platform.writing.statements import Statement

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def attempts(count: int, *, at: datetime = NOW, key: str = "status:198.51.100.7", limit: int = 3) -> list[bool]:
    return [allow(key=key, limit=limit, per=MINUTE, now=at) for _ in range(count)]


def test_as_many_attempts_as_the_limit_are_allowed_and_then_no_more() -> None:
    assert attempts(5) == [True, True, True, False, False]


def test_after_a_pause_one_is_allowed_and_after_the_period_all_are() -> None:
    attempts(3)
    assert attempts(2, at=NOW + timedelta(seconds=20)) == [True, False]
    assert attempts(4, at=NOW + timedelta(minutes=5)) == [True, True, True, False]


def test_a_refused_attempt_does_not_make_the_wait_longer() -> None:
    attempts(500)
    assert attempts(1, at=NOW + timedelta(seconds=20)) == [True]


def test_keys_do_not_disturb_each_other() -> None:
    attempts(3)
    assert attempts(1, key="status:198.51.100.8") == [True]
    assert attempts(1, key="search:198.51.100.7") == [True]


def test_the_refusal_says_when_to_try_again() -> None:
    for _ in range(2):
        count_attempt(key="k", limit=2, per=HOUR, now=NOW)
    with pytest.raises(TooManyAttempts) as refusal:
        count_attempt(key="k", limit=2, per=HOUR, now=NOW + timedelta(minutes=9))
    assert refusal.value.retry_after_seconds == 21 * 60
    assert refusal.value.message % refusal.value.params == (
        "Das waren zu viele Versuche in kurzer Zeit. Bitte versuchen Sie es in 21 Minuten noch einmal."
    )
    count_attempt(key="k", limit=2, per=HOUR, now=NOW + timedelta(seconds=refusal.value.retry_after_seconds + 540))


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 2), (60, 2), (120, 2), (121, 3), (3600, 60)])
def test_a_wait_is_told_in_whole_minutes_that_are_enough(seconds: int, minutes: int) -> None:
    assert TooManyAttempts(retry_after_seconds=seconds).params == {"minutes": minutes}


def test_an_attempt_that_is_allowed_is_told_something_along_the_way_and_no_other() -> None:
    attempt = Attempt("api:client-7", 1, MINUTE)

    def told(condition: str) -> object:
        return allow_and_tell(attempts=[attempt], now=NOW, only_if=Statement(condition), tell="40 + 2")

    assert told("1 = 2") is None
    assert not Limit.objects.exists()
    assert told("1 = 1") == (42,)
    assert told("1 = 1") is None


def test_several_attempts_are_counted_in_one_statement_each_by_its_own_limit() -> None:
    requests, holds = Attempt("api:client-7", 5, MINUTE), Attempt("api.hold:client-7", 2, HOUR)

    def told(*asked: Attempt) -> object:
        return allow_and_tell(attempts=asked, now=NOW, only_if=Statement("1 = 1"), tell="40 + 2")

    with CaptureQueriesContext(connection) as queries:
        assert told(requests, holds) == (42,)
    assert len(queries) == 1
    assert told(requests, holds) == (42,)
    with pytest.raises(TooManyAttempts) as refusal:
        told(requests, holds)
    assert refusal.value.retry_after_seconds == 30 * 60
    assert [told(requests) for _ in range(3)] == [(42,), (42,), None]
    assert told(requests, holds) is None


def test_who_tried_is_not_kept() -> None:
    attempts(1)
    assert "198" not in Limit.objects.get().key_hash
    assert len(Limit.objects.get().key_hash) == 64


def test_rows_are_forgotten_when_they_limit_nothing_any_more() -> None:
    attempts(1, key="old", at=NOW - HOUR)
    attempts(1, key="new")
    forget_old_limits(NOW)
    assert Limit.objects.count() == 1
    assert attempts(3, key="new") == [True, True, False]


@pytest.mark.django_db(transaction=True)
def test_attempts_that_race_are_all_counted() -> None:
    start = threading.Barrier(8)
    allowed: list[bool] = []

    def race() -> None:
        start.wait()
        allowed.extend(attempts(5, limit=10))
        connection.close()

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(allowed), sum(allowed)) == (40, 10)


@settings(deadline=None, max_examples=60)
@given(
    limit=st.integers(1, 20),
    period=st.integers(1, 86_400),
    gaps=st.lists(st.floats(0, 2), min_size=1, max_size=60),
)
def test_within_any_period_never_more_than_twice_the_limit_and_never_a_burst_above_it(
    limit: int, period: int, gaps: list[float]
) -> None:
    Limit.objects.all().delete()
    per = timedelta(seconds=period)
    now, allowed = NOW, []
    for gap in gaps:
        now += per * gap / limit
        if allow(key="k", limit=limit, per=per, now=now):
            allowed.append(now)
    for first in allowed:
        assert len([one for one in allowed if first <= one < first + per]) <= 2 * limit
        assert len([one for one in allowed if first <= one < first + per / limit / 2]) <= limit + 1
