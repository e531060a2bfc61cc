"""Who may do what, in one table: rights by role, held in a part of the city. Plain Python.

The table is the whole answer. A channel asks for a right at an office or an organisation
(`einamt.accounts.queries.may`); it never asks for a role.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody does in the city."""

    CLERK = "clerk"
    """Sachbearbeitung am Schalter."""
    HOTLINE = "hotline"
    """Bürgertelefon, 115: books and reads for callers, and serves at no counter."""
    OFFICE_MANAGER = "office-manager"
    """Amtsleitung."""
    STEERING = "steering"
    """Monitoring-Stelle, Lenkungskreis."""
    EDITOR = "editor"
    """Redaktion des Dienstleistungskatalogs."""
    REVIEWER = "reviewer"
    """Prüfende Redaktion: the second pair of eyes, who may also write."""
    ADMINISTRATOR = "administrator"
    """Fachadministration: people and their roles, no case of any citizen."""
    DATA_PROTECTION = "data-protection"
    """Behördliche Datenschutzbeauftragte: who has read what, with a second person."""


class Right(StrEnum):
    """Something that a page or an operation lets a person do."""

    SERVE = "serve"
    """See an office's day with names, call people and finish their visits."""
    BOOK = "book"
    """Book, move and cancel appointments in any office, for somebody who asks for it."""
    READ_CASES = "read-cases"
    """Read the status of a case to the person whose case it is."""
    CONFIRM_ACTING = "confirm-acting"
    """See the proof that somebody may act for another, and confirm or refuse it."""
    MANAGE_OFFICE = "manage-office"
    """Change what an office opens and offers, and close it."""
    SEE_STEERING = "see-steering"
    """See the city's figures before they are published."""
    ISSUE_REPORTS = "issue-reports"
    """Issue the city's reports and put answers to the parliament together."""
    EDIT_CATALOG = "edit-catalog"
    """Change what is said about services and offices."""
    REVIEW_CATALOG = "review-catalog"
    """Approve and publish what somebody else has written about services."""
    SET_RULES = "set-rules"
    """Propose the city's rules of booking, and put in force what somebody else has proposed."""
    MANAGE_STAFF = "manage-staff"
    """Create staff and give roles."""
    READ_LOG = "read-log"
    """Ask for the log of reading about a case, with a reason, or release it to somebody else who has asked."""


class Wall(StrEnum):
    """What a secret of the law puts around a matter; a role passes only the walls that it was given with."""

    SOCIAL = "social"
    """Sozialgeheimnis (§ 35 SGB I): Wohngeld, Kita."""
    TAX = "tax"
    """Steuergeheimnis (§ 30 AO): Hundesteuer, Gewerbesteuer."""
    REGISTRY = "registry"
    """Personenstandsregister (§§ 61 to 66 PStG): births, marriages, deaths."""


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.CLERK: frozenset({Right.SERVE, Right.BOOK, Right.READ_CASES, Right.CONFIRM_ACTING}),
    Role.HOTLINE: frozenset({Right.BOOK, Right.READ_CASES}),
    Role.OFFICE_MANAGER: frozenset(
        {
            Right.SERVE,
            Right.BOOK,
            Right.READ_CASES,
            Right.CONFIRM_ACTING,
            Right.MANAGE_OFFICE,
            Right.SEE_STEERING,
        }
    ),
    Role.STEERING: frozenset({Right.SEE_STEERING, Right.ISSUE_REPORTS, Right.SET_RULES, Right.MANAGE_OFFICE}),
    Role.EDITOR: frozenset({Right.EDIT_CATALOG}),
    Role.REVIEWER: frozenset({Right.EDIT_CATALOG, Right.REVIEW_CATALOG}),
    Role.ADMINISTRATOR: frozenset({Right.MANAGE_STAFF, Right.SET_RULES, Right.MANAGE_OFFICE, Right.READ_LOG}),
    Role.DATA_PROTECTION: frozenset({Right.READ_LOG}),
}


OF_ORGANISATIONS = frozenset({Right.SEE_STEERING, Right.ISSUE_REPORTS})
"""Rights about a part of the city as a whole: a role in one office only does not give them."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in an organisation and all below it (None: in the whole city), or in one office only.

    `walls` are those that it passes there.
    """

    role: Role
    organisation_id: int | None = None
    office_id: int | None = None
    walls: frozenset[Wall] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a right is asked for: an organisation with all that stand above it, and perhaps one of its offices."""

    organisation_ids: Collection[int]
    office_id: int | None = None


def is_granted(*, grants: Iterable[Grant], right: Right, place: Place | None, wall: Wall | None = None) -> bool:
    """Whether one of `grants` gives `right` at `place`, behind `wall` if there is one; without a place, whether it
    gives it anywhere.

    A role in one office only gives nothing for the office's organisation as a whole. Right, place and wall have to
    come from the same grant: who may pass a wall in one district does not pass it in another.
    """
    return any(
        _gives(grant, right) and (place is None or _covers(grant, place)) and (wall is None or wall in grant.walls)
        for grant in grants
    )


def _gives(grant: Grant, right: Right) -> bool:
    return right in RIGHTS[grant.role] and (grant.office_id is None or right not in OF_ORGANISATIONS)


def _covers(grant: Grant, place: Place) -> bool:
    if grant.office_id is not None:
        return grant.office_id == place.office_id
    return grant.organisation_id is None or grant.organisation_id in place.organisation_ids
