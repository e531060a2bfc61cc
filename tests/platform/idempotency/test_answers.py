"""A request that is sent again: answered the same, done once, however the first one ended."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from einamt.kernel.errors import DomainError
from einamt.platform.idempotency.errors import KeyUsedOtherwise
from einamt.platform.idempotency.models import KeptAnswer
from einamt.platform.idempotency.operations import (
    KEPT_FOR,
    Answer,
    answered_once,
    answered_with,
    forget_old_answers,
)
from einamt.platform.ratelimit.models import Limit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Work:
    """Something that says how often it was done, and leaves a row each time."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> str:
        Limit.objects.create(key_hash=uuid4().hex, used_until=0)
        self.times += 1
        return f"done {self.times}"


def told(done: str) -> Answer:
    return Answer(201, done)


def ask(work: Callable[[], str], *, key: str = "key", request: str = "book", now: datetime = NOW) -> Answer:
    return answered_once(key=key, request=request, work=work, tell=told, now=now)


def test_the_same_request_is_done_once_and_answered_the_same() -> None:
    work = Work()
    assert [ask(work) for _ in range(3)] == [Answer(201, "done 1")] * 3
    assert Limit.objects.count() == 1


def test_another_request_with_the_key_is_refused_and_changes_nothing() -> None:
    ask(Work())
    with pytest.raises(KeyUsedOtherwise):
        ask(Work(), request="cancel")
    assert Limit.objects.count() == 1


class Refused(DomainError):
    """Somebody was faster."""

    code = "refused"
    message = "No."


def test_what_was_refused_has_left_nothing_and_may_be_tried_again() -> None:
    def refuse() -> str:
        Work()()
        raise Refused

    with pytest.raises(Refused):
        ask(refuse)
    assert (Limit.objects.count(), KeptAnswer.objects.count()) == (0, 0)
    assert ask(Work()) == Answer(201, "done 1")


def test_what_is_refused_the_second_time_is_answered_as_the_first() -> None:
    def refuse() -> str:
        raise Refused

    ask(Work())
    assert ask(refuse) == Answer(201, "done 1")
    with pytest.raises(KeyUsedOtherwise):
        ask(refuse, request="cancel")


def test_an_answer_that_cannot_be_told_undoes_what_was_done() -> None:
    def speechless(done: str) -> Answer:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answered_once(key="key", request="book", work=Work(), tell=speechless, now=NOW)
    assert not Limit.objects.exists()


# Work that writes its answer itself


def ask_with(work: Callable[[Callable[[str], KeptAnswer]], str], *, request: str = "book") -> Answer:
    return answered_with(key="key", request=request, work=work, tell=told, now=NOW)


def test_work_may_write_the_answer_with_its_own_rows() -> None:
    def work(row_of: Callable[[str], KeptAnswer]) -> str:
        row_of("done by hand").save(force_insert=True)
        return "done by hand"

    assert ask_with(work) == Answer(201, "done by hand")
    assert ask(Work()) == Answer(201, "done by hand")


def test_what_a_command_did_before_is_told_as_it_was_kept_and_as_it_is_where_nobody_keeps_it() -> None:
    ask(Work())
    assert ask_with(lambda _: "as it is now") == Answer(201, "done 1")
    with pytest.raises(KeyUsedOtherwise):
        ask_with(lambda _: "as it is now", request="cancel")
    forget_old_answers(NOW + KEPT_FOR + timedelta(seconds=1))
    assert ask_with(lambda _: "as it is now") == Answer(201, "as it is now")


def test_an_answer_that_went_back_with_its_transaction_is_told_by_nobody() -> None:
    @transaction.atomic
    def refused(row: KeptAnswer) -> None:
        row.save(force_insert=True)
        raise Refused

    def work(row_of: Callable[[str], KeptAnswer]) -> str:
        with pytest.raises(Refused):
            refused(row_of("first try"))
        row_of("second try").save(force_insert=True)
        return "second try"

    assert ask_with(work) == Answer(201, "second try")


def test_an_answer_is_kept_for_a_day() -> None:
    work = Work()
    ask(work)
    forget_old_answers(NOW + KEPT_FOR)
    ask(work)
    assert Limit.objects.count() == 1
    forget_old_answers(NOW + KEPT_FOR + timedelta(seconds=1))
    ask(work)
    assert Limit.objects.count() == 2


def test_neither_key_nor_request_nor_answer_is_kept_readable() -> None:
    ask(Work(), key="client-7:5f0c54c1", request="Ayşe Öztürk")
    table = KeptAnswer._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key_hash, request_hash, answer FROM {table}")  # noqa: S608
        kept = repr([bytes(value) if not isinstance(value, str) else value for value in cursor.fetchone()])
    assert not any(text in kept for text in ("client-7", "Ayşe", "done 1"))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_does_it_and_the_others_are_told_the_same() -> None:
    barrier, found = threading.Barrier(6), []

    def race(number: int) -> None:
        def work() -> str:
            Work()()
            return f"done by {number}"

        barrier.wait()
        try:
            found.append(ask(work).text)
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found))) == (6, 1)
    assert Limit.objects.count() == 1
