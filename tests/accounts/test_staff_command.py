"""`einamt staff`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from einamt.accounts.models import Assignment, Staff
from einamt.accounts.queries import may
from einamt.accounts.rights import Right
from tests.factories.catalog import make_office

pytestmark = pytest.mark.django_db


def staff(*arguments: str) -> str:
    printed = StringIO()
    call_command("staff", *arguments, stdout=printed)
    return printed.getvalue()


def test_somebody_new_gets_a_role_and_a_link() -> None:
    office = make_office()
    printed = staff("Yilmaz", "--name", "Nadia Yılmaz", "--role", "clerk", "--office", office.slug)
    assert "http" in printed
    assert may(staff=Staff.objects.get(username="yilmaz"), right=Right.SERVE, office=office)


def test_again_gives_one_role_and_a_new_link() -> None:
    arguments = ("yilmaz", "--name", "Nadia Yılmaz", "--role", "steering")
    assert staff(*arguments) != staff(*arguments)
    assert (Staff.objects.count(), Assignment.objects.count()) == (1, 1)


def test_a_dry_run_does_nothing() -> None:
    assert "Would make" in staff("yilmaz", "--name", "Nadia Yılmaz", "--role", "editor", "--dry-run")
    assert not Staff.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("yilmaz", "--role", "clerk"), "--name"),
        (("yilmaz", "--name", "N", "--role", "clerk", "--office", "nirgends"), "no office"),
        (("yilmaz", "--name", "N", "--role", "clerk", "--organisation", "nirgends"), "no single organisation"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        staff(*arguments)
    assert not Staff.objects.exists()


def test_a_role_is_taken_away_where_it_was_given_and_nowhere_else() -> None:
    office = make_office()
    here = ("yilmaz", "--role", "clerk", "--office", office.slug)
    staff(*here, "--name", "Nadia Yılmaz")
    staff("yilmaz", "--role", "steering")
    assert "Would no longer" in staff(*here, "--withdraw", "--dry-run")
    person = Staff.objects.get(username="yilmaz")
    assert may(staff=person, right=Right.SERVE, office=office)
    assert "is no longer a clerk" in staff(*here, "--withdraw")
    assert not may(staff=person, right=Right.SERVE, office=office)
    assert may(staff=person, right=Right.SEE_STEERING)
    with pytest.raises(CommandError, match="Nobody with this user name is a clerk"):
        staff(*here, "--withdraw")
