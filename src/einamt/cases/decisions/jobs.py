"""What happens to decisions by the clock."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.cases.decisions.models import Delivery
from einamt.cases.decisions.operations import let_letter_follow
from einamt.cases.decisions.rules import DAYS_TO_FETCH, Law, Way
from einamt.cases.models import CaseBlock
from einamt.platform.outbox.queries import named_in
from einamt.platform.outbox.steps import publish

UNFETCHED = "decisions.unfetched"
"""Topic: a decision has lain ready for ten days. Payload: `delivery`."""


@transaction.atomic
def find_unfetched(now: datetime) -> None:
    """Say of each decision that has lain ready for ten days that a letter is to follow: each is a message of its own,
    so that one that fails holds up no other, is tried again, and is seen with the dead letters in the end.
    """
    blocked = CaseBlock.objects.values("case_id")
    waiting = Delivery.objects.filter(
        way=Way.PORTAL, fetched_at=None, ended_at=None, notified_at__lte=now - DAYS_TO_FETCH, decision__law=Law.GENERAL
    ).filter(decision__document__revoked_at=None)
    said = named_in(topic=UNFETCHED, key="delivery")
    for delivery_id in waiting.exclude(decision__document__case_id__in=blocked).values_list("pk", flat=True):
        if str(delivery_id) not in said:
            publish(topic=UNFETCHED, payload={"delivery": str(delivery_id)}, now=now)


def follow_by_post(payload: Mapping[str, str], now: datetime) -> None:
    """Send one of them by post, where its last day to be fetched is over; again changes nothing."""
    let_letter_follow(delivery_id=UUID(payload["delivery"]), now=now)
