"""What is checked of the data themselves, in one declarative place: the rule, its limit, and the facts it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from einamt.insight.steering.indicators.definition import Indicator, Quantile, Share, Source
from einamt.insight.steering.indicators.sources import BOOKINGS, VISITS
from einamt.kernel.errors import N_


class Kind(StrEnum):
    """What is wrong with figures."""

    LATE = "late"
    INCOMPLETE = "incomplete"
    IMPLAUSIBLE = "implausible"


@dataclass(frozen=True, slots=True)
class SilentNow:
    """Opening days up to yesterday since the last one of which there are facts, where several counters were planned.

    It looks into the running month: of an office with one clerk it would tell when she was away.
    """


@dataclass(frozen=True, slots=True)
class SilentDays:
    """Opening days of the month of which there are no facts, as a share of all its opening days."""


@dataclass(frozen=True, slots=True)
class Leap:
    """Visits of the month against the median of the months before, as a ratio of the greater to the smaller."""


@dataclass(frozen=True, slots=True)
class OverCapacity:
    """Visits with an appointment on days that were planned, divided by the places of these days."""


Measure = Share | SilentNow | SilentDays | Leap | OverCapacity


@dataclass(frozen=True, slots=True)
class Rule:
    """One check of an office. Sentences are German, marked for translation; values above `at_most` are flagged."""

    code: str
    kind: Kind
    name: str
    formula: str
    source: Source
    measure: Measure
    at_most: float


_ALL = (
    Rule(
        code="silent-now",
        kind=Kind.LATE,
        name=N_("Keine neuen Zahlen"),
        formula=N_(
            "Öffnungstage bis gestern, seit denen keine Besuche gemeldet wurden; einer ist erlaubt; nur Tage, für die "
            "mindestens drei Schalter zugleich geplant waren"
        ),
        source=VISITS,
        measure=SilentNow(),
        at_most=1,
    ),
    Rule(
        code="silent-days",
        kind=Kind.INCOMPLETE,
        name=N_("Öffnungstage ohne Zahlen"),
        formula=N_(
            "Tage, an denen laut Planung geöffnet war und kein Besuch gezählt ist, geteilt durch alle Öffnungstage"
        ),
        source=VISITS,
        measure=SilentDays(),
        at_most=0.1,
    ),
    Rule(
        code="no-end",
        kind=Kind.INCOMPLETE,
        name=N_("Besuche ohne Ende"),
        formula=N_("Besuche, deren Ende niemand vermerkt hat, geteilt durch alle, zu denen jemand da war"),
        source=VISITS,
        measure=Share(VISITS, part="outcome = 'unfinished'", whole="outcome <> 'no-show'"),
        at_most=0.05,
    ),
    Rule(
        code="no-channel",
        kind=Kind.INCOMPLETE,
        name=N_("Besuche ohne Weg"),
        formula=N_("Besuche, bei denen nicht steht, worüber gebucht wurde, geteilt durch alle Besuche"),
        source=VISITS,
        measure=Share(VISITS, part="coalesce(channel, '') = ''"),
        at_most=0.02,
    ),
    Rule(
        code="booking-no-channel",
        kind=Kind.INCOMPLETE,
        name=N_("Buchungen ohne Weg"),
        formula=N_("Buchungen, bei denen nicht steht, worüber gebucht wurde, geteilt durch alle Buchungen"),
        source=BOOKINGS,
        measure=Share(BOOKINGS, part="coalesce(channel, '') = ''"),
        at_most=0.02,
    ),
    Rule(
        code="impossible-wait",
        kind=Kind.IMPLAUSIBLE,
        name=N_("Unmögliche Dauer"),
        formula=N_(
            "Bediente Besuche mit einer Wartezeit unter 0 oder über 600 Minuten oder einer Bedienzeit bis 0 oder über "
            "600 Minuten, geteilt durch alle bedienten"
        ),
        source=VISITS,
        measure=Share(
            VISITS,
            part="wait_minutes NOT BETWEEN 0 AND 600 OR service_minutes NOT BETWEEN 1 AND 600",
            whole="outcome = 'served'",
        ),
        at_most=0.01,
    ),
    Rule(
        code="booked-for-the-past",
        kind=Kind.IMPLAUSIBLE,
        name=N_("Gebucht für die Vergangenheit"),
        formula=N_("Buchungen für einen Tag vor der Buchung, geteilt durch alle Buchungen"),
        source=BOOKINGS,
        measure=Share(BOOKINGS, part="lead_days < 0"),
        at_most=0.0,
    ),
    Rule(
        code="leap",
        kind=Kind.IMPLAUSIBLE,
        name=N_("Sprung der Besuche"),
        formula=N_(
            "Besuche des Monats, verglichen mit der Mitte der zwölf Monate davor: wievielmal so viele, oder wievielmal "
            "so wenige; geprüft ab sechs Monaten, und nur, was auch über deren übliche Schwankung hinausgeht"
        ),
        source=VISITS,
        measure=Leap(),
        at_most=1.5,
    ),
    Rule(
        code="over-capacity",
        kind=Kind.IMPLAUSIBLE,
        name=N_("Mehr Besuche als Plätze"),
        formula=N_("Besuche mit Termin, geteilt durch die Plätze, die geplant waren"),
        source=VISITS,
        measure=OverCapacity(),
        at_most=1.0,
    ),
)
RULES: Mapping[str, Rule] = {rule.code: rule for rule in _ALL}
"""All rules by code, in the order in which they are shown."""


def touches(rule: Rule, indicator: Indicator) -> bool:
    """Whether an indicator is reckoned from the facts that a rule is about."""
    reckoning = indicator.reckoning
    return isinstance(reckoning, Share | Quantile) and reckoning.source.code == rule.source.code
