"""Setting targets."""

from datetime import date, datetime
from math import isfinite
from uuid import UUID

from django.db import IntegrityError, transaction

from einamt.catalog.models import Organisation
from einamt.insight.steering.errors import ImpossibleTarget, TargetTaken, UnknownIndicator
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

    A repeated `command_id` returns the first target, also when both calls race.

    :raises UnknownIndicator: there is no such indicator.
    :raises ImpossibleTarget: the bounds exclude each other, or one is no number.
    :raises TargetTaken: there is another target for this place from this day on.
    """
    if indicator not in INDICATORS:
        raise UnknownIndicator
    if not all(isfinite(bound) for bound in (at_least, at_most) if bound is not None):
        raise ImpossibleTarget
    if at_least is not None and at_most is not None and at_least > at_most:
        raise ImpossibleTarget
    if earlier := Target.objects.filter(command_id=command_id).first():
        return earlier
    target = Target(
        indicator=indicator,
        district=district,
        starts_on=starts_on,
        at_least=at_least,
        at_most=at_most,
        reason=reason,
        set_by=str(actor),
        set_at=now,
        command_id=command_id,
    )
    try:
        with transaction.atomic():
            target.save(force_insert=True)
    except IntegrityError as taken:
        if earlier := Target.objects.filter(command_id=command_id).first():
            return earlier
        raise TargetTaken from taken
    return target
