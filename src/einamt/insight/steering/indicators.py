"""What the city measures, in one declarative place: what a number means, where its target comes from, what it is
not for.
"""

from dataclasses import dataclass
from enum import StrEnum

from einamt.kernel.errors import N_


class Direction(StrEnum):
    """Which way is better."""

    LOWER = "lower"
    HIGHER = "higher"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. Sentences are German, marked for translation; `target` is in `unit`, None where there is none."""

    code: str
    name: str
    formula: str
    unit: str
    direction: Direction
    target: float | None
    target_source: str
    not_for: str


DAYS_TO_FIRST = Indicator(
    code="days-to-first-free",
    name=N_("Tage bis zum ersten freien Termin"),
    formula=N_("Kalendertage von heute bis zum frühesten Termin, der dort jetzt gebucht werden kann"),
    unit="days",
    direction=Direction.LOWER,
    target=None,
    target_source=N_("was die Buchungsregeln zusagen, in Tagen"),
    not_for=N_("Sagt nichts über die Zahl der freien Termine: Ein einzelner abgesagter Termin morgen ergibt 1 Tag."),
)
WITHIN_PROMISE = Indicator(
    code="within-promise",
    name=N_("Termine binnen der Zusage"),
    formula=N_("Buchungen, deren Termin so bald nach der Buchung liegt wie zugesagt, geteilt durch alle Buchungen"),
    unit="share",
    direction=Direction.HIGHER,
    target=1.0,
    target_source=N_("was die Buchungsregeln zusagen, in Tagen"),
    not_for=N_("Wer absichtlich einen späteren Tag wählt, zählt hier als nicht eingehalten."),
)
NO_SHOW = Indicator(
    code="no-show",
    name=N_("Nicht erschienen"),
    formula=N_(
        "Nicht abgesagte Termine, zu denen niemand kam, geteilt durch alle nicht abgesagten Termine, die vorbei sind"
    ),
    unit="share",
    direction=Direction.LOWER,
    target=0.08,
    target_source=N_("Vorschlag; 2019 waren es in Berlin 17 Prozent"),
    not_for=N_("Misst nicht, wie sorgsam Menschen sind: Späte Termine und fehlende Erinnerungen erhöhen die Zahl."),
)
VISITS_TODAY = Indicator(
    code="visits-today",
    name=N_("Besuche heute"),
    formula=N_("Besuche in den Ämtern dort, die heute bis jetzt beendet wurden"),
    unit="count",
    direction=Direction.NONE,
    target=None,
    target_source="",
    not_for=N_("Kein Maß für Leistung: Wo mehr Menschen wohnen, gibt es mehr Besuche."),
)
AT_A_GLANCE = (DAYS_TO_FIRST, WITHIN_PROMISE, NO_SHOW, VISITS_TODAY)
