"""The live figures of a report, in no language yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from einamt.insight.reports.access import AccessFound, access
from einamt.insight.reports.definitions import Access, BookedBy, Compared, Overview, Report
from einamt.insight.steering import overview
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Dimension
from einamt.insight.steering.measuring import Scope
from einamt.insight.steering.overview import Line
from einamt.kernel.periods import Days
from einamt.platform.facts.queries import reading


@dataclass(frozen=True, slots=True)
class OverviewFound:
    """The lines of an overview."""

    section: Overview
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class ComparedFound:
    """The lines of a comparison, by the indicator's code and by key. None: the days are no whole months."""

    section: Compared
    lines: Mapping[str, Mapping[str, Line]] | None


@dataclass(frozen=True, slots=True)
class BookedByFound:
    """The bookings by channel. None: the days are no whole months."""

    section: BookedBy
    lines: Mapping[str, Line] | None


@dataclass(frozen=True, slots=True)
class AccessSection:
    """The access as the catalogue knows it."""

    section: Access
    found: AccessFound


Found = OverviewFound | ComparedFound | BookedByFound | AccessSection


@dataclass(frozen=True, slots=True)
class Seen:
    """The districts and offices (identifiers) whose figures somebody may see; None: all that are told."""

    districts: frozenset[str]
    offices: frozenset[str]


@reading()
def gather(*, report: Report, days: Days, seen: Seen | None = None) -> list[Found]:
    """What stands in `report` over `days`, all of it from the same facts.

    Every figure comes from `steering.overview`, which withholds what would tell of a person.
    """
    found: list[Found] = []
    for section in report.sections:
        match section:
            case Overview():
                indicators = [INDICATORS[code] for code in section.indicators]
                lines = overview.overview(days=days, scope=Scope(), indicators=indicators)
                found.append(OverviewFound(section, lines))
            case Compared():
                found.append(ComparedFound(section, _compared(section, days, seen)))
            case BookedBy():
                found.append(BookedByFound(section, _booked_by(section, days)))
            case Access():
                found.append(AccessSection(section, access()))
    return found


def _compared(section: Compared, days: Days, seen: Seen | None) -> Mapping[str, Mapping[str, Line]] | None:
    if not days.are_whole_months:
        return None
    keys: frozenset[str] | None = None
    if seen is not None:
        keys = {Dimension.DISTRICT: seen.districts, Dimension.OFFICE: seen.offices}.get(section.by)
    return {
        code: {
            line.key: line
            for line in overview.breakdown(
                indicator=INDICATORS[code], days=days, scope=Scope(), by=section.by, keys=keys
            )
        }
        for code in section.indicators
    }


def _booked_by(section: BookedBy, days: Days) -> Mapping[str, Line] | None:
    if not days.are_whole_months:
        return None
    lines = overview.breakdown(indicator=INDICATORS[section.indicator], days=days, scope=Scope(), by=Dimension.CHANNEL)
    return {line.key: line for line in lines}
