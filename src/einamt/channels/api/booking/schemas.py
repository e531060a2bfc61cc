"""What bookings are asked and answered with. Moments carry their offset; days are the city's.

Plain models of pydantic: those of ninja look into every value for attributes of Django's, which none has here.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from einamt.channels.api.schemas import Problem
from einamt.kernel.acting import ActingFor
from einamt.kernel.errors import N_
from einamt.procedures.appointments.helping import Help
from einamt.procedures.appointments.tours.homes import Reason

MOST_SERVICES, MOST_PERSONS, MOST_OFFICES = 5, 6, 50
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _of_our_time(value: datetime) -> datetime:
    """Moments that a calendar of the city can hold, in any zone."""
    if not _FIRST <= value < _LAST:
        message = "between 2000 and 2200"
        raise ValueError(message)
    return value


def _unquoted(value: object) -> object:
    """A key as the draft writes it, a string in quotes (RFC 8941, section 3.3.3), and as most programs do."""
    return value.strip().strip('"') if isinstance(value, str) else value


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
Key = Annotated[UUID, BeforeValidator(_unquoted)]
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,160}$")]
Reference = Annotated[str, StringConstraints(max_length=20)]
_HOLD = "019e5d6f-8e0b-7c1d-9a52-3f1f0c6a7b11"


class _Asked(BaseModel):
    """What is sent; a field that nobody knows is a slip and is said to be one."""

    model_config = ConfigDict(extra="forbid")


class TimesIn(_Asked):
    """Which times are looked for."""

    service: list[Slug] = Field(
        min_length=1, max_length=MOST_SERVICES, description=N_("Schlüssel der Leistungen"), examples=[["reisepass"]]
    )
    persons: list[int] = Field(
        default_factory=list,
        max_length=MOST_SERVICES,
        description=N_("Personen je Leistung, in derselben Folge; sonst eine"),
    )
    office: list[Slug] = Field(default_factory=list, max_length=MOST_OFFICES, description=N_("Nur diese Ämter"))
    begin: Moment | None = Field(
        None,
        alias="from",
        description=N_("Frühester Beginn, mit Abstand zur Weltzeit"),
        examples=["2026-11-25T08:00:00+01:00"],
    )
    end: Moment | None = Field(None, alias="until", description=N_("Beginn davor, mit Abstand zur Weltzeit"))
    limit: int = Field(100, ge=1, le=1000, description=N_("Wie viele es höchstens sein sollen"))


class WishIn(_Asked):
    """A service, for so many persons."""

    service: Slug = Field(description=N_("Schlüssel der Leistung"), examples=["reisepass"])
    persons: int = Field(1, ge=1, le=MOST_PERSONS, description=N_("Für wie viele Personen"), examples=[2])


class HomeIn(_Asked):
    """Where somebody is to be visited who cannot come. Nobody has to prove the reason, and it is not kept."""

    address: str = Field(
        max_length=200, description=N_("Straße, Hausnummer und Postleitzahl"), examples=["Turmstraße 21, 10559 Berlin"]
    )
    hint: str = Field("", max_length=120, description=N_("Wie das Team die Tür findet"), examples=["2. Stock links"])
    reason: Reason = Field(description=N_("Warum jemand nicht ins Amt kommen kann"))


class HomeTimesIn(_Asked):
    """For what and where a visit at home is wanted."""

    services: list[WishIn] = Field(min_length=1, max_length=MOST_SERVICES, description=N_("Anliegen"))
    home: HomeIn = Field(description=N_("Wohin das Team kommen soll"))
    limit: int = Field(100, ge=1, le=1000, description=N_("Wie viele es höchstens sein sollen"))


class HoldIn(_Asked):
    """The time that is to be held."""

    office: Slug = Field(description=N_("Schlüssel des Amtes"), examples=["buergeramt-hohenzollerndamm"])
    starts_at: Moment = Field(
        description=N_("Beginn, mit Abstand zur Weltzeit"), examples=["2026-11-25T08:12:00+01:00"]
    )
    services: list[WishIn] = Field(min_length=1, max_length=MOST_SERVICES, description=N_("Anliegen"))
    home: HomeIn | None = Field(None, description=N_("Wohin das mobile Team des Amtes kommen soll; sonst ins Amt"))


class AppointmentIn(_Asked):
    """Who comes at a held time."""

    hold: UUID = Field(description=N_("Die gehaltene Zeit"), examples=[_HOLD])
    name: str = Field(max_length=120, description=N_("Vor- und Nachname"), examples=["Ayşe Öztürk"])
    email: str = Field(max_length=254, description=N_("Dorthin geht die Bestätigung"), examples=["ayse@example.org"])
    phone: str = Field("", max_length=40, description=N_("Telefonnummer, vielleicht leer"), examples=["030 1234567"])
    acting_for: list[ActingFor] = Field(
        default_factory=list,
        max_length=3,
        description=N_("Für wen jemand auch kommt: Kind, betreute Person, mit Vollmacht"),
    )
    help: list[Help] = Field(default_factory=list, max_length=2, description=N_("Wen das Amt bestellen soll"))
    interpreter_language: str = Field(
        "", max_length=60, description=N_("In welche Sprache gedolmetscht werden soll"), examples=["Dari"]
    )
    proof: str = Field(
        "", max_length=4000, description=N_("Lösung der Rechenaufgabe (ALTCHA, base64); leer mit Zugangskennwort")
    )


class MoveIn(_Asked):
    """The held time that takes the place of the old one."""

    hold: UUID = Field(description=N_("Die gehaltene Zeit"), examples=[_HOLD])


class LeaveOutIn(_Asked):
    """What falls away."""

    service: Slug = Field(description=N_("Wovon eine Person weniger kommt"), examples=["reisepass"])
    sequence: int = Field(ge=0, le=30_000, description=N_("Wie oft der Termin geändert war, als Sie ihn lasen"))


class WaitlistIn(_Asked):
    """What a time would do for, when and where."""

    services: list[WishIn] = Field(min_length=1, max_length=MOST_SERVICES, description=N_("Anliegen"))
    offices: list[Slug] = Field(default_factory=list, max_length=MOST_OFFICES, description=N_("Nur diese Ämter"))
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(
        default_factory=list, max_length=7, description=N_("Nur diese Wochentage, 1 ist Montag"), examples=[[1, 5]]
    )
    from_minute: int = Field(0, ge=0, le=1440, description=N_("Frühestens, in Minuten nach Mitternacht"))
    until_minute: int = Field(1440, ge=0, le=1440, description=N_("Beginn davor, in Minuten nach Mitternacht"))
    first_day: date | None = Field(None, description=N_("Frühester Tag"), examples=["2026-12-01"])
    last_day: date | None = Field(None, description=N_("Spätester Tag"), examples=["2026-12-18"])
    name: str = Field(max_length=120, description=N_("Vor- und Nachname"), examples=["Ayşe Öztürk"])
    email: str = Field(max_length=254, description=N_("Dorthin gehen die Angebote"), examples=["ayse@example.org"])
    phone: str = Field("", max_length=40, description=N_("Telefonnummer, vielleicht leer"))


class Time(BaseModel):
    """A time at an office."""

    office: str = Field(description=N_("Schlüssel des Amtes"))
    starts_at: AwareDatetime = Field(
        description=N_("Beginn, mit Abstand zur Weltzeit"), examples=["2026-11-25T08:12:00+01:00"]
    )


class Times(BaseModel):
    """Free times, the earliest first."""

    times: list[Time] = Field(description=N_("Freie Zeiten, die früheste zuerst"))
    more_from: AwareDatetime | None = Field(description=N_("Beginn der ersten Zeit, die nicht mehr dabei ist"))
    horizon_ends: str = Field(description=N_("Letzter Tag, der schon gebucht werden kann"))


class HomeTimes(BaseModel):
    """When a team can be there, the earliest first."""

    address: str = Field(description=N_("Die Adresse, wie das Team sie liest"))
    radius_km: int | None = Field(description=N_("So weit fahren Teams, wo keines so weit kommt; sonst null"))
    minutes: int = Field(description=N_("Wie lange der Besuch dauert"))
    times: list[Time] = Field(description=N_("Freie Zeiten, die früheste zuerst"))
    more_from: AwareDatetime | None = Field(description=N_("Beginn der ersten Zeit, die nicht mehr dabei ist"))


class BookingProblem(Problem):
    """A refusal (RFC 9457)."""

    next_time: Time | None = Field(
        None, description=N_("Die nächste freie Zeit im selben Amt, wo eine andere gerade vergeben wurde")
    )


class WishOut(BaseModel):
    """A service, for so many persons."""

    service: str = Field(description=N_("Schlüssel der Leistung"))
    name: str = Field(description=N_("Name in der Sprache der Anfrage"))
    persons: int = Field(description=N_("Für wie viele Personen"))


class Part(BaseModel):
    """Where somebody goes after the first counter."""

    starts_at: AwareDatetime = Field(description=N_("Beginn, mit Abstand zur Weltzeit"))
    counters: str = Field(description=N_("Wie die Schalter heißen"))
    services: list[WishOut]


class Hold(BaseModel):
    """A time that is held."""

    id: UUID = Field(description=N_("Kennung, mit der gebucht oder verschoben wird"), examples=[_HOLD])
    office: str = Field(description=N_("Schlüssel des Amtes"))
    starts_at: AwareDatetime = Field(description=N_("Beginn, mit Abstand zur Weltzeit"))
    expires_at: AwareDatetime = Field(description=N_("Bis dahin wird die Zeit gehalten"))
    services: list[WishOut]
    parts: list[Part] = Field(description=N_("Wohin es nach dem ersten Schalter geht"))
    challenge: dict[str, Any] | None = Field(
        description=N_("Rechenaufgabe (ALTCHA) für die Buchung; null mit Zugangskennwort")
    )


class Appointment(BaseModel):
    """An appointment as it stands."""

    reference: str = Field(description=N_("Vorgangsnummer"), examples=["K7M4-RX9-3PA"])
    state: str = Field(description=N_("booked, arrived, called, served, no-show oder cancelled"))
    office: str = Field(description=N_("Schlüssel des Amtes"))
    office_name: str
    at_home: bool = Field(description=N_("Ob das mobile Team des Amtes nach Hause kommt"))
    starts_at: AwareDatetime = Field(description=N_("Beginn, mit Abstand zur Weltzeit"))
    ends_at: AwareDatetime = Field(description=N_("Ende, mit Abstand zur Weltzeit"))
    services: list[WishOut]
    parts: list[Part] = Field(description=N_("Wohin es nach dem ersten Schalter geht"))
    sequence: int = Field(description=N_("Wie oft der Termin geändert wurde"))
    can_change: bool = Field(description=N_("Ob er noch geändert oder abgesagt werden kann"))


class Booked(Appointment):
    """A new appointment, with what only its owner may know."""

    code: str = Field(description=N_("Zugangscode für die Statusseite; nur hier zu lesen"))
    token: str = Field(description=N_("Damit wird der Termin gelesen, geändert und abgesagt; nur hier zu lesen"))
    change_url: str = Field(description=N_("Seite für Menschen, auf der sich der Termin ändern lässt"))


class OnWaitlist(BaseModel):
    """What became of an entry; the same whether or not the address was on the list before."""

    state: str = Field(description=N_("waiting, oder unconfirmed: zählt ab der Bestätigung aus der E-Mail"))
