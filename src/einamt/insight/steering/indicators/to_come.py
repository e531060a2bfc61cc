"""Indicators of procedures that are still to come; all say "no data yet", and why."""

from einamt.insight.steering.indicators.definition import Aim, Direction, Indicator, NotYet, Unit
from einamt.kernel.errors import N_

_CALLS = NotYet(N_("Anrufe werden noch nicht gezählt."))
_RATINGS = NotYet(N_("Bewertungen werden noch nicht gesammelt."))
_ONLINE = NotYet(N_("Anträge im Netz gibt es hier noch nicht."))
_DEFECTS = NotYet(N_("Meldungen von Mängeln gibt es hier noch nicht."))
_PROMISE_OF_115 = N_("Zusage der Behördennummer 115")
_ONLINE_SOURCE = N_("Mehr als dieser Wert gilt in der britischen Verwaltung als sehr gut")
_WHO_ANSWERS = N_("Wer antwortet, entscheidet selbst: Zufriedene und Verärgerte antworten öfter.")

ANSWERED = Indicator(
    code="calls-answered",
    name=N_("115: schnell angenommen"),
    formula=N_("Anrufe, die binnen 30 Sekunden angenommen wurden, geteilt durch alle Anrufe"),
    reckoning=_CALLS,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.75),
    target_source=_PROMISE_OF_115,
    not_for=N_("Sagt nichts darüber, ob geholfen wurde."),
)
FIRST_CONTACT = Indicator(
    code="calls-first-contact",
    name=N_("115: beim ersten Anruf beantwortet"),
    formula=N_("Anrufe, die gleich beantwortet wurden, geteilt durch alle angenommenen"),
    reckoning=_CALLS,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.65),
    target_source=_PROMISE_OF_115,
    not_for=N_("Schwierige Fragen weiterzugeben ist kein Fehler."),
)
CALL_BACK = Indicator(
    code="calls-followed-up",
    name=N_("115: Rückmeldung am nächsten Tag"),
    formula=N_(
        "Weitergegebene Fragen, die binnen 24 Servicestunden beantwortet wurden, geteilt durch alle weitergegebenen"
    ),
    reckoning=_CALLS,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=1.0),
    target_source=_PROMISE_OF_115,
    not_for=N_("Sagt nichts darüber, ob die Antwort richtig war."),
)
SATISFACTION = Indicator(
    code="satisfaction",
    name=N_("Zufriedenheit mit dem Besuch"),
    formula=N_("Antworten „zufrieden“ und „sehr zufrieden“ nach einem Besuch, geteilt durch alle Antworten"),
    reckoning=_RATINGS,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.92),
    target_source=N_("Wert einer früheren Befragung in Berlin"),
    not_for=_WHO_ANSWERS,
)
BOOKING_SATISFACTION = Indicator(
    code="booking-satisfaction",
    name=N_("Zufriedenheit mit der Terminsuche"),
    formula=N_("Antworten „zufrieden“ und „sehr zufrieden“ zur Terminsuche, geteilt durch alle Antworten"),
    reckoning=_RATINGS,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.8),
    target_source=N_("Vorschlag"),
    not_for=N_("Wer keinen Termin fand, wird nicht gefragt."),
)
EASE = Indicator(
    code="ease",
    name=N_("Es war einfach"),
    formula=N_("Zustimmung zu „Es war einfach“, geteilt durch alle Antworten"),
    reckoning=_RATINGS,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.8),
    target_source=N_("Vorschlag; die Frage stellt auch die Verwaltung der Vereinigten Staaten"),
    not_for=_WHO_ANSWERS,
)
TRUST = Indicator(
    code="trust",
    name=N_("Vertrauen gestärkt"),
    formula=N_("Zustimmung zu „Das hat mein Vertrauen gestärkt“, geteilt durch alle Antworten"),
    reckoning=_RATINGS,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=None,
    target_source=N_("Kein Ziel: Es soll steigen"),
    not_for=_WHO_ANSWERS,
)
TAKE_UP = Indicator(
    code="digital-take-up",
    name=N_("Im Netz erledigt"),
    formula=N_("Im Netz abgeschlossene Vorgänge, geteilt durch alle abgeschlossenen"),
    reckoning=_ONLINE,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.79),
    target_source=_ONLINE_SOURCE,
    not_for=N_("Wer ein Amt braucht oder will, soll dorthin können: Mehr ist nicht immer besser."),
)
COMPLETION = Indicator(
    code="digital-completion",
    name=N_("Im Netz zu Ende geführt"),
    formula=N_("Abgeschlossene Vorgänge im Netz, geteilt durch begonnene"),
    reckoning=_ONLINE,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.8),
    target_source=_ONLINE_SOURCE,
    not_for=N_("Wer nur nachsieht, was gebraucht wird, bricht auch ab."),
)
DIGITAL_SATISFACTION = Indicator(
    code="digital-satisfaction",
    name=N_("Zufriedenheit im Netz"),
    formula=N_("Antworten „zufrieden“ und „sehr zufrieden“ nach einem Vorgang im Netz, geteilt durch alle Antworten"),
    reckoning=_RATINGS,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.78),
    target_source=_ONLINE_SOURCE,
    not_for=_WHO_ANSWERS,
)
DECISION = Indicator(
    code="decision-time",
    name=N_("Zeit bis zur Entscheidung"),
    formula=N_("Kalendertage vom vollständigen Antrag bis zur Entscheidung: Acht von zehn warten höchstens so lange"),
    reckoning=NotYet(N_("Entscheidungen über Anträge werden noch nicht gezählt.")),
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    target=None,
    target_source=N_("Was für die Leistung zugesagt ist"),
    not_for=N_("Nicht über verschiedene Leistungen hinweg vergleichen."),
)
DEFECT_REACTION = Indicator(
    code="defect-reaction",
    name=N_("Mängel: erste Antwort"),
    formula=N_("Meldungen, auf die binnen 3 Tagen ein Mensch antwortete, geteilt durch alle Meldungen"),
    reckoning=_DEFECTS,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.95),
    target_source=N_("Vorschlag nach der Frist von 3 Tagen, die in Berlin gilt"),
    not_for=N_("Eine Antwort ist noch keine Reparatur."),
)
DEFECT_FIXED = Indicator(
    code="defect-fixed",
    name=N_("Mängel: wirklich behoben"),
    formula=N_("Behobene Mängel, bestätigt durch ein Foto oder wer sie gemeldet hat, geteilt durch alle fälligen"),
    reckoning=_DEFECTS,
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.85),
    target_source=N_("Vorschlag"),
    not_for=N_("Schweigen zählt nicht als Bestätigung: Der wahre Anteil ist höher."),
)
DEFECT_FALSE_CLOSURE = Indicator(
    code="defect-false-closure",
    name=N_("Mängel: zu früh geschlossen"),
    formula=N_(
        "Geschlossene Meldungen mit der Antwort „nicht behoben“ oder binnen 30 Tagen wieder geöffnet, geteilt durch "
        "alle geschlossenen"
    ),
    reckoning=_DEFECTS,
    unit=Unit.SHARE,
    direction=Direction.LOWER,
    target=Aim(at_most=0.05),
    target_source=N_("Vorschlag"),
    not_for=N_("Ein neuer Schaden an derselben Stelle zählt mit."),
)
CONTRIBUTIONS = Indicator(
    code="contributions-answered",
    name=N_("Beteiligung: begründet beantwortet"),
    formula=N_("Vorschläge mit begründeter öffentlicher Antwort binnen 60 Tagen, geteilt durch alle Vorschläge"),
    reckoning=NotYet(N_("Beteiligung gibt es hier noch nicht.")),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=1.0),
    target_source=N_("Vorschlag"),
    not_for=N_("Sagt nichts darüber, wie viele Vorschläge angenommen wurden."),
)
ALL = (
    ANSWERED,
    FIRST_CONTACT,
    CALL_BACK,
    SATISFACTION,
    BOOKING_SATISFACTION,
    EASE,
    TRUST,
    TAKE_UP,
    COMPLETION,
    DIGITAL_SATISFACTION,
    DECISION,
    DEFECT_REACTION,
    DEFECT_FIXED,
    DEFECT_FALSE_CLOSURE,
    CONTRIBUTIONS,
)
