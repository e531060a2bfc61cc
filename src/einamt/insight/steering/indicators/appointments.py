"""Indicators of times, from the search to the booking."""

from einamt.insight.steering.indicators.definition import Aim, Direction, Gap, Indicator, NotYet, Quantile, Share, Unit
from einamt.insight.steering.indicators.sources import BOOKINGS, FREE_TIMES, VISITS
from einamt.kernel.errors import N_

WITH_APPOINTMENT = "coalesce(arrival, 'appointment') = 'appointment'"
"""Facts of before walk-ins were served do not say how somebody came: all had an appointment."""

FOURTEEN_DAYS = Indicator(
    code="fourteen-days",
    name=N_("Termin binnen 14 Tagen"),
    formula=N_("Buchungen für einen Tag höchstens 14 Tage nach der Buchung, geteilt durch alle Buchungen"),
    reckoning=Share(BOOKINGS, part="lead_days <= 14"),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=1.0),
    target_source=N_("Ziel des Landes Berlin: jeder Termin binnen 14 Tagen"),
    not_for=N_("Wer absichtlich einen späteren Tag wählt, zählt als nicht eingehalten."),
)
LEAD_TIME = Indicator(
    code="lead-time-median",
    name=N_("Vorlauf einer Buchung, Median"),
    formula=N_("Kalendertage von der Buchung bis zum Termin: Die Hälfte wartet höchstens so lange"),
    reckoning=Quantile(BOOKINGS, value="lead_days", at=0.5),
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    target=Aim(at_most=14),
    target_source=N_("Ziel des Landes Berlin: jeder Termin binnen 14 Tagen"),
    not_for=N_("Wer nichts fand und aufgab, kommt nicht vor: Ein kleiner Wert kann auch Mangel heißen."),
)
LEAD_TIME_LONG = Indicator(
    code="lead-time-p90",
    name=N_("Vorlauf einer Buchung, 9 von 10"),
    formula=N_("Kalendertage von der Buchung bis zum Termin: Neun von zehn warten höchstens so lange"),
    reckoning=Quantile(BOOKINGS, value="lead_days", at=0.9),
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    target=Aim(at_most=14),
    target_source=N_("Ziel des Landes Berlin: jeder Termin binnen 14 Tagen"),
    not_for=N_("Wer nichts fand und aufgab, kommt nicht vor: Ein kleiner Wert kann auch Mangel heißen."),
)
THIRD_FREE = Indicator(
    code="third-free",
    name=N_("Tage bis zum dritten freien Termin"),
    formula=N_(
        "Median der täglichen Messungen je Leistung und Amt; wo es keine drei freien Termine gibt, zählt der Tag nach "
        "dem letzten buchbaren"
    ),
    reckoning=Quantile(FREE_TIMES, value="coalesce(third_days, horizon_days + 1)", at=0.5),
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    target=Aim(at_most=14),
    target_source=N_("Vorschlag; der dritte freie Termin ist im Gesundheitswesen das übliche Maß"),
    not_for=N_("Jede Leistung und jedes Amt zählt gleich, ob viel oder wenig gefragt."),
)
SUPPLY = Indicator(
    code="supply",
    name=N_("Angebot an Terminen"),
    formula=N_("Buchbare Termine im Monat je 1.000 Einwohnerinnen und Einwohner"),
    reckoning=NotYet(N_("Angebotene Zeiten werden noch nicht gezählt.")),
    unit=Unit.COUNT,
    direction=Direction.HIGHER,
    target=Aim(at_least=51),
    target_source=N_("Bedarf, den das Land Berlin nennt, durch die Zahl der Menschen dort"),
    not_for=N_("Bezirke, in die viele von außen kommen, brauchen mehr."),
)
NO_SHOW = Indicator(
    code="no-show",
    name=N_("Nicht erschienen"),
    formula=N_(
        "Nicht abgesagte Termine, zu denen niemand kam, geteilt durch alle nicht abgesagten Termine, die vorbei sind"
    ),
    reckoning=Share(VISITS, part=f"outcome = 'no-show' AND {WITH_APPOINTMENT}", whole=WITH_APPOINTMENT),
    unit=Unit.SHARE,
    direction=Direction.LOWER,
    target=Aim(at_most=0.08),
    target_source=N_("Vorschlag; 2019 waren es in Berlin 17 Prozent"),
    not_for=N_("Misst nicht, wie sorgsam Menschen sind: Späte Termine und fehlende Erinnerungen erhöhen die Zahl."),
)
REFILLED = Indicator(
    code="refilled",
    name=N_("Abgesagtes wieder gebucht"),
    formula=N_("Abgesagte Termine, deren Zeit wieder gebucht wurde, geteilt durch alle abgesagten"),
    reckoning=NotYet(N_("Was aus einer frei gewordenen Zeit wurde, wird noch nicht gezählt.")),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.8),
    target_source=N_("Vorschlag"),
    not_for=N_("Wer erst am selben Tag absagt, lässt kaum Zeit: Das ist keine Schuld des Amts."),
)
EQUITY_GAP = Indicator(
    code="equity-gap",
    name=N_("Abstand der Bezirke"),
    formula=N_("Termin binnen 14 Tagen: Anteil im besten Bezirk minus Anteil im schlechtesten"),
    reckoning=Gap(of="fourteen-days"),
    unit=Unit.POINTS,
    direction=Direction.LOWER,
    target=Aim(at_most=0.1),
    target_source=N_("Vorschlag"),
    not_for=N_("Ein kleiner Abstand ist kein Erfolg, wenn es überall gleich schlecht steht."),
)
ALL = (FOURTEEN_DAYS, LEAD_TIME, LEAD_TIME_LONG, THIRD_FREE, SUPPLY, NO_SHOW, REFILLED, EQUITY_GAP)
