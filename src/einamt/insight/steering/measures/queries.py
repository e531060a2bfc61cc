"""Measures as they are read, and the effect of one, from the months that may be told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Q

from einamt.insight.steering import overview
from einamt.insight.steering.effects.judging import Judgement, Reason, Verdict, judge
from einamt.insight.steering.effects.panel import Panel
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Dimension, Indicator
from einamt.insight.steering.measuring import Scope
from einamt.insight.steering.models import Measure
from einamt.kernel.periods import Days, month_of, months_later

MONTHS_BEFORE = MONTHS_AFTER = 24
"""The most that is looked at: what is further away says little of the measure."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of a measure, with the months that it was read from."""

    judgement: Judgement
    indicator: Indicator
    months: list[date]
    """By their first days; the month in which it started, if it started within one, is left out."""
    is_after: list[bool]
    treated: list[float | None]
    """The treated places together, by month, in the indicator's unit; None where nothing is told."""
    others: list[float | None]
    """The places it is compared with; empty where there are none."""
    places: list[str]
    """Identifiers of districts or offices, in the order of the panel; empty for the whole city."""
    compared: int
    """How many places it is compared with."""
    left_out: list[str]
    """Places that are treated by another measure for the same indicator meanwhile, and are not compared with."""


def measures(*, organisation_ids: Collection[int] | None = None) -> list[Measure]:
    """All measures, the latest start in front; with `organisation_ids` those of these parts and of the whole city."""
    found = Measure.objects.prefetch_related("districts", "offices")
    if organisation_ids is not None:
        ids = list(organisation_ids)
        found = found.filter(
            Q(districts__in=ids) | Q(offices__organisation__in=ids) | Q(districts=None, offices=None)
        ).distinct()
    return list(found.order_by("-starts_on", "-pk"))


def effect_of(*, measure: Measure, today: date) -> Effect | None:
    """What the months that are over tell of a measure; None where there are no figures at all.

    Figures are those that every page tells (`overview.by_month`): what is withheld there is missing here.
    """
    indicator = INDICATORS[measure.indicator]
    days = _days(measure, today=today)
    if days is None:
        return None
    by, treated = _treated(measure)
    if by is None:
        lines = overview.history(indicator=indicator, days=days, scope=Scope())
    else:
        lines = overview.by_month(indicator=indicator, days=days, scope=Scope(), by=by)
    transition = month_of(measure.starts_on).start if measure.starts_on.day != 1 else None
    told = {("" if by is None else one.key, one.month): one for one in lines if one.value is not None and one.cases}
    known = [month for _, month in told if month is not None and month != transition]
    if not known:
        return None
    # every month has its place, told or not: a gap is no step, and the month of the start is one of them
    months = [
        month
        for number in range(2 * MONTHS_BEFORE + MONTHS_AFTER)
        if (month := months_later(min(known), number)) <= max(known)
    ]
    others = _others(measure, days)
    busy = {place for other in others for place in _places_of(other, by)} if by else set()
    places = sorted({place for place, _ in told if place not in busy or place in treated})
    values = np.full((len(places), len(months)), np.nan)
    weights = np.zeros_like(values)
    for row, place in enumerate(places):
        for column, month in enumerate(months):
            if month != transition and (one := told.get((place, month))):
                values[row, column], weights[row, column] = one.value, one.cases
    panel = Panel(
        values=values,
        weights=weights,
        is_treated=np.array([by is None or place in treated for place in places]),
        is_after=np.array([month >= measure.starts_on for month in months]),
    )
    is_confounded = any(
        _changes_within(other, days) and (by is None or _places_of(other, by) & treated) for other in others
    )
    return Effect(
        judgement=Judgement(Verdict.CANNOT_BE_TOLD, Reason.OTHER_MEASURE)
        if is_confounded
        else judge(panel, expected=measure.expected_change),
        indicator=indicator,
        months=months,
        is_after=panel.is_after.tolist(),
        treated=_plain(panel.series(panel.is_treated)[0]),
        others=_plain(panel.series(~panel.is_treated)[0]) if not panel.is_treated.all() else [],
        places=[] if by is None else places,
        compared=int((~panel.is_treated).sum()),
        left_out=sorted(busy - treated),
    )


def _days(measure: Measure, *, today: date) -> Days | None:
    """The whole months around the start that are over, up to its end."""
    start = months_later(month_of(measure.starts_on).start, -MONTHS_BEFORE)
    until = min(
        month_of(today).start,
        months_later(month_of(measure.starts_on).start, MONTHS_AFTER + 1),
        month_of(measure.ends_on).start if measure.ends_on else date.max,
    )
    return Days(start, until) if start < until else None


def treated_places(measure: Measure) -> set[str]:
    """The identifiers of the districts or offices that a measure is for; empty: the whole city."""
    return _treated(measure)[1]


def _treated(measure: Measure) -> tuple[Dimension | None, set[str]]:
    """What figures are told apart by, and which of them are treated."""
    if offices := {each.identifier for each in measure.offices.all()}:
        return Dimension.OFFICE, offices
    if districts := {each.identifier for each in measure.districts.all()}:
        return Dimension.DISTRICT, districts
    return None, set()


def _others(measure: Measure, days: Days) -> list[Measure]:
    """Other measures for the same indicator that are in force on some of these days."""
    found = Measure.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=days.start),
        indicator=measure.indicator,
        withdrawn_at=None,
        starts_on__lt=days.until,
    ).exclude(pk=measure.pk)
    return list(found.prefetch_related("districts__offices", "offices__organisation"))


def _places_of(measure: Measure, by: Dimension) -> set[str]:
    """The districts or offices that a measure treats, wholly or in part; none where it treats the whole city alike."""
    districts, offices = list(measure.districts.all()), list(measure.offices.all())
    if by is Dimension.DISTRICT:
        return {each.identifier for each in districts} | {each.organisation.identifier for each in offices}
    return {each.identifier for each in offices} | {
        office.identifier for each in districts for office in each.offices.all()
    }


def _changes_within(measure: Measure, days: Days) -> bool:
    """Whether a measure begins or ends in these days; what is there all the time changes nothing between them."""
    return measure.starts_on > days.start or (measure.ends_on is not None and measure.ends_on < days.until)


def _plain(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float | None]:
    return [float(each) if np.isfinite(each) else None for each in values]
