"""What happens to decisions by the clock."""

from datetime import datetime

from einamt.cases.decisions.models import Delivery
from einamt.cases.decisions.operations import let_letter_follow
from einamt.cases.decisions.rules import DAYS_TO_FETCH, Law, Way


def let_letters_follow(now: datetime) -> None:
    """Send by post what nobody has fetched in time, one transaction each; again changes nothing."""
    waiting = Delivery.objects.filter(
        way=Way.PORTAL, fetched_at=None, ended_at=None, notified_at__lte=now - DAYS_TO_FETCH, decision__law=Law.GENERAL
    )
    for delivery_id in waiting.order_by("notified_at").values_list("pk", flat=True):
        let_letter_follow(delivery_id=delivery_id, now=now)
