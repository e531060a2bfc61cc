"""Several people at one decision at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from einamt.cases.decisions.errors import ArrivalNoted
from einamt.cases.decisions.models import Decision, Delivery
from einamt.cases.decisions.operations import note_arrival, revoke_decision
from einamt.cases.documents.errors import AlreadyRevoked
from einamt.cases.documents.rules import RevocationReason
from einamt.cases.models import Case, CaseEvent
from einamt.kernel.channels import Channel
from einamt.platform.notifications.models import LetterBatch, SentMessage, Settled
from einamt.platform.notifications.operations import make_batches, mark_posted
from tests.cases.decisions.conftest import NOW
from tests.cases.decisions.on_its_way import post_all, work
from tests.factories.decisions import ISSUER, make_decision

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 24)
LATER = NOW + timedelta(days=10)


def at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """What each of them came to, where they all begin together; a refusal is its class."""
    barrier = Barrier(len(works))
    connections.close_all()

    def run(work: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return work()
        except (ArrivalNoted, AlreadyRevoked) as refused:
            return type(refused)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def revoke(decision: Decision) -> None:
    revoke_decision(
        document_id=decision.pk, reason=RevocationReason.MISTAKE, actor=ISSUER, channel=Channel.COUNTER, now=NOW
    )


@pytest.mark.parametrize("attempt", range(4))
def test_a_letter_is_either_posted_or_called_back(case: Case, attempt: int) -> None:
    decision = make_decision(case, now=NOW)
    work()
    make_batches(NOW)
    batch = LetterBatch.objects.get()
    post = partial(mark_posted, batch_id=batch.pk, on=TODAY, by="staff:1", now=NOW)
    call_back = partial(revoke, decision)
    at_once([post, call_back] if attempt % 2 else [call_back, post])
    work()
    letter, delivery = SentMessage.objects.get(batch=batch), Delivery.objects.get()
    is_posted = letter.sent_at is not None
    assert is_posted != (letter.settled == Settled.RECALLED)
    assert (delivery.posted_on is not None, delivery.ended_at is None) == (is_posted, is_posted)


def test_it_is_revoked_once(case: Case) -> None:
    decision = make_decision(case, now=NOW)
    found = at_once([partial(revoke, decision)] * 3)
    assert found.count(AlreadyRevoked) == 2
    assert CaseEvent.objects.filter(case=case, kind="document-revoked").count() == 1


def test_of_two_days_that_are_noted_at_once_the_first_stays(case: Case) -> None:
    decision = make_decision(case, now=NOW)
    work()
    post_all(TODAY)
    note = partial(note_arrival, document_id=decision.pk, actor=ISSUER, now=LATER)
    found = at_once([partial(note, on=date(2026, 12, day)) for day in (1, 2)])
    assert sorted(map(str, found)) == sorted(map(str, [None, ArrivalNoted]))
    assert CaseEvent.objects.filter(case=case, kind="decision-delivered").count() == 1
