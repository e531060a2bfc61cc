"""What somebody writes before a decision is issued, and what it lacks."""

from dataclasses import dataclass

from einamt.cases.decisions.errors import NothingDecided, NoWayToTell, WrongCourt
from einamt.cases.decisions.rules import COURTS, Court, Law, Remedy, Way
from einamt.platform.notifications.addresses import PostalAddress


@dataclass(frozen=True, slots=True)
class Direction:
    """On which way a decision goes to whom. `address` is where a letter goes, also the one that follows when nobody
    fetches; `email` is where the person hears that it lies ready; `has_consented` is that they agreed to the portal.
    """

    way: Way
    address: PostalAddress | None = None
    email: str = ""
    has_consented: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision as it was written. `remedy_office` says, with name and address, where one objects or goes to court,
    `remedy_electronic` how that is done electronically; both stand in the document.
    """

    subject: str
    operative: str
    """Tenor: what is decided."""
    reasons: str
    person_name: str
    law: Law
    court: Court
    remedy: Remedy
    remedy_office: str
    remedy_electronic: str
    direction: Direction


def check(draft: Draft) -> None:
    """Refuse what the law asks more of (§§ 37, 39 VwVfG).

    :raises NothingDecided: it says not what is decided, why, or to whom.
    :raises WrongCourt: no such court decides in matters of that law.
    :raises NoWayToTell: it cannot go where it is to go.
    """
    needed = [draft.subject, draft.operative, draft.reasons, draft.person_name]
    if draft.remedy is not Remedy.NONE:
        needed.append(draft.remedy_office)
    if not all(text.strip() for text in needed):
        raise NothingDecided
    if draft.court not in COURTS[draft.law]:
        raise WrongCourt
    check_direction(draft.direction)


def check_direction(direction: Direction) -> None:
    """Refuse a way that leads to nobody.

    :raises NoWayToTell: a letter without an address; the portal without consent, mail address, or an address for the
        letter that follows.
    """
    if direction.way in {Way.POST, Way.PORTAL} and direction.address is None:
        raise NoWayToTell
    if direction.way is Way.PORTAL and not (direction.email.strip() and direction.has_consented):
        raise NoWayToTell
