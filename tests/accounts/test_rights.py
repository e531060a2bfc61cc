"""The table of rights, and where a role counts."""

import pytest
from pytest_django import DjangoAssertNumQueries

from einamt.accounts.queries import may, offices_with_right, permissions_of
from einamt.accounts.rights import RIGHTS, Grant, Place, Right, Role, is_granted
from tests.factories.accounts import make_clerk, make_staff
from tests.factories.catalog import make_city, make_district, make_office


@pytest.mark.parametrize("role", Role)
def test_every_role_has_rights(role: Role) -> None:
    assert RIGHTS[role]


@pytest.mark.parametrize("right", Right)
def test_every_right_belongs_to_some_role(right: Right) -> None:
    assert any(right in rights for rights in RIGHTS.values())


def test_an_administrator_of_people_reads_no_case() -> None:
    assert not RIGHTS[Role.ADMINISTRATOR] & {Right.SERVE, Right.READ_CASES}


def test_steering_sees_figures_and_no_person() -> None:
    assert RIGHTS[Role.STEERING] == {Right.SEE_STEERING, Right.ISSUE_REPORTS, Right.SET_RULES, Right.MANAGE_OFFICE}


CITY, NORTH, SOUTH = 1, 2, 3
NORTH_OFFICE, OTHER_NORTH_OFFICE, SOUTH_OFFICE = 20, 21, 30
AT_NORTH_OFFICE = Place([NORTH, CITY], NORTH_OFFICE)


@pytest.mark.parametrize(
    ("grant", "place", "expected"),
    [
        (Grant(Role.CLERK), AT_NORTH_OFFICE, True),
        (Grant(Role.CLERK, CITY), AT_NORTH_OFFICE, True),
        (Grant(Role.CLERK, NORTH), AT_NORTH_OFFICE, True),
        (Grant(Role.CLERK, NORTH, NORTH_OFFICE), AT_NORTH_OFFICE, True),
        (Grant(Role.CLERK, NORTH, OTHER_NORTH_OFFICE), AT_NORTH_OFFICE, False),
        (Grant(Role.CLERK, SOUTH), AT_NORTH_OFFICE, False),
        (Grant(Role.CLERK, NORTH, NORTH_OFFICE), Place([NORTH, CITY]), False),
        (Grant(Role.CLERK, NORTH, NORTH_OFFICE), None, True),
        (Grant(Role.EDITOR), AT_NORTH_OFFICE, False),
        (Grant(Role.EDITOR), None, False),
    ],
)
def test_a_role_counts_where_it_is_held_and_below(grant: Grant, place: Place | None, expected: object) -> None:
    assert is_granted(grants=[grant], right=Right.SERVE, place=place) is expected


def test_a_role_in_one_office_shows_no_figures_of_a_part_of_the_city() -> None:
    in_one_office = Grant(Role.OFFICE_MANAGER, NORTH, NORTH_OFFICE)
    in_the_district = Grant(Role.OFFICE_MANAGER, NORTH)
    assert not is_granted(grants=[in_one_office], right=Right.SEE_STEERING, place=None)
    assert is_granted(grants=[in_the_district], right=Right.SEE_STEERING, place=None)


def test_who_has_no_role_may_nothing() -> None:
    assert not any(is_granted(grants=[], right=right, place=None) for right in Right)


@pytest.mark.django_db
def test_a_clerk_serves_at_the_own_office_only() -> None:
    district = make_district()
    own, neighbour = make_office(district=district), make_office(district=district)
    clerk = make_clerk(office=own)
    assert may(staff=clerk, right=Right.SERVE, office=own)
    assert not may(staff=clerk, right=Right.SERVE, office=neighbour)
    assert may(staff=clerk, right=Right.SERVE)
    assert not may(staff=clerk, right=Right.MANAGE_STAFF)


@pytest.mark.django_db
def test_a_role_in_a_district_counts_in_its_offices_and_in_no_other() -> None:
    city = make_city()
    north, south = make_district(city=city), make_district(city=city)
    manager = make_staff(role=Role.OFFICE_MANAGER, organisation=north)
    assert may(staff=manager, right=Right.MANAGE_OFFICE, office=make_office(district=north))
    assert not may(staff=manager, right=Right.MANAGE_OFFICE, office=make_office(district=south))
    assert not may(staff=manager, right=Right.MANAGE_OFFICE, organisation_id=city.pk)


@pytest.mark.django_db
def test_who_left_may_nothing() -> None:
    office = make_office()
    clerk = make_clerk(office=office)
    clerk.is_active = False
    clerk.save()
    assert not may(staff=clerk, right=Right.SERVE)


@pytest.mark.django_db
def test_the_offices_of_a_right_are_those_where_it_holds() -> None:
    city = make_city()
    north, south = make_district(city=city), make_district(city=city)
    own, other_north, elsewhere = make_office(district=north), make_office(district=north), make_office(district=south)
    clerk = make_clerk(office=own)
    of_district = make_staff(role=Role.CLERK, organisation=north)
    of_city = make_staff(role=Role.CLERK)

    def offices(staff: object) -> set[int]:
        permissions = permissions_of(staff=staff)  # type: ignore[arg-type]
        return {office.pk for office in offices_with_right(permissions=permissions, right=Right.SERVE)}

    assert offices(clerk) == {own.pk}
    assert offices(of_district) == {own.pk, other_north.pk}
    assert offices(of_city) == {own.pk, other_north.pk, elsewhere.pk}
    assert offices(make_staff(role=Role.EDITOR)) == set()


@pytest.mark.django_db
def test_all_that_somebody_may_is_read_with_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    office = make_office()
    clerk = make_clerk(office=office)
    with django_assert_num_queries(2):
        permissions = permissions_of(staff=clerk)
        assert permissions.may(right=Right.SERVE, office=office)
        assert not permissions.may(right=Right.EDIT_CATALOG, organisation_id=office.organisation_id)
