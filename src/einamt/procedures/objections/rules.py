"""How an objection comes in, may go on, and by when it is to be decided. Plain Python; docs/rules/decisions.md."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from einamt.cases.decisions.rules import MONTHS_TO_DECIDE, Court, is_late, months_after

KIND = "objection"
"""The code of the kind of case."""
LONGEST = 8_000
"""Characters of grounds: four pages. Who has more to say sends a letter."""
LINK_LASTS = timedelta(days=2)
"""How long the link of a mail takes an objection back."""
ONE_LINK_IN = timedelta(minutes=5)
"""Asked again sooner, no other mail goes out."""


class State(StrEnum):
    """Where an objection is."""

    RECEIVED = "received"
    UNDER_REVIEW = "under-review"
    REMEDIED = "remedied"
    """Abhilfe (§ 72 VwGO, § 85(1) SGG): the decision is set aside."""
    PARTLY_REMEDIED = "partly-remedied"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happens to an objection."""

    LODGED = "lodged"
    TAKEN_UP = "taken-up"
    REMEDIED = "remedied"
    PARTLY_REMEDIED = "partly-remedied"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Form(StrEnum):
    """In which form it came in; whether that is enough, § 70(1) VwGO and § 84(1) SGG say."""

    WRITTEN = "written"
    """A signed letter."""
    RECORD = "record"
    """Said at the counter and written down there (zur Niederschrift)."""
    IDENTIFIED = "identified"
    """On the portal, by somebody whom the state's or city's sign-in service has identified."""
    PLAIN = "plain"
    """On the portal, by reference and code or a mail address."""


ENOUGH = frozenset({Form.WRITTEN, Form.RECORD, Form.IDENTIFIED})
"""§ 70(1) VwGO with § 3a(3) VwVfG and § 9a(5) OZG; `PLAIN` wants a signature within the deadline, and is made good
in one of these.
"""

DECIDING = {
    State.REMEDIED: Event.REMEDIED,
    State.PARTLY_REMEDIED: Event.PARTLY_REMEDIED,
    State.REJECTED: Event.REJECTED,
}
NEEDS_DECISION = frozenset({State.PARTLY_REMEDIED, State.REJECTED})
"""§ 73(1) VwGO: what is not remedied is decided by a decision on the objection, which says its own remedy."""


def decide_by(received_on: date) -> date:
    """The day after which the person may go to court without waiting any longer (§ 75 VwGO, § 88(2) SGG)."""
    return months_after(received_on, MONTHS_TO_DECIDE)


def source_of_promise(court: Court) -> str:
    """The statute that says so."""
    return "§ 88 Abs. 2 SGG" if court is Court.SOCIAL else "§ 75 VwGO"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an objection stands, from what is known now."""

    last_day: date | None
    """Until when it was, or is, in time; None: no deadline runs."""
    formal_on: date | None
    """Since when it is in the form that the law asks; None: its signature is missing."""
    is_late: bool


def standing(*, form: Form, received_on: date, signed_on: date | None, last_day: date | None) -> Standing:
    """An objection without the form counts from the day on which that was made good (§ 70(1) VwGO, § 84(1) SGG): only
    a signature within the deadline is in time. As long as it is missing, the day of receipt says whether it is late.
    """
    formal_on = received_on if form in ENOUGH else signed_on
    return Standing(
        last_day=last_day,
        formal_on=formal_on,
        is_late=is_late(received_on=formal_on or received_on, last_day=last_day),
    )
