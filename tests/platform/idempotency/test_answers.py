"""A request that is sent again: answered the same, done once, however the first one ended."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from einamt.platform.idempotency.errors import KeyUsedOtherwise, StillWorking
from einamt.platform.idempotency.models import KeptAnswer
from einamt.platform.idempotency.operations import GIVEN_UP_AFTER, KEPT_FOR, Answer, answered_once, forget_old_answers
from einamt.platform.ratelimit.errors import TooManyAttempts
from einamt.platform.ratelimit.models import Limit
from einamt.platform.ratelimit.operations import Attempt

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Work:
    """Something that says how often it was done."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Answer:
        self.times += 1
        return Answer(201, f"done {self.times}")


def ask(work: Work, *, key: str = "key", request: str = "book", now: datetime = NOW) -> Answer:
    return answered_once(key=key, request=request, work=work, now=now)


def test_the_same_request_is_done_once_and_answered_the_same() -> None:
    work = Work()
    assert [ask(work) for _ in range(3)] == [Answer(201, "done 1")] * 3
    assert work.times == 1


def test_another_request_with_the_key_is_refused() -> None:
    ask(Work())
    with pytest.raises(KeyUsedOtherwise):
        ask(Work(), request="cancel")


def test_what_failed_may_be_tried_again() -> None:
    def refuse() -> Answer:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answered_once(key="key", request="book", work=refuse, now=NOW)
    assert ask(Work()) == Answer(201, "done 1")


def test_while_the_first_is_being_worked_on_the_second_has_to_wait() -> None:
    def ask_again() -> Answer:
        with pytest.raises(StillWorking):
            ask(Work())
        return Answer(200, "first")

    assert answered_once(key="key", request="book", work=ask_again, now=NOW) == Answer(200, "first")


def test_whoever_died_over_a_request_does_not_keep_it_for_ever() -> None:
    ask(Work())
    KeptAnswer.objects.update(status=None, answer="")
    with pytest.raises(StillWorking):
        ask(Work(), now=NOW + GIVEN_UP_AFTER - timedelta(seconds=1))
    assert ask(Work(), now=NOW + GIVEN_UP_AFTER) == Answer(201, "done 1")


def ask_counted(work: Work, *, key: str = "key", limit: int = 2) -> Answer:
    attempt = Attempt("hold:client-7", limit, timedelta(minutes=10))
    return answered_once(key=key, request="book", work=work, now=NOW, attempt=attempt)


@pytest.mark.django_db(transaction=True)
def test_an_attempt_is_counted_in_the_statement_that_claims_the_key() -> None:
    with CaptureQueriesContext(connection) as queries:
        ask_counted(Work())
    counted = [query["sql"] for query in queries if "ratelimit" in query["sql"]]
    assert ("idempotency" in counted[0]) == (connection.vendor == "postgresql")
    assert (len(counted), Limit.objects.count(), KeptAnswer.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_whoever_tries_too_often_claims_nothing() -> None:
    work = Work()
    for key in ("one", "two"):
        ask_counted(work, key=key)
    with pytest.raises(TooManyAttempts):
        ask_counted(work, key="three")
    assert (work.times, KeptAnswer.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_whoever_asks_again_is_counted_too_and_answered_the_same() -> None:
    work = Work()
    assert [ask_counted(work) for _ in range(2)] == [Answer(201, "done 1")] * 2
    with pytest.raises(TooManyAttempts):
        ask_counted(work)
    assert work.times == 1


def test_an_answer_is_kept_for_a_day() -> None:
    work = Work()
    ask(work)
    forget_old_answers(NOW + KEPT_FOR)
    ask(work)
    assert work.times == 1
    forget_old_answers(NOW + KEPT_FOR + timedelta(seconds=1))
    ask(work)
    assert work.times == 2


def test_neither_key_nor_request_nor_answer_is_kept_readable() -> None:
    ask(Work(), key="client-7:5f0c54c1", request="Ayşe Öztürk")
    table = KeptAnswer._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key_hash, request_hash, answer FROM {table}")  # noqa: S608
        kept = repr([bytes(value) if not isinstance(value, str) else value for value in cursor.fetchone()])
    assert not any(text in kept for text in ("client-7", "Ayşe", "done 1"))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_does_it_and_the_others_are_told_the_same_or_to_wait() -> None:
    barrier, work, found = threading.Barrier(6), Work(), []

    def race() -> None:
        barrier.wait()
        try:
            found.append(ask(work).text)
        except StillWorking:
            found.append("wait")
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert work.times == 1
    assert set(found) <= {"done 1", "wait"}
    assert len(found) == 6
