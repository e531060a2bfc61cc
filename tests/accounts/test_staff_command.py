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
