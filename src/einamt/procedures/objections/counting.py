"""Counting objections, to the day, in the transaction of what is counted."""

from datetime import date, datetime

from einamt.cases.models import Case
from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.facts.schema import FactSchema, Value
from einamt.platform.facts.steps import record
from einamt.platform.shell import city
from einamt.procedures.objections import facts
from einamt.procedures.objections.models import Objection


def count_received(*, objection: Objection, case: Case, now: datetime) -> None:
    """One came in."""
    decision = objection.decision
    issued_on = _day(decision.document.issued_at) if decision is not None else None
    more: dict[str, Value] = {
        "form": objection.form,
        "is_late": objection.is_late,
        "days_since_decision": (objection.received_on - issued_on).days if issued_on else None,
    }
    _record(facts.RECEIVED, objection=objection, case=case, more=more, now=now)


def count_closed(*, objection: Objection, case: Case, now: datetime) -> None:
    """One was decided or taken back; `case` is in the state in which it ended."""
    today = _day(now)
    more: dict[str, Value] = {
        "outcome": str(case.state),
        "closed_on": today,
        "days": (today - objection.received_on).days,
        "is_in_time": case.promised_at is None or now <= case.promised_at,
    }
    _record(facts.CLOSED, objection=objection, case=case, more=more, now=now)


def _record(schema: FactSchema, *, objection: Objection, case: Case, more: dict[str, Value], now: datetime) -> None:
    decision = objection.decision
    record(
        schema=schema,
        occurred_at=at_minute(day=_day(now), minute=0, zone=city.zone()),
        values={
            "service": case.service.identifier,
            "district": case.organisation.identifier,
            "law": decision.law if decision is not None else None,
            "court": decision.court if decision is not None else None,
            "channel": str(case.channel),
            "received_on": objection.received_on,
            **more,
        },
    )


def _day(moment: datetime) -> date:
    return local_date(moment=moment, zone=city.zone())
