"""How an objection comes in, may go on, and by when it is to be decided. Plain Python; docs/rules/decisions.md."""

from datetime import date
from enum import StrEnum

from einamt.cases.decisions.rules import MONTHS_TO_DECIDE, Law, months_after

LONGEST = 8_000
"""Characters of grounds: four pages. Who has more to say sends a letter."""


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
"""§ 70(1) VwGO with § 3a(3) VwVfG and § 9a(5) OZG; `PLAIN` wants a signature within the deadline."""

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


def source_of_promise(law: Law) -> str:
    """The statute that says so."""
    return "§ 88 Abs. 2 SGG" if law is Law.SOCIAL else "§ 75 VwGO"
