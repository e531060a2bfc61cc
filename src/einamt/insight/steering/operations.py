"""Setting targets."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from einamt.catalog.models import Organisation
from einamt.insight.steering.errors import ImpossibleTarget, UnknownIndicator
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.models import Target
from einamt.kernel.actor import Actor


@transaction.atomic
def set_target(
    *,
    indicator: str,
    district: Organisation | None,
    starts_on: date,
    at_least: float | None,
    at_most: float | None,
    reason: str,
    actor: Actor,
    command_id: UUID,
    now: datetime,
) -> Target:
    """Say where an indicator should be from `starts_on` on, in its unit; without bounds: that there is no target.

    Of two targets for the same place and day the later one counts. A repeated `command_id` returns the first target.

    :raises UnknownIndicator: there is no such indicator.
    :raises ImpossibleTarget: the bounds exclude each other.
    """
    if indicator not in INDICATORS:
        raise UnknownIndicator
    if at_least is not None and at_most is not None and at_least > at_most:
        raise ImpossibleTarget
    target, _ = Target.objects.get_or_create(
        command_id=command_id,
        defaults={
            "indicator": indicator,
            "district": district,
            "starts_on": starts_on,
            "at_least": at_least,
            "at_most": at_most,
            "reason": reason,
            "set_by": str(actor),
            "set_at": now,
        },
    )
    return target
