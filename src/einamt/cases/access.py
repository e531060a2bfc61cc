"""Who of the staff may read a case.

A service that any office may serve (Allzuständigkeit) is read wherever its holder asks; for the others the border
is the organisation that answers for the case. A wall around the service (§ 35 SGB I, § 30 AO, §§ 61 ff. PStG) keeps out
everybody whose role was not given with it, at the right place too (docs/rules/secrecy.md).
"""

from collections.abc import Collection
from functools import partial
from uuid import UUID

from django.db.models import Q, QuerySet

from einamt.accounts.queries import Permissions, wall_around, walled_services
from einamt.accounts.rights import Right, Wall
from einamt.cases.models import Case
from einamt.cases.telling import Asker
from einamt.catalog.models import Office, PublicService


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


def hidden_by_walls(*, permissions: Permissions) -> QuerySet[Case]:
    """The cases behind a wall that somebody with `permissions` does not pass, for lists in which they may not stand."""
    hidden = Q(pk__in=[])
    for wall, services in walled_services().items():
        hidden |= Q(service_id__in=services) & ~_passed(permissions, wall)
    return Case.objects.filter(hidden)


def readable(*, permissions: Permissions) -> Q:
    """The cases of which `may_read` says that somebody with `permissions` may read them, for lists of them."""
    walled = walled_services()
    behind_none = ~Q(service_id__in=[each for services in walled.values() for each in services])
    found = behind_none & _passed(permissions, None)
    for wall, services in walled.items():
        found |= Q(service_id__in=services) & _passed(permissions, wall)
    return Q(block=None) & found


def _passed(permissions: Permissions, wall: Wall | None) -> Q:
    """Behind `wall`, or where there is none: the cases at the right place."""
    may = partial(permissions.may, right=Right.READ_CASES, wall=wall)
    at_any_office = Q(service__responsible=PublicService.Responsible.ANY_OFFICE)
    offices = [each.pk for each in Office.objects.only("organisation") if may(office=each)]
    organisations = [each for each in permissions.parents if may(organisation_id=each)]
    passed = Q(office_id__in=offices) | Q(organisation_id__in=organisations)
    return passed | at_any_office if may() else passed & ~at_any_office


def walls_around(case_ids: Collection[UUID]) -> dict[UUID, str]:
    """The wall around each of the cases that stands behind one."""
    walls = {service: wall.value for wall, services in walled_services().items() for service in services}
    if not walls:
        return {}
    behind = Case.objects.filter(pk__in=case_ids, service_id__in=walls)
    return {pk: walls[service_id] for pk, service_id in behind.values_list("pk", "service_id")}


def asker_of(*, permissions: Permissions) -> Asker:
    """In which row of the table of telling somebody with `permissions` reads a case out."""
    return Asker.CLERK if permissions.may(right=Right.SERVE) else Asker.HOTLINE
