"""Asking the model, and saying what the city reckons with."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from einamt.accounts.models import Staff
from einamt.insight.staffing.errors import ParametersTaken
from einamt.insight.staffing.models import Scenario, StaffingParameters
from einamt.insight.staffing.whatif.question import WhatIf
from einamt.kernel.actor import Actor
from einamt.platform.outbox import steps as outbox

ASKED = "staffing.asked"
"""Topic: a question waits for the worker. The payload names it."""


@transaction.atomic
def ask(*, question: WhatIf, staff: Staff, command_id: UUID, now: datetime) -> Scenario:
    """Have the worker answer a question; the same command is the same question."""
    scenario, is_new = Scenario.objects.get_or_create(
        pk=command_id, defaults={"staff": staff, "question": question.as_data(), "asked_at": now}
    )
    if is_new:
        outbox.publish(topic=ASKED, payload={"scenario": str(scenario.pk)}, now=now)
    return scenario


def set_parameters(
    *,
    starts_on: date,
    annual_hours: float,
    allowance: float,
    wait_minutes: float,
    source: str,
    actor: Actor,
    now: datetime,
) -> StaffingParameters:
    """Say what posts are reckoned with from a day on.

    :raises ParametersTaken: others count from this very day.
    """
    try:
        with transaction.atomic():
            return StaffingParameters.objects.create(
                starts_on=starts_on,
                annual_hours=annual_hours,
                allowance=allowance,
                wait_minutes=wait_minutes,
                source=source,
                set_by=str(actor),
                set_at=now,
            )
    except IntegrityError as taken:
        raise ParametersTaken from taken
