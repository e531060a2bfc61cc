"""What a city may lay down about its appointments, within which bounds, and what contradicts itself: plain Python.

What each rule means, its source and what holds it stand in docs/rules/appointments.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from math import ceil
from typing import Any

from einamt.kernel.errors import N_

DAY_MINUTES = 24 * 60
STEPS_OF_AN_HOUR = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
"""The lengths of a step, in minutes, that make an hour of whole steps."""
MOST_REMINDERS = 3


class Unit(StrEnum):
    """What a number counts."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    PERCENT = "percent"
    CLOCK = "clock"
    """Minutes after midnight, by the city's wall clock."""
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Number:
    """A rule that is a number: `least` to `most`, both included. `name` is a German msgid."""

    code: str
    name: str
    unit: Unit
    least: int
    most: int


NUMBERS: Mapping[str, Number] = {
    number.code: number
    for number in (
        Number("step_minutes", N_("Länge eines Schritts"), Unit.MINUTES, 1, 60),
        Number("horizon_days", N_("Wie weit voraus"), Unit.DAYS, 0, 366),
        Number("release_minute", N_("Freigabe des neuen Tages"), Unit.CLOCK, 0, DAY_MINUTES - 1),
        Number("lead_minutes", N_("Vorlauf"), Unit.MINUTES, 0, 7 * DAY_MINUTES),
        Number("promise_days", N_("Zusage"), Unit.DAYS, 1, 366),
        Number("hold_minutes", N_("Freihalten beim Ausfüllen"), Unit.MINUTES, 1, 120),
        Number("appointments_per_contact", N_("Offene Termine je Kontakt"), Unit.COUNT, 1, 100),
        Number("late_share_percent", N_("Anteil für dringende Anliegen"), Unit.PERCENT, 0, 100),
        Number("late_release_hours", N_("Freigabe für dringende Anliegen"), Unit.HOURS, 0, 24 * 60),
        Number("late_open_hours", N_("Freigabe der übrigen für alle"), Unit.HOURS, 0, 24 * 60),
        Number("late_arrival_minutes", N_("Frist bei Verspätung"), Unit.MINUTES, 0, 120),
        Number("no_show_minutes", N_("Frist bis „nicht erschienen“"), Unit.MINUTES, 0, 240),
        Number("overbook_percent_max", N_("Überbuchung höchstens"), Unit.PERCENT, 0, 30),
        Number("staff_hours_tolerance_percent", N_("Angebot gegen besetzte Stunden"), Unit.PERCENT, 0, 100),
        Number("offer_minutes", N_("Dauer eines Angebots der Warteliste"), Unit.MINUTES, 5, 2 * DAY_MINUTES),
        Number("offer_ahead_hours", N_("Vorlauf der Warteliste"), Unit.HOURS, 0, 14 * 24),
        Number("offers_unanswered", N_("Angebote ohne Antwort bis zum Ende der Wartezeit"), Unit.COUNT, 1, 20),
        Number("backlog_offer_hours", N_("Dauer eines Angebots nach einem Ausfall"), Unit.HOURS, 1, 14 * 24),
        Number("backlog_ahead_hours", N_("Vorlauf nach einem Ausfall"), Unit.HOURS, 2, 14 * 24),
        Number("backlog_nearer_days", N_("Vorrang des eigenen Amtes nach einem Ausfall"), Unit.DAYS, 0, 366),
        Number("backlog_offers", N_("Angebote nach einem Ausfall, dann ein Anruf"), Unit.COUNT, 1, 20),
        Number("draw_minutes", N_("Sammelzeit vor einer Verlosung"), Unit.MINUTES, 0, 120),
        Number("bulk_release_minimum", N_("Ab so vielen neuen Zeiten wird verlost"), Unit.COUNT, 1, 1_000_000),
        Number("proof_fewest", N_("Rechenaufgabe, mindestens"), Unit.COUNT, 1, 100_000),
        Number("proof_most", N_("Rechenaufgabe, höchstens"), Unit.COUNT, 1, 100_000),
    )
}
"""In the order in which they are read. The bounds of the proof of work count numbers that a browser tries."""

OTHERS: Mapping[str, str] = {
    "is_open_on_all_channels": N_("Auf allen Wegen buchbar"),
    "urgent_service_ids": N_("Dringende Anliegen"),
    "reminder_hours": N_("Erinnerungen"),
    "minimum_supply": N_("Mindestangebot"),
}
"""Rules that are no numbers: code, and name as a German msgid."""
NAMES: Mapping[str, str] = {**{code: number.name for code, number in NUMBERS.items()}, **OTHERS}
"""All rules by their code."""


@dataclass(frozen=True, slots=True)
class Minimum:
    """How many appointments an organisation's offices offer on a working day at least: one of the two measures."""

    organisation_id: int
    per_day: int | None = None
    per_1000_residents: Decimal | None = None

    def needed(self, *, residents: int | None) -> int | None:
        """The appointments a day, rounded up; None where they are by residents and nobody knows how many there are."""
        if self.per_day is not None:
            return self.per_day
        if residents is None or self.per_1000_residents is None:
            return None
        return ceil(self.per_1000_residents * residents / 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """All rules of a day; the fields are those of `regulations.BookingRules`, which tells what they mean."""

    step_minutes: int
    horizon_days: int
    promise_days: int
    hold_minutes: int
    appointments_per_contact: int
    source: str
    release_minute: int = 0
    lead_minutes: int = 10
    late_share_percent: int = 0
    late_release_hours: int = 48
    late_open_hours: int = 24
    late_arrival_minutes: int = 10
    no_show_minutes: int = 10
    overbook_percent_max: int = 0
    staff_hours_tolerance_percent: int = 20
    offer_minutes: int = 120
    offer_ahead_hours: int = 24
    offers_unanswered: int = 3
    backlog_offer_hours: int = 24
    backlog_ahead_hours: int = 3
    backlog_nearer_days: int = 7
    backlog_offers: int = 3
    draw_minutes: int = 0
    bulk_release_minimum: int = 200
    proof_fewest: int = 150
    proof_most: int = 2400
    is_open_on_all_channels: bool = True
    urgent_service_ids: tuple[int, ...] = ()
    reminder_hours: tuple[int, ...] = (24,)
    minimum_supply: tuple[Minimum, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    explanation: str = ""
    explanation_en: str = ""

    def number(self, code: str) -> int:
        """The rule with a code of `NUMBERS`."""
        value: int = getattr(self, code)
        return value

    def source_of(self, code: str) -> str:
        """What a rule is taken from: its own source, or that of all."""
        return self.sources.get(code) or self.source

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it; `from_plain` reads it."""
        values = asdict(self)
        for minimum in values["minimum_supply"]:
            exact = minimum["per_1000_residents"]
            minimum["per_1000_residents"] = None if exact is None else str(exact)
        return values | {"sources": dict(self.sources)}


def from_plain(values: Mapping[str, Any]) -> RuleSet:
    """Rules as `RuleSet.plain` writes them. What a later einamt adds has its default; what it dropped is left out."""
    known = {each.name for each in fields(RuleSet)}
    kept = {name: value for name, value in values.items() if name in known}
    for name in ("urgent_service_ids", "reminder_hours"):
        if name in kept:
            kept[name] = tuple(kept[name])
    if "minimum_supply" in kept:
        kept["minimum_supply"] = tuple(_minimum(each) for each in kept["minimum_supply"])
    return RuleSet(**kept)


def _minimum(values: Mapping[str, Any]) -> Minimum:
    exact = values["per_1000_residents"]
    return Minimum(values["organisation_id"], values["per_day"], None if exact is None else Decimal(exact))


def changes(*, before: RuleSet, after: RuleSet) -> list[str]:
    """The codes of the rules that differ, in the order in which rules are read."""
    return [code for code in NAMES if getattr(before, code) != getattr(after, code)]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What does not fit: the code of the rule to be looked at first, and a whole German sentence as a msgid."""

    code: str
    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def contradictions(rules: RuleSet) -> Iterator[Contradiction]:
    """What is out of bounds in itself, or cannot be kept together with another rule."""
    beyond = list(_out_of_bounds(rules))
    yield from beyond
    if not beyond:
        yield from _of_times(rules)
        yield from _of_fairness(rules)
        yield from _of_lists(rules)


def _out_of_bounds(rules: RuleSet) -> Iterator[Contradiction]:
    for code, number in NUMBERS.items():
        if not number.least <= rules.number(code) <= number.most:
            yield Contradiction(
                code,
                N_("Möglich sind Werte von %(least)s bis %(most)s, nicht %(value)s."),
                {"least": number.least, "most": number.most, "value": rules.number(code)},
            )
    if not rules.source.strip():
        yield Contradiction(
            "source", N_("Bitte nennen Sie die Vorschrift oder den Beschluss, auf dem die Regeln beruhen.")
        )


def _of_times(rules: RuleSet) -> Iterator[Contradiction]:
    if rules.step_minutes not in STEPS_OF_AN_HOUR:
        yield Contradiction(
            "step_minutes",
            N_("Eine Stunde muss ganze Schritte haben: %(value)s Minuten gehen nicht auf. Möglich sind %(possible)s."),
            {"value": rules.step_minutes, "possible": ", ".join(map(str, STEPS_OF_AN_HOUR))},
        )
    # horizon 0 is a city that books nothing for a while: then there is nothing to contradict
    if rules.horizon_days > 0 and rules.lead_minutes >= rules.horizon_days * DAY_MINUTES:
        yield Contradiction(
            "lead_minutes",
            N_("Der Vorlauf ist so lang wie die Zeit, die überhaupt buchbar ist. So wäre nie ein Termin zu haben."),
        )
    if 0 < rules.horizon_days < rules.promise_days:
        yield Contradiction(
            "promise_days",
            N_("Zugesagt sind %(promise)s Tage, buchbar nur %(horizon)s. So ließe sich die Zusage nicht prüfen."),
            {"promise": rules.promise_days, "horizon": rules.horizon_days},
        )
    if rules.no_show_minutes < rules.late_arrival_minutes:
        yield Contradiction(
            "no_show_minutes",
            N_("Wer noch als pünktlich gilt, kann nicht schon als nicht erschienen gelten."),
        )


def _of_fairness(rules: RuleSet) -> Iterator[Contradiction]:
    if rules.late_open_hours > rules.late_release_hours:
        yield Contradiction(
            "late_open_hours",
            N_("Für alle frei würde die Zeit schon %(open)s Stunden vorher, für Dringendes erst %(release)s."),
            {"open": rules.late_open_hours, "release": rules.late_release_hours},
        )
    if rules.late_share_percent and not rules.urgent_service_ids:
        yield Contradiction(
            "urgent_service_ids",
            N_("Ein Anteil wird für dringende Anliegen zurückgehalten, aber keines ist genannt."),
        )
    if rules.late_share_percent and rules.late_release_hours > rules.horizon_days * 24:
        yield Contradiction(
            "late_release_hours",
            N_("Dringendes würde früher frei, als überhaupt gebucht werden kann: So wird nichts zurückgehalten."),
        )
    if rules.offer_minutes > rules.offer_ahead_hours * 60:
        yield Contradiction(
            "offer_minutes",
            N_("Ein Angebot könnte noch gelten, wenn der Termin schon begonnen hat. Vorlauf: %(hours)s Stunden."),
            {"hours": rules.offer_ahead_hours},
        )
    if rules.proof_fewest > rules.proof_most:
        yield Contradiction("proof_most", N_("Das Höchste ist kleiner als das Mindeste."))


def _of_lists(rules: RuleSet) -> Iterator[Contradiction]:
    hours = rules.reminder_hours
    if any(not 1 <= each <= 14 * 24 for each in hours) or len(hours) > MOST_REMINDERS:
        yield Contradiction(
            "reminder_hours",
            N_("Möglich sind bis zu %(most)s Erinnerungen, je 1 bis 336 Stunden vorher."),
            {"most": MOST_REMINDERS},
        )
    elif list(hours) != sorted(set(hours), reverse=True):
        yield Contradiction("reminder_hours", N_("Nennen Sie jede Stunde nur einmal und die längste zuerst."))
    for minimum in rules.minimum_supply:
        measures = [each for each in (minimum.per_day, minimum.per_1000_residents) if each is not None]
        if len(measures) != 1 or measures[0] <= 0:
            yield Contradiction(
                "minimum_supply",
                N_("Ein Mindestangebot ist entweder eine Zahl je Tag oder je 1.000 Einwohner, und größer als null."),
            )
            break
    if len({minimum.organisation_id for minimum in rules.minimum_supply}) < len(rules.minimum_supply):
        yield Contradiction("minimum_supply", N_("Ein Bezirk oder eine Gemeinde steht zweimal im Mindestangebot."))
    if strange := sorted(set(rules.sources) - set(NAMES)):
        yield Contradiction("source", N_("Eine Regel %(name)s gibt es nicht."), {"name": strange[0]})


def decimal_of(text: str) -> Decimal | None:
    """A number as people write it, with comma or point; None where it is none."""
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
