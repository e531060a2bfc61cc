"""Which reports there are, and what stands in each: declared here, filled from live figures when one is drafted."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from einamt.insight.steering.indicators.definition import Dimension
from einamt.kernel.errors import N_


class Audience(StrEnum):
    """Who reads what was issued."""

    PUBLIC = "public"
    """Everybody, in the portal."""
    STEERING = "steering"
    """Those who see the figures of the whole city."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Indicators of the whole city against their targets and the year before."""

    title: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A table of indicators (the columns) by districts, offices or services (the rows), over whole months."""

    title: str
    indicators: tuple[str, ...]
    by: Dimension


@dataclass(frozen=True, slots=True)
class BookedBy:
    """How many appointments were booked on which channel: the cases of an indicator that counts all bookings."""

    title: str
    indicator: str = "fourteen-days"


@dataclass(frozen=True, slots=True)
class Access:
    """On which ways services can be had, and at which maturity, as the catalogue knows it now."""

    title: str


Section = Overview | Compared | BookedBy | Access


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is issued for half a year; `name` and `purpose` are German, marked for translation."""

    code: str
    name: str
    purpose: str
    audience: Audience
    sections: tuple[Section, ...]

    @property
    def indicators(self) -> tuple[str, ...]:
        """The codes of all indicators in it, each once, in their order."""
        codes: dict[str, None] = {}
        for section in self.sections:
            match section:
                case Overview(indicators=found) | Compared(indicators=found):
                    codes.update(dict.fromkeys(found))
                case BookedBy(indicator=code):
                    codes[code] = None
                case Access():
                    pass
        return tuple(codes)


_OF_TIMES = ("fourteen-days", "lead-time-median", "lead-time-p90", "third-free", "no-show")
_OF_VISITS = ("wait-median", "wait-p90", "turned-away")

OFFICES = Report(
    code="aemter",
    name=N_("Halbjahresbericht der Ämter"),
    purpose=N_("Wie lange man auf einen Termin und im Amt wartet, in der ganzen Stadt und in jedem Amt."),
    audience=Audience.PUBLIC,
    sections=(
        Overview(N_("Die ganze Stadt"), (*_OF_TIMES, "equity-gap", *_OF_VISITS)),
        Compared(N_("Nach Bezirken"), (*_OF_TIMES, *_OF_VISITS), Dimension.DISTRICT),
        Compared(
            N_("Nach Ämtern"),
            ("fourteen-days", "lead-time-median", "no-show", "wait-median", "turned-away"),
            Dimension.OFFICE,
        ),
        Compared(N_("Nach Leistungen"), ("fourteen-days", "lead-time-median", "third-free"), Dimension.SERVICE),
    ),
)
ACCESS = Report(
    code="zugang",
    name=N_("Bericht über den Zugang zu Leistungen"),
    purpose=N_("Welche Leistungen im Netz zu haben sind, auf welchen Wegen und in welchem Reifegrad."),
    audience=Audience.PUBLIC,
    sections=(
        Access(N_("Wege und Reifegrade")),
        BookedBy(N_("Worüber Termine gebucht wurden")),
    ),
)
REPORTS: Mapping[str, Report] = {report.code: report for report in (OFFICES, ACCESS)}
"""All reports by code."""
