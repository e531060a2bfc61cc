"""For whom somebody may act, for what and until when. Plain Python. The law: docs/rules/acting.md."""

from calendar import isleap
from datetime import date, timedelta
from enum import StrEnum

from einamt.kernel.acting import ActingFor
from einamt.kernel.errors import N_

LONGEST = timedelta(days=5 * 365)
"""From the day it is asked for: whoever still acts then shows the proof again, which may have been taken back since."""
REMINDER = timedelta(days=30)
"""So long before the end its person is told, in time to bring a new proof."""
UNDECIDED = timedelta(days=90)
"""What was asked for and never proved has no purpose any more."""
KEPT_YEARS = 3
"""After the end of the calendar year in which it ended: so long it can be asked who could act for somebody (§§ 195,
199(1) BGB)."""
KEPT_AT_MOST = timedelta(days=4 * 365 + 1)
"""What ended on 1 January, with a leap day."""
MOST_ASKED = 10
"""Of one account, not decided yet: a large family, and no flood for the counters."""
LONGEST_TEXT = 500
_OF_AGE = 18


class State(StrEnum):
    """Where it stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


class EndedBy(StrEnum):
    """Which side has ended it before its time."""

    ACTING = "acting"
    PERSON = "person"
    OFFICE = "office"


FOR_WHOM = {
    ActingFor.CHILD: N_("Mein Kind"),
    ActingFor.WARD: N_("Jemand, den ich rechtlich betreue"),
    ActingFor.PRINCIPAL: N_("Jemand, der mir eine Vollmacht gegeben hat"),
}
KINDS = {
    ActingFor.CHILD: N_("Elterliche Sorge"),
    ActingFor.WARD: N_("Rechtliche Betreuung"),
    ActingFor.PRINCIPAL: N_("Vollmacht"),
}
PROOFS = {
    ActingFor.CHILD: N_(
        "Geburtsurkunde des Kindes. Haben Sie die Sorge nicht allein: auch das Einverständnis des anderen Elternteils."
    ),
    ActingFor.WARD: N_("Betreuerausweis (§ 290 FamFG), mit allen Seiten."),
    ActingFor.PRINCIPAL: N_("Unterschriebene Vollmacht, auf der steht, wofür sie gilt."),
}
"""What shows it: §§ 1626, 1629 BGB; § 290 FamFG; § 14(1) VwVfG, § 167 BGB."""


def comes_of_age(birth_date: date) -> date:
    """The first day on which somebody is of age (§ 2 BGB): their 18th birthday, as § 187(2) BGB counts. Who was born on
    29 February is so from 1 March on, where there is no 29th (§ 188(3) BGB).
    """
    year = birth_date.year + _OF_AGE
    if (birth_date.month, birth_date.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return birth_date.replace(year=year)


def last_end(*, kind: ActingFor, birth_date: date, today: date) -> date:
    """The latest day from which on nobody acts any more."""
    return comes_of_age(birth_date) if kind is ActingFor.CHILD else today + LONGEST


def kept_that_ended_from(today: date) -> date:
    """What ended on this day or later is kept on `today`; what ended before it has lapsed."""
    return date(today.year - KEPT_YEARS, 1, 1)
