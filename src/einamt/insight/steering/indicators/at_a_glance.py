"""The figures of the first page: some hold at this moment and cannot be reckoned from facts alone."""

from einamt.insight.steering.indicators.appointments import NO_SHOW
from einamt.insight.steering.indicators.definition import Aim, Direction, Indicator, Live, Unit
from einamt.kernel.errors import N_

DAYS_TO_FIRST = Indicator(
    code="days-to-first-free",
    name=N_("Tage bis zum ersten freien Termin"),
    formula=N_("Kalendertage von heute bis zum frühesten Termin, der dort jetzt gebucht werden kann"),
    reckoning=Live(),
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    target=None,
    target_source=N_("was die Buchungsregeln zusagen, in Tagen"),
    not_for=N_("Sagt nichts über die Zahl der freien Termine: Ein einzelner abgesagter Termin morgen ergibt 1 Tag."),
)
WITHIN_PROMISE = Indicator(
    code="within-promise",
    name=N_("Termine binnen der Zusage"),
    formula=N_("Buchungen, deren Termin so bald nach der Buchung liegt wie zugesagt, geteilt durch alle Buchungen"),
    reckoning=Live(),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=1.0),
    target_source=N_("was die Buchungsregeln zusagen, in Tagen"),
    not_for=N_("Wer absichtlich einen späteren Tag wählt, zählt hier als nicht eingehalten."),
)
VISITS_TODAY = Indicator(
    code="visits-today",
    name=N_("Besuche heute"),
    formula=N_("Besuche in den Ämtern dort, die heute bis jetzt beendet wurden"),
    reckoning=Live(),
    unit=Unit.COUNT,
    direction=Direction.NONE,
    target=None,
    target_source="",
    not_for=N_("Kein Maß für Leistung: Wo mehr Menschen wohnen, gibt es mehr Besuche."),
)
AT_A_GLANCE = (DAYS_TO_FIRST, WITHIN_PROMISE, NO_SHOW, VISITS_TODAY)
