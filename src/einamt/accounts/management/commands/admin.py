"""`einamt admin`: let the first administrator in."""

from argparse import ArgumentParser

from django.utils.formats import date_format
from django.utils.timezone import localtime

from einamt.accounts.operations import create_first_administrator
from einamt.platform import clock, links
from einamt.platform.commands import HouseCommand


class Command(HouseCommand):
    """Prints a link with which the first administrator sets a password."""

    help = (
        "Print a link, good for one use within 24 hours, with which the first administrator sets a password. "
        "Does nothing once an administrator can sign in; before that, a new link replaces the old one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who the first administrator is."""
        parser.add_argument("--username", default="verwaltung", help="user name to sign in with (default: %(default)s)")
        parser.add_argument(
            "--name", default="Fachadministration", help="name shown to colleagues (default: %(default)s)"
        )

    def handle(self, *_: object, username: str, name: str, **__: object) -> None:
        """Create or replace the link."""
        invited = create_first_administrator(username=username, full_name=name, now=clock.now())
        if invited is None:
            self.stdout.write("An administrator can already sign in; nothing was changed.")
            return
        link = links.absolute(name="staff-password", parameters={"token": invited.token})
        until = date_format(localtime(invited.expires_at), "Y-m-d H:i e")
        self.stdout.write(f"User name: {invited.staff.username}\nSet the password here, once, until {until}:\n{link}")
