"""What happens to a decision that was issued: the post, the worker, and how it is seen."""

from datetime import date, datetime

import pytest

from einamt.cases.decisions.models import Decision
from einamt.cases.decisions.queries import DecisionView, decision_in
from einamt.platform import clock
from einamt.platform.notifications.models import LetterBatch
from einamt.platform.notifications.operations import make_batches, mark_posted
from einamt.platform.outbox import relay
from tests.cases.decisions.conftest import NOW


def seen(decision: Decision, now: datetime = NOW) -> DecisionView:
    """As pages show it at `now`."""
    return decision_in(case_id=decision.document.case_id, document_id=decision.pk, now=now)


def work(now: datetime = NOW) -> None:
    """Let the worker do what waits at `now`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: now)
        relay.drain()


def post_all(on: date, now: datetime = NOW) -> LetterBatch:
    """Gather the letters that wait in one batch, and hand it to the post."""
    assert make_batches(now) == 1
    batch = LetterBatch.objects.latest("made_at")
    mark_posted(batch_id=batch.pk, on=on, by="staff:1", now=now)
    work(now)
    return batch
