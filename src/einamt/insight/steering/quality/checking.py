"""The rules of data quality, checked for each office and month.

An office of whose month figures are withheld is not checked. The running month is looked at on days alone for which
several counters were planned. No finding tells which days it is about, nor how many:
those on which an office with one clerk was silent would be a figure about her (§ 85(1) no. 13 PersVG Berlin).
Responsible for what is found is the management of the office.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from einamt.catalog.models import Office
from einamt.insight.steering import compiler
from einamt.insight.steering.compiler import Cells
from einamt.insight.steering.indicators.appointments import FOURTEEN_DAYS, WITH_APPOINTMENT
from einamt.insight.steering.indicators.definition import Dimension, Indicator, Share, Source
from einamt.insight.steering.indicators.service import TURNED_AWAY
from einamt.insight.steering.indicators.sources import BOOKINGS, VISITS
from einamt.insight.steering.measuring import Scope
from einamt.insight.steering.overview import by_month
from einamt.insight.steering.protecting import Protection, protections
from einamt.insight.steering.quality.definitions import RULES, Leap, OverCapacity, Rule, SilentDays, SilentNow
from einamt.insight.steering.quality.rules import full, leap, silent_share, silent_since
from einamt.insight.steering.rules import FEWEST_FOR_A_SHARE
from einamt.kernel.periods import Days, months_later
from einamt.platform.facts.queries import Question, answers, reading, view_name
from einamt.procedures.appointments.queries import planned_counters, planned_places

_CASES: Mapping[str, Indicator] = {VISITS.code: TURNED_AWAY, BOOKINGS.code: FOURTEEN_DAYS}
"""Whose cases are those of a source: what is withheld of them is not checked."""
LOOKED_BACK_DAYS = 31


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule in an office; `value` is None where it could not be checked (nothing planned, few cases, withheld)."""

    office: str
    rule: Rule
    value: float | None

    @property
    def is_flagged(self) -> bool:
        """Whether the office should look into it."""
        return self.value is not None and self.value > self.rule.at_most

    @property
    def told(self) -> float | None:
        """The value, where it may be told: days of silence are not counted for anybody to read."""
        return None if isinstance(self.rule.measure, SilentNow | SilentDays) else self.value


@reading()
def findings(*, month: Days, today: date, offices: Collection[str]) -> list[Finding]:
    """Every rule in every one of `offices` (identifiers), for a month that is over; lateness as of `today`.

    :raises NotTold: `month` is no whole month.
    """
    protected = {
        source: protections(indicators=[indicator], periods=[month], by=[Dimension.OFFICE])[0][indicator.code]
        for source, indicator in _CASES.items()
    }
    shares = {source.code: _shares(source, month) for source in (VISITS, BOOKINGS)}
    activity = _Activity(month=month, today=today)
    found = []
    for office in sorted(offices):
        for rule in RULES.values():
            value = None
            if _is_told(protected[rule.source.code], month, office):
                value = (
                    _share(shares[rule.source.code].get(office, {}), rule)
                    if isinstance(rule.measure, Share)
                    else activity.value_of(rule, office=office)
                )
            found.append(Finding(office, rule, value))
    return found


def _is_told(protection: Protection, month: Days, office: str) -> bool:
    return protection.tells(days=month, office=office)


class _Activity:
    """On which days offices had visits, how many, and what was planned."""

    def __init__(self, *, month: Days, today: date) -> None:
        self._month = month
        self._recent = Days(today - timedelta(days=LOOKED_BACK_DAYS), today)
        self._planned = _by_identifier(planned_places(first_day=month.start, last_day=month.last))
        self._counters_now = _by_identifier(planned_counters(first_day=self._recent.start, last_day=self._recent.last))
        self._visits, self._recent_visits = (
            _visits_by_day(rows)
            for rows in answers(questions=[_visits_question(month), _visits_question(self._recent)])
        )
        self._before = _visits_by_month(month)

    def value_of(self, rule: Rule, *, office: str) -> float | None:
        """What a rule that needs more than a month's facts says of an office."""
        told = self._visits.get(office, {})
        planned = self._planned.get(office, {})
        match rule.measure:
            case SilentNow():
                return silent_since(
                    counters=self._counters_now.get(office, {}), told_days=self._recent_visits.get(office, {})
                )
            case SilentDays():
                return silent_share(open_days=planned, told_days=told)
            case OverCapacity():
                return full(visits=told, places=planned)
            case Leap():
                months = self._before.get(office, {})
                before = [count for at, count in months.items() if at < self._month.start]
                now = months.get(self._month.start)
                return None if now is None else leap(before=before, now=now)
            case _:
                return None


def _by_identifier(planned: Mapping[int, Mapping[date, int]]) -> dict[str, Mapping[date, int]]:
    names = dict(Office.objects.values_list("pk", "identifier"))
    return {names[office]: days for office, days in planned.items()}


_VISITS_BY_DAY = f"""
    SELECT office, visit_date AS day, sum("count")::INTEGER AS visits,
           coalesce(sum("count") FILTER ({WITH_APPOINTMENT}), 0)::INTEGER AS booked
    FROM {view_name(VISITS.schema)} WHERE visit_date >= $start AND visit_date < $until
    GROUP BY office, visit_date HAVING visits > 0
"""  # noqa: S608 - our own words


def _visits_question(days: Days) -> Question:
    return Question(_VISITS_BY_DAY, {"start": days.start, "until": days.until})


def _visits_by_day(rows: Iterable[Mapping[str, object]]) -> dict[str, dict[date, int]]:
    """Visits with an appointment by office and day; a day with other visits only is there too."""
    found: dict[str, dict[date, int]] = {}
    for row in rows:
        day, booked = row["day"], row["booked"]
        assert isinstance(day, date) and isinstance(booked, int)  # noqa: S101, PT018 - as the statement says
        found.setdefault(str(row["office"]), {})[day] = booked
    return found


def _visits_by_month(month: Days) -> dict[str, dict[date, int]]:
    """The visits of a month and the twelve before, where they are told."""
    lines = by_month(
        indicator=TURNED_AWAY,
        days=Days(months_later(month.start, -12), month.until),
        scope=Scope(),
        by=Dimension.OFFICE,
    )
    found: dict[str, dict[date, int]] = {}
    for line in lines:
        if line.month is not None and line.cases is not None:
            found.setdefault(line.key, {})[line.month] = line.cases
    return found


def _shares(source: Source, month: Days) -> dict[str, dict[str, tuple[int, int]]]:
    """Part and whole of every rule that is a share, by office and by the rule's code."""
    shares = {code: rule.measure for code, rule in RULES.items() if rule.source is source}
    sums: dict[str, str] = {}
    for code, share in shares.items():
        if isinstance(share, Share):
            sums |= compiler.sums_of(share, name=code)
    cells = Cells(name=f"quality_of_{source.code}", source=source, sums=sums, dimensions=source.dimensions)
    day = source.day
    rows = cells.select(relation=view_name(source.schema), where=f"{day} >= $start AND {day} < $until")
    added = ", ".join(f"coalesce(sum({column}), 0)::BIGINT AS {column}" for column in sums)
    sql = f"SELECT office, {added} FROM ({rows}) GROUP BY office"  # noqa: S608 - our own words
    return {
        row["office"]: {
            code: (row[f"{compiler.column(code)}_part"], row[f"{compiler.column(code)}_whole"])
            for code, share in shares.items()
            if isinstance(share, Share)
        }
        for row in answers(questions=[Question(sql, {"start": month.start, "until": month.until})])[0]
    }


def _share(counted: Mapping[str, tuple[int, int]], rule: Rule) -> float | None:
    part, whole = counted.get(rule.code, (0, 0))
    return part / whole if whole >= FEWEST_FOR_A_SHARE else None
