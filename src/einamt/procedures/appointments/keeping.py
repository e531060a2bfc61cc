"""Whether the city keeps its own rules: what cannot be enforced is checked every day. Plain Python.

Each check takes what was read (`Observed`) and gives what is not kept, in a sentence with its figures. What is read,
and what becomes of it, stands in `operations.checking`; docs/rules/appointments.md lists the checks.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from einamt.kernel.errors import N_
from einamt.procedures.appointments.ruleset import RuleSet

MOST_NAMED = 5
"""So many services or days are named in a sentence; the number says how many there are."""


@dataclass(frozen=True, slots=True)
class Hours:
    """An office's day in minutes of counters (two counters for an hour are 120): as staffed, and as given out."""

    staffed: int
    offered: int


@dataclass(frozen=True, slots=True)
class OfficeSeen:
    """One office, as its planning and its times are at the moment of the check."""

    id: int
    organisation_ids: Collection[int]
    """Its own organisation and all above."""
    is_public: bool
    opening_days: Collection[date]
    """Days of the horizon on which its opening rules let a counter serve and nothing keeps it closed."""
    planned: Mapping[date, float]
    """How many appointments a day that is planned has in all, free or taken; days without any are missing."""
    closed: Collection[date]
    """Days on which the office stays closed, for a holiday or a closure."""
    opens_minute: int | None
    """When its first counter opens, on the weekday when that is earliest."""
    startable: int = 0
    """Times that lie free in the capacity rows beyond what is reserved there, counted without the search."""
    offered: int = 0
    """Those of them that the search gives to everybody."""
    reserved: int = 0
    """Steps of counters that the capacity rows reserve for urgent services."""
    may_be_reserved: int = 0
    """So many the rules of each day allow."""
    hours: Mapping[date, Hours] = field(default_factory=dict)
    """Of days that may be compared (`operations.staff_hours`)."""
    unserved: Collection[str] = ()
    """Names of services that can be booked there by the catalogue, but that no group of counters serves."""


@dataclass(frozen=True, slots=True)
class OrganisationSeen:
    """A district or municipality with its working days to come."""

    id: int
    name: str
    residents: int | None
    working_days: Collection[date]
    """Days of the horizon, Monday to Friday without holidays (service days, as the 115 counts them)."""


@dataclass(frozen=True, slots=True)
class Observed:
    """All that the checks look at."""

    rules: RuleSet
    last_day: date
    """The last day of the horizon."""
    offices: Collection[OfficeSeen]
    organisations: Mapping[int, OrganisationSeen]
    clock: Callable[[int], str] = field(default=lambda minute: f"{minute // 60}:{minute % 60:02d}")


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that is not kept: where, and a whole German sentence as a msgid. Without a place it is the city's."""

    check: str
    message: str
    params: Mapping[str, str | int]
    office_id: int | None = None
    organisation_id: int | None = None

    @property
    def subject(self) -> str:
        """What it is about, as one text."""
        if self.office_id is not None:
            return f"office:{self.office_id}"
        return "city" if self.organisation_id is None else f"organisation:{self.organisation_id}"


@dataclass(frozen=True, slots=True)
class Check:
    """One daily check; `title` is a German msgid."""

    code: str
    title: str
    days: int
    """Within so many days of being found it is to be put right: at once where people are turned away."""
    run: Callable[[Observed], Iterator[Broken]]


def minimum_supply(seen: Observed) -> Iterator[Broken]:
    """Fewer appointments on a working day than the rules ask of a district."""
    for minimum in seen.rules.minimum_supply:
        part = seen.organisations.get(minimum.organisation_id)
        if part is None or not part.working_days:
            continue
        needed = minimum.needed(residents=part.residents)
        if needed is None:
            yield Broken(
                "minimum-supply",
                N_("Für %(part)s ist ein Mindestangebot nach Einwohnern festgelegt, aber keine Einwohnerzahl bekannt."),
                {"part": part.name},
                organisation_id=part.id,
            )
            continue
        offices = [office for office in seen.offices if part.id in office.organisation_ids]
        supply = {day: sum(office.planned.get(day, 0) for office in offices) for day in part.working_days}
        short = [day for day in sorted(supply) if int(supply[day]) < needed]
        if short:
            least = min(short, key=lambda day: supply[day])
            yield Broken(
                "minimum-supply",
                N_(
                    "%(part)s soll an jedem Werktag %(needed)s Termine anbieten. An %(days)s von %(all)s Tagen sind es "
                    "weniger, am wenigsten am %(least)s: %(count)s."
                ),
                {
                    "part": part.name,
                    "needed": needed,
                    "days": len(short),
                    "all": len(supply),
                    "least": f"{least:%d.%m.%Y}",
                    "count": int(supply[least]),
                },
                organisation_id=part.id,
            )


def horizon_planned(seen: Observed) -> Iterator[Broken]:
    """Days of the horizon on which an office opens, and nothing can be booked because nothing is planned."""
    for office in seen.offices:
        missing = sorted(set(office.opening_days) - set(office.planned))
        if missing:
            yield Broken(
                "horizon-planned",
                N_("%(missing)s von %(days)s Öffnungstagen bis zum %(last)s sind nicht geplant, zuerst der %(first)s."),
                {
                    "missing": len(missing),
                    "days": len(office.opening_days),
                    "last": f"{seen.last_day:%d.%m.%Y}",
                    "first": f"{missing[0]:%d.%m.%Y}",
                },
                office_id=office.id,
            )


def released_before_opening(seen: Observed) -> Iterator[Broken]:
    """An office that opens before the horizon's new day does: who stands at its counter books first."""
    for office in seen.offices:
        if office.opens_minute is not None and office.opens_minute < seen.rules.release_minute:
            yield Broken(
                "release-before-opening",
                N_("Der neue Tag wird erst um %(release)s Uhr frei, das Amt öffnet schon um %(opens)s Uhr."),
                {"release": seen.clock(seen.rules.release_minute), "opens": seen.clock(office.opens_minute)},
                office_id=office.id,
            )


def nothing_kept_back(seen: Observed) -> Iterator[Broken]:
    """Free times that the search does not give beside those that are reserved, and more reserved than the rules' share.

    Which times are reserved can be read and is published; so nothing else may be missing.
    """
    for office in seen.offices:
        if office.offered < office.startable:
            yield Broken(
                "nothing-kept-back",
                N_("%(free)s Zeiten sind frei und nicht für Dringendes zurückgehalten, %(offered)s davon buchbar."),
                {"free": office.startable, "offered": office.offered},
                office_id=office.id,
            )
        elif office.reserved > office.may_be_reserved:
            yield Broken(
                "nothing-kept-back",
                N_("Für dringende Anliegen sind %(reserved)s Schritte zurückgehalten, erlaubt sind %(allowed)s."),
                {"reserved": office.reserved, "allowed": office.may_be_reserved},
                office_id=office.id,
            )


def closed_days_kept(seen: Observed) -> Iterator[Broken]:
    """Counters that serve on a day on which the office stays closed."""
    for office in seen.offices:
        sold = sorted(set(office.closed) & set(office.planned))
        if sold:
            yield Broken(
                "closed-days",
                N_("An %(count)s geschlossenen Tagen sind Schalter geplant: %(days)s."),
                {"count": len(sold), "days": ", ".join(f"{day:%d.%m.%Y}" for day in sold[:MOST_NAMED])},
                office_id=office.id,
            )


def staffed_hours_offered(seen: Observed) -> Iterator[Broken]:
    """Days on which an office offers fewer or more times than its counters are staffed for, beyond the tolerance.

    Fewer: somebody is there, and nobody can book. More: somebody books, and nobody is there; what the city lets
    overbook is allowed on top.
    """
    tolerance, overbooked = seen.rules.staff_hours_tolerance_percent, seen.rules.overbook_percent_max
    for office in seen.offices:
        off = [
            day
            for day, hours in sorted(office.hours.items())
            if day not in office.closed
            and not -tolerance * hours.staffed
            <= 100 * (hours.offered - hours.staffed)
            <= (tolerance + overbooked) * hours.staffed
        ]
        if off:
            worst = max(off, key=lambda day: abs(office.hours[day].offered - office.hours[day].staffed))
            yield Broken(
                "staff-hours",
                N_(
                    "An %(days)s Tagen weicht das Angebot um mehr als %(tolerance)s Prozent von den besetzten "
                    "Schalterstunden ab, am meisten am %(worst)s: %(staffed)s besetzt, %(offered)s buchbar."
                ),
                {
                    "days": len(off),
                    "tolerance": tolerance,
                    "worst": f"{worst:%d.%m.%Y}",
                    "staffed": round(office.hours[worst].staffed / 60),
                    "offered": round(office.hours[worst].offered / 60),
                },
                office_id=office.id,
            )


def open_on_all_channels(seen: Observed) -> Iterator[Broken]:
    """Times that cannot be had by every way: of an office that the portal does not show, or that no counter serves."""
    if not seen.rules.is_open_on_all_channels:
        return
    for office in seen.offices:
        if office.planned and not office.is_public:
            yield Broken(
                "all-channels",
                N_("Im Amt sind Termine geplant, aber es steht nicht im Portal: Buchbar sind sie nur am Schalter."),
                {},
                office_id=office.id,
            )
        elif office.unserved:
            named = sorted(office.unserved)
            yield Broken(
                "all-channels",
                N_("%(count)s Leistungen gelten als buchbar, aber keine Schaltergruppe bedient sie: %(services)s."),
                {"count": len(named), "services": ", ".join(named[:MOST_NAMED])},
                office_id=office.id,
            )


CHECKS: Mapping[str, Check] = {
    check.code: check
    for check in (
        Check("closed-days", N_("Geschlossen, aber geplant"), 2, closed_days_kept),
        Check("horizon-planned", N_("Nicht bis zum Ende geplant"), 7, horizon_planned),
        Check("minimum-supply", N_("Mindestangebot unterschritten"), 14, minimum_supply),
        Check("nothing-kept-back", N_("Zeiten zurückgehalten"), 2, nothing_kept_back),
        Check("staff-hours", N_("Angebot passt nicht zu besetzten Stunden"), 7, staffed_hours_offered),
        Check("release-before-opening", N_("Freigabe nach der Öffnung"), 14, released_before_opening),
        Check("all-channels", N_("Nicht auf allen Wegen buchbar"), 7, open_on_all_channels),
    )
}
"""The gravest first."""


def broken_rules(seen: Observed) -> list[Broken]:
    """All that is not kept."""
    return [broken for check in CHECKS.values() for broken in check.run(seen)]
