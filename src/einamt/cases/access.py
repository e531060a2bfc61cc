"""Who of the staff may read a case.

A service that any office may serve (Allzuständigkeit) is read wherever its holder asks; for the others the border
is the organisation that answers for the case. A wall around the service (§ 35 SGB I, § 30 AO, §§ 61 ff. PStG) keeps out
everybody whose role was not given with it, at the right place too (docs/rules/secrecy.md).
"""

from einamt.accounts.queries import Permissions, wall_around
from einamt.accounts.rights import Right
from einamt.cases.models import Case
from einamt.cases.telling import Asker
from einamt.catalog.models import PublicService


def may_read(*, permissions: Permissions, case: Case) -> bool:
    """Whether somebody with `permissions` may read `case` to its holder; a blocked one (Art. 18 GDPR) nobody may."""
    if hasattr(case, "block"):
        return False
    wall = wall_around(service_id=case.service_id)
    if case.service.responsible == PublicService.Responsible.ANY_OFFICE:
        return permissions.may(right=Right.READ_CASES, wall=wall)
    if case.office is not None and permissions.may(right=Right.READ_CASES, office=case.office, wall=wall):
        return True
    return permissions.may(right=Right.READ_CASES, organisation_id=case.organisation_id, wall=wall)


def asker_of(*, permissions: Permissions) -> Asker:
    """In which row of the table of telling somebody with `permissions` reads a case out."""
    return Asker.CLERK if permissions.may(right=Right.SERVE) else Asker.HOTLINE
