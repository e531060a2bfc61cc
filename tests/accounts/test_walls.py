"""Social data, tax secrecy and registers: who was not given a role with the wall does not pass it."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from einamt.accounts.models import Assignment, Staff
from einamt.accounts.operations import assign_role, put_wall_around, take_wall_away
from einamt.accounts.queries import permissions_of, wall_around
from einamt.accounts.rights import Right, Role, Wall
from einamt.cases.access import may_read, readable
from einamt.cases.models import Case
from einamt.catalog.models import PublicService
from tests.factories.accounts import make_staff
from tests.factories.cases import errands, make_case
from tests.factories.catalog import make_district, make_office, make_service
from tests.factories.identity_documents import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def errand() -> Iterator[None]:
    """A kind of case without a procedure."""
    with errands():
        yield


@pytest.fixture
def service() -> PublicService:
    """A service that any office may serve, behind the wall of social data."""
    made = make_service(name="Wohngeld", english="Housing benefit")
    put_wall_around(service_id=made.pk, wall=Wall.SOCIAL, source="§ 35 SGB I")
    return made


def may(staff: Staff, case: Case) -> bool:
    """Whether somebody may read a case: one by one, and in lists."""
    permissions = permissions_of(staff=staff)
    may_one = may_read(permissions=permissions, case=case)
    assert may_one == Case.objects.filter(readable(permissions=permissions), pk=case.pk).exists()
    return may_one


def walls(*arguments: str) -> str:
    printed = StringIO()
    call_command("walls", *arguments, stdout=printed)
    return printed.getvalue()


@pytest.mark.parametrize("role", [role for role in Role if role in {Role.CLERK, Role.HOTLINE, Role.OFFICE_MANAGER}])
def test_a_role_reads_behind_a_wall_only_if_it_was_given_with_it(service: PublicService, role: Role) -> None:
    case, _code = make_case(now=NOW, service=service)
    staff = make_staff(role=role)
    assert not may(staff, case)
    assign_role(staff_id=staff.pk, role=role, walls=[Wall.TAX])
    assert not may(staff, case)
    assign_role(staff_id=staff.pk, role=role, walls=[Wall.TAX, Wall.SOCIAL])
    assert may(staff, case)
    assert Assignment.objects.get().walls == ["social", "tax"]
    assign_role(staff_id=staff.pk, role=role)
    assert not may(staff, case)


def test_a_role_that_passes_still_needs_the_right_place(service: PublicService) -> None:
    north, south = make_district(), make_district()
    PublicService.objects.update(responsible=PublicService.Responsible.DISTRICT, organisation=north)
    office = make_office(district=north)
    case, _code = make_case(now=NOW, service=PublicService.objects.get(), office=office)
    case.organisation_id = north.pk
    case.save()
    here, elsewhere = make_staff(), make_staff()
    assign_role(staff_id=here.pk, role=Role.CLERK, office_id=office.pk, organisation_id=north.pk, walls=[Wall.SOCIAL])
    assign_role(staff_id=elsewhere.pk, role=Role.CLERK, organisation_id=south.pk, walls=[Wall.SOCIAL])
    assign_role(staff_id=elsewhere.pk, role=Role.CLERK, organisation_id=north.pk)
    assert may(here, case)
    assert not may(elsewhere, case), "place and wall of two roles"


def test_without_a_wall_everything_is_as_before() -> None:
    service = make_service()
    assert wall_around(service_id=service.pk) is None
    case, _code = make_case(now=NOW, service=service)
    assert may(make_staff(role=Role.CLERK), case)


def test_a_wall_that_was_taken_away_keeps_nobody_out(service: PublicService) -> None:
    assert permissions_of(staff=make_staff(role=Role.CLERK)).may(right=Right.READ_CASES)
    assert take_wall_away(service_id=service.pk)
    assert not take_wall_away(service_id=service.pk)
    case, _code = make_case(now=NOW, service=service)
    assert may(make_staff(role=Role.CLERK), case)


def test_walls_are_put_listed_and_taken_away_by_command(service: PublicService) -> None:
    assert walls("list") == f"{service.slug}: social (§ 35 SGB I)\n"
    walls("put", service.slug, "tax", "--source", "§ 30 AO")
    assert walls("list") == f"{service.slug}: tax (§ 30 AO)\n"
    walls("take-away", service.slug)
    assert walls("list") == ""
    with pytest.raises(CommandError, match="no wall"):
        walls("take-away", service.slug)
    with pytest.raises(CommandError, match="no service"):
        walls("put", "nirgends", "tax", "--source", "§ 30 AO")


def test_a_role_is_given_with_walls_by_command() -> None:
    call_command("staff", "demir", "--name", "A", "--role", "clerk", "--wall", "social", stdout=StringIO())
    assert Assignment.objects.get().walls == ["social"]
