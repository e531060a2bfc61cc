"""`einamt second-factor`: for who has lost their phone and the codes for that day."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from einamt.accounts.models import Staff, normal_username
from einamt.accounts.second_factor import remove_second_factor
from einamt.platform.commands import HouseCommand


class Command(HouseCommand):
    """Removes somebody's second factor."""

    help = (
        "Forget somebody's second factor: they set up a new one at the next sign-in. Make sure that it is they who ask."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose."""
        does = parser.add_subparsers(dest="does", required=True)
        remove = does.add_parser("remove", help="forget the phone and the codes for a lost one")
        remove.add_argument("username")

    def handle(self, *_: object, username: str, **__: object) -> None:
        """Do it."""
        staff = Staff.objects.filter(username=normal_username(username)).first()
        if staff is None or not remove_second_factor(staff_id=staff.pk):
            message = f"Nobody with the user name {normal_username(username)} has a second factor."
            raise CommandError(message)
        self.stdout.write(f"{staff.full_name} has no second factor any more.")
