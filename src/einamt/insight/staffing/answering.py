"""The worker's part: it answers what was asked of the model."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from einamt.insight.staffing.errors import NoShowsUnknown, PlaceWithheld, TooLittleHistory
from einamt.insight.staffing.models import Scenario
from einamt.insight.staffing.operations import ASKED
from einamt.insight.staffing.whatif.question import WhatIf
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.measuring import Scope, figures
from einamt.kernel.localtime import local_date
from einamt.kernel.periods import Days, months_later
from einamt.platform.outbox import registry as topics
from einamt.platform.shell import city
from einamt.procedures.appointments.queries import city_rules

NO_SHOW_MONTHS = 6


def answer(payload: Mapping[str, str], now: datetime) -> None:
    """Answer one question, once; the handler of `ASKED`."""
    from einamt.insight.staffing.whatif.asking import answered  # noqa: PLC0415 - numpy, for who reckons

    scenario = Scenario.objects.filter(pk=UUID(payload["scenario"]), answered_at=None).first()
    if scenario is None:
        return
    today = local_date(moment=now, zone=city.zone())
    rules = city_rules(on=today)
    days = Days(months_later(today, -NO_SHOW_MONTHS), months_later(today, 0))
    found = figures(indicators=[INDICATORS["no-show"]], days=days, scope=Scope())
    try:
        told = answered(
            question=WhatIf.of(scenario.question),
            today=today,
            step_minutes=rules.step_minutes,
            horizon=rules.horizon_days,
            promise_days=rules.promise_days,
            no_show=found[0].value if found else None,
        )
    except (TooLittleHistory, NoShowsUnknown, PlaceWithheld) as refusal:
        scenario.refusal = refusal.message
    else:
        scenario.answer = told.as_data()
    scenario.answered_at = now
    scenario.save(update_fields=["answer", "refusal", "answered_at"])


def register() -> None:
    """Have the worker answer."""
    topics.subscribe(topic=ASKED, name="staffing.answer", handler=answer)
