"""Who of the staff may read a case.

A service that any office may serve (Allzuständigkeit) is read wherever its holder asks; for the others the wall is the
organisation that answers for the case (§ 35 SGB I and § 30 AO forbid more).
"""

from einamt.accounts.queries import Permissions
from einamt.accounts.rights import Right
from einamt.cases.models import Case
from einamt.cases.telling import Asker
from einamt.catalog.models import PublicService


def may_read(*, permissions: Permissions, case: Case) -> bool:
    """Whether somebody with `permissions` may read `case` to its holder; a blocked one (Art. 18 GDPR) nobody may."""
    if hasattr(case, "block"):
        return False
    if case.service.responsible == PublicService.Responsible.ANY_OFFICE:
        return permissions.may(right=Right.READ_CASES)
    if case.office is not None and permissions.may(right=Right.READ_CASES, office=case.office):
        return True
    return permissions.may(right=Right.READ_CASES, organisation_id=case.organisation_id)


def asker_of(*, permissions: Permissions) -> Asker:
    """In which row of the table of telling somebody with `permissions` reads a case out."""
    return Asker.CLERK if permissions.may(right=Right.SERVE) else Asker.HOTLINE
