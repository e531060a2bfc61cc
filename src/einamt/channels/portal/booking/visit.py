"""What has been chosen and typed in this browser, kept in its session between the steps of booking.

One time is held per browser: choosing another one gives the first back. What a person has typed is kept sealed, and
outlives the hold, so that nothing is typed twice. Sessions outlive upgrades: what an older or newer version of this
module has kept, and this one cannot read, counts as not kept.
"""

import base64
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from einamt.catalog.rules.distances import Place
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import at_minute
from einamt.platform.crypto.secrets import CannotDecrypt, decrypt, encrypt
from einamt.platform.shell import city
from einamt.procedures.appointments.helping import Particulars, understood
from einamt.procedures.appointments.models import Hold
from einamt.procedures.appointments.tours.homes import Home

_HELD, _PERSON, _BOOKED, _HOME = "booking.held", "booking.person", "booking.booked", "booking.home"
_SINCE = "booking.held-since"
_PURPOSE, _HOME_PURPOSE = "portal.booking.person", "portal.booking.home"
Typed = TypeVar("Typed", "Person", "HomeTyped")
_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)
"""What reading a session of another version of this module raises: something is missing, added or of another type."""


@dataclass(frozen=True, slots=True)
class Held:
    """The time that is held for this browser, and the command that will book it. `query` leads back to the search."""

    hold_id: UUID
    command_id: UUID
    capacity_day_id: int
    office_id: int
    day: date
    minute: int
    expires_at: datetime
    wishes: list[tuple[int, int]]
    query: str
    is_human: bool = False
    appointment_id: UUID | None = None
    """The appointment that is to be moved to this time; none where a new one is booked."""
    is_at_home: bool = False

    @property
    def starts_at(self) -> datetime:
        """The moment, in UTC."""
        return at_minute(day=self.day, minute=self.minute, zone=city.zone())


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody typed about themselves; `is_checked` once the form has found nothing wrong with it."""

    name: str
    email: str
    phone: str
    is_checked: bool = False
    acting_for: list[str] = field(default_factory=list)
    """Codes of `helping.ActingFor`."""
    help: list[str] = field(default_factory=list)
    """Codes of `helping.Help`."""
    language: str = ""

    @property
    def particulars(self) -> Particulars:
        """For whom they come, and what help they need."""
        return understood(acting_for=self.acting_for, needed=self.help, language=self.language)


@dataclass(frozen=True, slots=True)
class HomeTyped:
    """Where somebody is to be visited, and the code of why they cannot come (`homes.Reason`)."""

    address: str
    latitude: float
    longitude: float
    hint: str
    reason: str

    @property
    def home(self) -> Home:
        """As the appointments room takes it."""
        return Home(self.address, Place(latitude=self.latitude, longitude=self.longitude), self.hint)


@dataclass(frozen=True, slots=True)
class BookedHere:
    """What this browser booked last: its page can be seen again, and the same form sent twice finds it."""

    appointment_id: UUID
    command_id: UUID
    hold_id: UUID
    is_latest: bool
    """Whether nothing has been held since: what is left open in this browser can then only be about this booking."""


def new_held(*, hold: Hold, query: str, appointment_id: UUID | None = None) -> Held:
    """`hold` as this browser remembers it, with a fresh command."""
    place = hold.capacity_day
    return Held(
        hold_id=hold.pk,
        command_id=new_id(),
        capacity_day_id=hold.capacity_day_id,
        office_id=place.group.office_id,
        day=place.day,
        minute=hold.start_minute,
        expires_at=hold.expires_at,
        wishes=[(service_id, persons) for service_id, persons in hold.wishes],
        query=query,
        appointment_id=appointment_id,
        is_at_home=hold.is_home_visit,
    )


def held_in(session: SessionBase) -> Held | None:
    """The time that is held for this browser; it may have run out meanwhile."""
    try:
        return _held(session[_HELD])
    except _UNREADABLE:
        return None


def remember_held(session: SessionBase, held: Held) -> None:
    """Keep `held` in place of what was held before."""
    session[_SINCE] = True
    session[_HELD] = {
        **asdict(held),
        "hold_id": str(held.hold_id),
        "command_id": str(held.command_id),
        "day": held.day.isoformat(),
        "expires_at": held.expires_at.isoformat(),
        "appointment_id": str(held.appointment_id) if held.appointment_id else "",
    }


def remember_human(session: SessionBase, held: Held) -> None:
    """Note that the proof of work for `held` was done."""
    remember_held(session, replace(held, is_human=True))


def forget_held(session: SessionBase) -> None:
    """Nothing is held any more."""
    session.pop(_HELD, None)


def person_in(session: SessionBase) -> Person | None:
    """What was typed, if it was typed in this browser."""
    return _opened(session, _PERSON, Person, purpose=_PURPOSE)


def home_in(session: SessionBase) -> HomeTyped | None:
    """Where somebody is to be visited, if it was typed in this browser."""
    return _opened(session, _HOME, HomeTyped, purpose=_HOME_PURPOSE)


def remember_home(session: SessionBase, home: HomeTyped) -> None:
    """Keep where it is, sealed, until it is booked or the browser's session ends."""
    session[_HOME] = _sealed(home, purpose=_HOME_PURPOSE)


def remember_person(session: SessionBase, person: Person) -> None:
    """Keep what was typed, sealed, until it is booked or the browser's session ends."""
    session[_PERSON] = _sealed(person, purpose=_PURPOSE)


def booked_in(session: SessionBase) -> BookedHere | None:
    """What was booked last in this browser."""
    try:
        kept = session[_BOOKED]
        return BookedHere(
            appointment_id=UUID(kept["appointment"]),
            command_id=UUID(kept["command"]),
            hold_id=UUID(kept["hold"]),
            is_latest=_SINCE not in session,
        )
    except _UNREADABLE:
        return None


def remember_booked(session: SessionBase, *, appointment_id: UUID, command_id: UUID, hold_id: UUID) -> None:
    """Keep what was booked; what was held and typed has served its purpose."""
    session[_BOOKED] = {"appointment": str(appointment_id), "command": str(command_id), "hold": str(hold_id)}
    for kept in (_HELD, _PERSON, _SINCE, _HOME):
        session.pop(kept, None)


def _sealed(typed: Person | HomeTyped, *, purpose: str) -> str:
    return base64.b64encode(encrypt(text=json.dumps(asdict(typed)), purpose=purpose)).decode()


def _opened(session: SessionBase, name: str, kind: type[Typed], *, purpose: str) -> Typed | None:
    kept = session.get(name)
    if not isinstance(kept, str):
        return None
    try:
        return kind(**json.loads(decrypt(data=base64.b64decode(kept), purpose=purpose)))
    except (CannotDecrypt, *_UNREADABLE):
        return None


def _held(kept: dict[str, Any]) -> Held:
    return Held(
        **{
            **kept,
            "hold_id": UUID(kept["hold_id"]),
            "command_id": UUID(kept["command_id"]),
            "day": date.fromisoformat(kept["day"]),
            "expires_at": datetime.fromisoformat(kept["expires_at"]),
            "wishes": [(service_id, persons) for service_id, persons in kept["wishes"]],
            "appointment_id": UUID(kept["appointment_id"]) if kept["appointment_id"] else None,
        }
    )
