"""Recording measures, changing what is expected of them before they start, ending and withdrawing them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from uuid import UUID

from django.db import IntegrityError, transaction

from einamt.catalog.models import Office, Organisation
from einamt.insight.steering.errors import ImpossibleMeasure, MeasureNotAhead, MeasureOver, MeasureStarted
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.measures.rules import is_judgeable
from einamt.insight.steering.models import Measure, MeasureEntry
from einamt.kernel.actor import Actor
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is done where, from which day on, and what it is expected to change, in the indicator's unit."""

    title: str
    hypothesis: str
    indicator: str
    expected_change: float
    starts_on: date
    districts: Collection[Organisation] = ()
    offices: Collection[Office] = ()

    def plain(self) -> dict[str, str | float | list[str]]:
        """As it is kept in the history."""
        return {
            "title": self.title,
            "hypothesis": self.hypothesis,
            "indicator": self.indicator,
            "expected_change": self.expected_change,
            "starts_on": self.starts_on.isoformat(),
            "districts": sorted(each.name for each in self.districts),
            "offices": sorted(each.name for each in self.offices),
        }


def record_measure(
    *, expectation: Expectation, is_afterwards: bool, actor: Actor, command_id: UUID, now: datetime
) -> Measure:
    """Write a measure down before it starts; one that has started only if that is said (`is_afterwards`).

    A repeated `command_id` returns the first measure, also when both calls race.

    :raises ImpossibleMeasure: nothing could ever be told of it.
    :raises MeasureNotAhead: it has started, and nobody has said so.
    """
    _check(expectation)
    has_started = expectation.starts_on <= local_date(moment=now, zone=city.zone())
    if has_started and not is_afterwards:
        raise MeasureNotAhead
    if earlier := Measure.objects.filter(command_id=command_id).first():
        return earlier
    try:
        with transaction.atomic():
            measure = Measure.objects.create(
                title=expectation.title,
                hypothesis=expectation.hypothesis,
                indicator=expectation.indicator,
                expected_change=expectation.expected_change,
                starts_on=expectation.starts_on,
                is_recorded_afterwards=has_started,
                recorded_by=str(actor),
                recorded_at=now,
                command_id=command_id,
            )
            measure.districts.set(expectation.districts)
            measure.offices.set(expectation.offices)
            _note(measure, MeasureEntry.Kind.RECORDED, actor=actor, now=now)
    except IntegrityError:
        return Measure.objects.get(command_id=command_id)
    return measure


@transaction.atomic
def change_measure(*, measure_id: int, expectation: Expectation, reason: str, actor: Actor, now: datetime) -> Measure:
    """Say anew what is expected, before the start; the history keeps what it was.

    :raises ImpossibleMeasure: nothing could ever be told of it.
    :raises MeasureNotAhead: it is to start today or earlier.
    :raises MeasureStarted: it has started.
    :raises MeasureOver: it was withdrawn.
    """
    _check(expectation)
    measure = _locked(measure_id)
    today = local_date(moment=now, zone=city.zone())
    if measure.starts_on <= today:
        raise MeasureStarted
    if expectation.starts_on <= today:
        raise MeasureNotAhead
    before, after = expectation_of(measure).plain(), expectation.plain()
    differing = {name: value for name, value in before.items() if value != after[name]}
    if not differing:
        return measure
    for name in ("title", "hypothesis", "indicator", "expected_change", "starts_on"):
        setattr(measure, name, getattr(expectation, name))
    measure.save()
    measure.districts.set(expectation.districts)
    measure.offices.set(expectation.offices)
    _note(measure, MeasureEntry.Kind.CHANGED, actor=actor, now=now, reason=reason, before=differing)
    return measure


@transaction.atomic
def end_measure(*, measure_id: int, ends_on: date, reason: str, actor: Actor, now: datetime) -> Measure:
    """Say that it holds no more from a day on; months after it do not count as its effect.

    :raises ImpossibleMeasure: it would end before it has started.
    :raises MeasureOver: it has ended or was withdrawn.
    """
    measure = _locked(measure_id)
    if measure.ends_on is not None:
        raise MeasureOver
    if ends_on <= measure.starts_on:
        raise ImpossibleMeasure
    measure.ends_on = ends_on
    measure.save(update_fields=["ends_on"])
    _note(measure, MeasureEntry.Kind.ENDED, actor=actor, now=now, reason=reason)
    return measure


@transaction.atomic
def withdraw_measure(*, measure_id: int, reason: str, actor: Actor, now: datetime) -> Measure:
    """Say that it was never carried out as recorded; it stays in the list, and no effect is told.

    :raises MeasureOver: it was withdrawn before.
    """
    measure = _locked(measure_id)
    measure.withdrawn_at = now
    measure.save(update_fields=["withdrawn_at"])
    _note(measure, MeasureEntry.Kind.WITHDRAWN, actor=actor, now=now, reason=reason)
    return measure


def expectation_of(measure: Measure) -> Expectation:
    """What is expected of a measure now."""
    return Expectation(
        title=measure.title,
        hypothesis=measure.hypothesis,
        indicator=measure.indicator,
        expected_change=measure.expected_change,
        starts_on=measure.starts_on,
        districts=list(measure.districts.all()),
        offices=list(measure.offices.all()),
    )


def _check(expectation: Expectation) -> None:
    indicator = INDICATORS.get(expectation.indicator)
    is_possible = (
        indicator is not None
        and is_judgeable(indicator=indicator)
        and isfinite(expectation.expected_change)
        and expectation.expected_change != 0
        and not (expectation.districts and expectation.offices)
    )
    if not is_possible:
        raise ImpossibleMeasure


def _locked(measure_id: int) -> Measure:
    measure = Measure.objects.select_for_update().get(pk=measure_id)
    if measure.withdrawn_at is not None:
        raise MeasureOver
    return measure


def _note(
    measure: Measure,
    kind: MeasureEntry.Kind,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    before: dict[str, str | float | list[str]] | None = None,
) -> None:
    MeasureEntry.objects.create(
        measure=measure, kind=kind, reason=reason, before=before or {}, actor=str(actor), at=now
    )
