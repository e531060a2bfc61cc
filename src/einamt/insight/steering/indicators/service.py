"""Indicators of the visit: waiting, counters, and whether a matter was settled."""

from einamt.insight.steering.indicators.definition import Aim, Direction, Indicator, NotYet, Quantile, Share, Unit
from einamt.insight.steering.indicators.sources import VISITS
from einamt.kernel.errors import N_

UTILISATION = Indicator(
    code="utilisation",
    name=N_("Auslastung"),
    formula=N_("Minuten, in denen an Schaltern bedient wurde, geteilt durch Minuten, in denen sie geöffnet waren"),
    reckoning=NotYet(N_("Geöffnete Schalterzeiten werden noch nicht gezählt.")),
    unit=Unit.SHARE,
    direction=Direction.NONE,
    target=Aim(at_least=0.85, at_most=0.95),
    target_source=N_("Vorschlag; darüber wächst das Warten sprunghaft"),
    not_for=N_("Kein Maß für einzelne Beschäftigte."),
)
WAIT = Indicator(
    code="wait-median",
    name=N_("Warten vor Ort, Median"),
    formula=N_("Minuten vom Termin (ohne Termin: von der Nummer) bis zum Aufruf: Die Hälfte wartet höchstens so lange"),
    reckoning=Quantile(VISITS, value="wait_minutes", at=0.5, where="outcome = 'served'"),
    unit=Unit.MINUTES,
    direction=Direction.LOWER,
    target=Aim(at_most=10),
    target_source=N_("Vorschlag nach dem, was andere große Städte erreichen"),
    not_for=N_("Zählt nur, wer bedient wurde; wer vorher ging, steht unter „Ohne Bedienung gegangen“."),
)
WAIT_LONG = Indicator(
    code="wait-p90",
    name=N_("Warten vor Ort, 9 von 10"),
    formula=N_(
        "Minuten vom Termin (ohne Termin: von der Nummer) bis zum Aufruf: Neun von zehn warten höchstens so lange"
    ),
    reckoning=Quantile(VISITS, value="wait_minutes", at=0.9, where="outcome = 'served'"),
    unit=Unit.MINUTES,
    direction=Direction.LOWER,
    target=Aim(at_most=15),
    target_source=N_("Vorschlag"),
    not_for=N_("Zählt nur, wer bedient wurde; wer vorher ging, steht unter „Ohne Bedienung gegangen“."),
)
TURNED_AWAY = Indicator(
    code="turned-away",
    name=N_("Ohne Bedienung gegangen"),
    formula=N_("Besuche, die vor der Bedienung endeten, geteilt durch alle Besuche, zu denen jemand da war"),
    reckoning=Share(VISITS, part="outcome = 'left'", whole="outcome <> 'no-show'"),
    unit=Unit.SHARE,
    direction=Direction.LOWER,
    target=Aim(at_most=0.01),
    target_source=N_("Vorschlag; eine große Stadt senkte die Zahl binnen weniger Jahre fast auf null"),
    not_for=N_("Wer schon an der Tür umkehrt, wird nicht gezählt."),
)
REALISM = Indicator(
    code="slot-realism",
    name=N_("Geplante und wirkliche Dauer"),
    formula=N_("Median der Bedienminuten, geteilt durch die geplanten Minuten"),
    reckoning=NotYet(N_("Die geplante Dauer steht noch nicht bei den Besuchen.")),
    unit=Unit.RATIO,
    direction=Direction.NONE,
    target=Aim(at_least=0.9, at_most=1.1),
    target_source=N_("Vorschlag"),
    not_for=N_("Kein Maß für einzelne Beschäftigte; schwierige Anliegen dauern länger."),
)
FIRST_VISIT = Indicator(
    code="first-visit",
    name=N_("Mit einem Besuch erledigt"),
    formula=N_("Anliegen, die ohne zweiten Besuch abgeschlossen wurden, geteilt durch alle abgeschlossenen"),
    reckoning=NotYet(N_("Ob ein Besuch zu einem früheren gehört, wird noch nicht gezählt.")),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.9),
    target_source=N_("Vorschlag"),
    not_for=N_("Leistungen mit Abholung brauchen zwei Besuche und zählen nicht dazu."),
)
COST = Indicator(
    code="cost",
    name=N_("Kosten je Vorgang"),
    formula=N_("Volle Kosten, geteilt durch Vorgänge"),
    reckoning=NotYet(N_("Kosten werden hier noch nicht geführt.")),
    unit=Unit.EURO,
    direction=Direction.LOWER,
    target=None,
    target_source=N_("Kein Ziel: Es zählt der Verlauf, verglichen nur bei gleicher Mischung der Anliegen"),
    not_for=N_("Nicht zum Vergleich von Ämtern mit verschiedenen Anliegen."),
)
CASES_PER_POST = Indicator(
    code="cases-per-post",
    name=N_("Fälle je besetzter Stelle"),
    formula=N_("Fälle, gewichtet nach ihrem Aufwand, geteilt durch besetzte Vollzeitstellen"),
    reckoning=NotYet(N_("Stellen werden hier noch nicht geführt.")),
    unit=Unit.COUNT,
    direction=Direction.NONE,
    target=None,
    target_source=N_("Kein Ziel: nur zum Vergleich"),
    not_for=N_("Kein Maß für einzelne Beschäftigte und keine Vorgabe."),
)
STAFFED = Indicator(
    code="staffed",
    name=N_("Besetzte Stellen"),
    formula=N_("Besetzte Vollzeitstellen, geteilt durch bewilligte"),
    reckoning=NotYet(N_("Stellen werden hier noch nicht geführt.")),
    unit=Unit.SHARE,
    direction=Direction.HIGHER,
    target=Aim(at_least=0.98),
    target_source=N_("Vorschlag nach dem, was andere Städte erreichen"),
    not_for=N_("Besetzt heißt nicht anwesend."),
)
ALL = (UTILISATION, WAIT, WAIT_LONG, TURNED_AWAY, REALISM, FIRST_VISIT, COST, CASES_PER_POST, STAFFED)
