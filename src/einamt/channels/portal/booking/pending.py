"""Booking without JavaScript: what was filled in travels in the link of a mail, sealed, and is stored nowhere.

The link opens a page whose button books; opening it changes nothing, since mail scanners open links too.
"""

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from einamt.channels.portal.booking.summary import Summary, ready_as_booked, summarised
from einamt.channels.portal.booking.visit import Held, Person
from einamt.platform.crypto.secrets import CannotDecrypt, decrypt, encrypt
from einamt.procedures.appointments.operations import ContactDetails
from einamt.procedures.appointments.rules import Paper, paper_of
from einamt.procedures.appointments.tours.reading import home_of_hold

_PURPOSE = "portal.booking.pending"


@dataclass(frozen=True, slots=True)
class PendingBooking:
    """All that is needed to book the time held as `hold_id` when the button behind the link is pressed."""

    hold_id: UUID
    command_id: UUID
    person: Person
    language: str
    office_id: int
    starts_at: datetime
    wishes: list[tuple[int, int]]
    papers_ready: tuple[Paper, ...]
    is_at_home: bool = False

    @property
    def contact(self) -> ContactDetails:
        """Who comes, as the appointments room takes it."""
        person = self.person
        return ContactDetails(
            name=person.name,
            email=person.email,
            phone=person.phone,
            language=self.language,
            papers_ready=self.papers_ready,
            particulars=person.particulars,
        )

    def summary(self, *, language: str) -> Summary:
        """What is to be booked, also when the hold is gone."""
        return summarised(
            starts_at=self.starts_at,
            office_id=self.office_id,
            pairs=self.wishes,
            language=language,
            is_ready=ready_as_booked(papers=self.papers_ready),
            particulars=self.person.particulars,
            home=home_of_hold(hold_id=self.hold_id) if self.is_at_home else None,
            is_at_home=self.is_at_home,
        )


def pending_of(*, held: Held, person: Person, papers_ready: tuple[Paper, ...], language: str) -> PendingBooking:
    """What was held and typed in a browser, to be booked in whichever one opens the mail."""
    return PendingBooking(
        hold_id=held.hold_id,
        command_id=held.command_id,
        person=person,
        language=language,
        office_id=held.office_id,
        starts_at=held.starts_at,
        wishes=held.wishes,
        papers_ready=papers_ready,
        is_at_home=held.is_at_home,
    )


def sealed(pending: PendingBooking) -> str:
    """`pending` as a piece of an address that only this installation can read."""
    person = pending.person
    values = [
        str(pending.hold_id),
        str(pending.command_id),
        asdict(person),
        pending.language,
        pending.office_id,
        pending.starts_at.isoformat(),
        pending.wishes,
        pending.papers_ready,
        pending.is_at_home,
    ]
    data = encrypt(text=json.dumps(values, ensure_ascii=False, separators=(",", ":")), purpose=_PURPOSE)
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def opened(token: str) -> PendingBooking | None:
    """What `sealed` made into `token`; None when it is not ours, was cut off by a mail program or was changed."""
    try:
        data = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        return _read(json.loads(decrypt(data=data, purpose=_PURPOSE)))
    except (CannotDecrypt, binascii.Error, UnicodeEncodeError, ValueError):
        return None


def _read(values: Any) -> PendingBooking:
    hold_id, command_id, person, language, office_id, starts_at, wishes, papers_ready, *at_home = values
    return PendingBooking(
        hold_id=UUID(hold_id),
        command_id=UUID(command_id),
        person=Person(**person) if isinstance(person, dict) else Person(*person),  # as links of before had it
        language=language,
        office_id=office_id,
        starts_at=datetime.fromisoformat(starts_at),
        wishes=[(service_id, persons) for service_id, persons in wishes],
        papers_ready=tuple(paper_of(stored) for stored in papers_ready),
        is_at_home=bool(at_home and at_home[0]),  # links of before do not say it
    )
