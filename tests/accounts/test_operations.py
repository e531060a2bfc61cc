"""Creating staff, giving roles, letting the first administrator in."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from einamt.accounts.errors import InvitationNotUsable, OfficeElsewhere, UsernameTaken
from einamt.accounts.models import Assignment, Staff
from einamt.accounts.operations import (
    assign_role,
    create_first_administrator,
    create_staff,
    invite_staff,
    set_password,
    withdraw_role,
)
from einamt.accounts.queries import invited_staff, may
from einamt.accounts.rights import Right, Role
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.catalog import make_office

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_a_user_name_is_found_in_any_letters() -> None:
    staff = create_staff(username=" N.Yilmaz ", full_name="Nadia Yılmaz")
    assert staff.username == "n.yilmaz"
    assert Staff.objects.get_by_natural_key("N.YILMAZ") == staff


def test_a_user_name_belongs_to_one_person() -> None:
    create_staff(username="yilmaz", full_name="Nadia Yılmaz")
    with pytest.raises(UsernameTaken):
        create_staff(username="Yilmaz", full_name="Ömer Yılmaz")


def test_a_short_or_common_password_is_refused_and_nobody_is_created() -> None:
    for password in ("kurz", "telechargement"):
        with pytest.raises(ValidationError):
            create_staff(username="yilmaz", full_name="Nadia Yılmaz", password=password)
    assert not Staff.objects.exists()


def test_when_somebody_last_signed_in_is_not_kept() -> None:
    assert "last_login" not in {field.name for field in Staff._meta.get_fields()}


def test_a_role_is_given_once_and_withdrawn() -> None:
    office, staff = make_office(), make_staff()
    for _ in range(2):
        given = assign_role(
            staff_id=staff.pk, role=Role.CLERK, organisation_id=office.organisation_id, office_id=office.pk
        )
    assert Assignment.objects.count() == 1
    assert may(staff=staff, right=Right.SERVE, office=office)
    withdraw_role(assignment_id=given.pk)
    assert not may(staff=staff, right=Right.SERVE, office=office)


def test_a_role_for_an_office_of_another_organisation_is_refused() -> None:
    staff, office, elsewhere = make_staff(), make_office(), make_office()
    with pytest.raises(OfficeElsewhere):
        assign_role(staff_id=staff.pk, role=Role.CLERK, organisation_id=elsewhere.organisation_id, office_id=office.pk)


def test_an_invitation_sets_a_password_once() -> None:
    staff = make_staff()
    invited = invite_staff(staff_id=staff.pk, now=NOW)
    assert invited_staff(token=invited.token, now=NOW) == staff
    set_password(token=invited.token, password=PASSWORD, now=NOW)
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)
    with pytest.raises(InvitationNotUsable):
        set_password(token=invited.token, password="Ein ganz anderes", now=NOW)


def test_a_password_that_is_refused_leaves_the_invitation_in_force() -> None:
    invited = invite_staff(staff_id=make_staff().pk, now=NOW)
    with pytest.raises(ValidationError):
        set_password(token=invited.token, password="kurz", now=NOW)
    assert invited_staff(token=invited.token, now=NOW) is not None


def test_an_invitation_ends_after_a_day_and_with_the_next_one() -> None:
    staff = make_staff()
    first = invite_staff(staff_id=staff.pk, now=NOW)
    assert invited_staff(token=first.token, now=NOW + timedelta(hours=24)) is None
    second = invite_staff(staff_id=staff.pk, now=NOW)
    assert invited_staff(token=first.token, now=NOW) is None
    assert invited_staff(token=second.token, now=NOW) == staff


def test_an_invitation_of_somebody_who_left_is_of_no_use() -> None:
    staff = make_staff()
    invited = invite_staff(staff_id=staff.pk, now=NOW)
    Staff.objects.update(is_active=False)
    with pytest.raises(InvitationNotUsable):
        set_password(token=invited.token, password=PASSWORD, now=NOW)


def test_the_first_administrator_gets_in_once_and_nobody_after() -> None:
    invited = create_first_administrator(username="Verwaltung", full_name="Fachadministration", now=NOW)
    assert invited is not None
    assert not invited.staff.has_usable_password()
    set_password(token=invited.token, password=PASSWORD, now=NOW)
    assert may(staff=Staff.objects.get(), right=Right.MANAGE_STAFF)
    assert create_first_administrator(username="zweite", full_name="Zweite", now=NOW) is None
    assert Staff.objects.count() == 1


def test_a_lost_link_of_the_first_administrator_is_replaced() -> None:
    first = create_first_administrator(username="verwaltung", full_name="Fachadministration", now=NOW)
    second = create_first_administrator(username="verwaltung", full_name="Fachadministration", now=NOW)
    assert first is not None
    assert second is not None
    assert first.staff == second.staff
    assert invited_staff(token=first.token, now=NOW) is None


def test_einamt_admin_prints_a_link_and_then_nothing_more() -> None:
    printed = StringIO()
    call_command("admin", stdout=printed)
    link = printed.getvalue().splitlines()[-1]
    assert link.startswith("http")
    set_password(token=link.rstrip("/").rsplit("/", 1)[1], password=PASSWORD, now=datetime.now(UTC))
    again = StringIO()
    call_command("admin", stdout=again)
    assert "nothing was changed" in again.getvalue()
