"""Two people decide on one proposal at the same moment: one of them does, and four eyes stay four."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections

from einamt.catalog.models import EditorWord, WordVersion
from einamt.catalog.people_words.operations import agree_to_word, propose_word, refuse_word
from einamt.kernel.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ADA, BEA, CEM = "staff:1", "staff:2", "staff:3"
ROUNDS = 6
State = WordVersion.State
Work = Callable[[], str]


@pytest.fixture(autouse=True)
def _connections_of_threads_are_closed() -> Iterator[None]:
    yield
    connections.close_all()


def at_once(*works: Work) -> list[str]:
    """What each gives, all begun at the same moment, each on a connection of its own; a refusal gives its code."""
    barrier = Barrier(len(works))
    connections.close_all()

    def run(work: Work) -> str:
        barrier.wait()
        try:
            return work()
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def propose(*, said: str = "pedelec", means: str = "fahrrad", word: int | None = None, by: str = ADA) -> WordVersion:
    return propose_word(
        word_id=word, said=said, language="de", means=means, weight=0.8, note="", person=by, now=NOW, is_active=True
    )


def agree(version: WordVersion, *, by: str) -> Work:
    return lambda: f"agreed {agree_to_word(version_id=version.pk, person=by, now=NOW).means}"


def refuse(version: WordVersion) -> Work:
    def work() -> str:
        refuse_word(version_id=version.pk, person=CEM, now=NOW)
        return "refused"

    return work


def states(word_id: int) -> list[str]:
    return sorted(WordVersion.objects.filter(word=word_id).values_list("state", flat=True))


def test_of_two_who_agree_to_one_word_one_does_and_the_other_is_told() -> None:
    for number in range(ROUNDS):
        version = propose(said=f"pedelec {number}")
        answers = at_once(agree(version, by=BEA), agree(version, by=CEM))
        assert sorted(answers) == ["agreed fahrrad", "word-not-found"]
        version.refresh_from_db()
        assert version.state == State.IN_FORCE
        assert version.reviewer == (BEA if answers[0].startswith("agreed") else CEM)


def test_whoever_proposed_a_word_does_not_agree_to_it_in_the_crowd_either() -> None:
    for number in range(ROUNDS):
        version = propose(said=f"pedelec {number}")
        own, other = at_once(agree(version, by=ADA), agree(version, by=BEA))
        assert own in {"word-needs-another", "word-not-found"}
        assert other == "agreed fahrrad"
        version.refresh_from_db()
        assert version.reviewer == BEA


def test_a_word_is_agreed_to_or_refused_and_never_both() -> None:
    for number in range(ROUNDS):
        version = propose(said=f"pedelec {number}")
        answers = set(at_once(agree(version, by=BEA), refuse(version)))
        is_agreed = "agreed fahrrad" in answers
        assert answers == ({"agreed fahrrad", "word-not-found"} if is_agreed else {"refused", "word-not-found"})
        assert EditorWord.objects.get(pk=version.word_id).is_active is is_agreed
        assert states(version.word_id) == [State.IN_FORCE if is_agreed else State.REFUSED]


def test_whoever_agrees_while_the_word_is_written_anew_agrees_to_what_was_read_or_to_nothing() -> None:
    for number in range(ROUNDS):
        version = propose(said=f"pedelec {number}")

        def write_anew(word: int = version.word_id, said: str = version.said) -> str:
            return propose(said=said, means="roller", word=word, by=CEM).state

        answers = at_once(agree(version, by=BEA), write_anew)
        assert answers in (["agreed fahrrad", State.PROPOSED], ["word-not-found", State.PROPOSED])
        is_agreed = answers[0].startswith("agreed")
        assert EditorWord.objects.get(pk=version.word_id).is_active is is_agreed
        assert states(version.word_id) == sorted([State.PROPOSED, State.IN_FORCE if is_agreed else State.REPLACED])


def test_of_many_who_propose_one_word_at_once_one_is_first() -> None:
    def work(person: str) -> Work:
        return lambda: propose(by=person).state

    answers = at_once(*(work(f"staff:{number}") for number in range(4)))
    assert sorted(answers) == [State.PROPOSED, *["word-taken"] * 3]
    assert WordVersion.objects.count() == 1
