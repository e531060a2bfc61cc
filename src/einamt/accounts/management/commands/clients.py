"""`einamt clients`: programs of others that may book without proof of work."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from einamt.accounts.models import ApiClient
from einamt.accounts.operations import admit_client, withdraw_client
from einamt.platform import clock
from einamt.platform.commands import HouseCommand


class Command(HouseCommand):
    """Admits a program and prints its token once, takes one back, lists them."""

    help = (
        "Programs that book through the interface for people: admit one and print its token (shown this once), take a "
        "token back, or list who has one. A program with a token does no proof of work and has a limit of its own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with which."""
        does = parser.add_subparsers(dest="does", required=True)
        does.add_parser("list", help="who has a token, and since when")
        add = does.add_parser("add", help="admit a program and print its token")
        add.add_argument("name", help="who runs it and what it is, such as 'Krankenhaus Mitte, Geburtsanmeldung'")
        withdraw = does.add_parser("withdraw", help="let a token work no longer")
        withdraw.add_argument("number", type=int, help="as `list` shows it")

    def handle(self, *_: object, does: str, name: str = "", number: int = 0, **__: object) -> None:
        """Do it."""
        now = clock.now()
        if does == "add":
            admitted = admit_client(name=name, now=now)
            self.stdout.write(f"{admitted.client.pk}: {admitted.client.name}\n{admitted.token}")
        elif does == "withdraw":
            if not withdraw_client(client_id=number, now=now):
                message = f"No program has number {number}, or its token was taken back before."
                raise CommandError(message)
            self.stdout.write(f"{number}: the token works no longer.")
        else:
            for client in ApiClient.objects.order_by("pk"):
                until = f", until {client.withdrawn_at:%Y-%m-%d}" if client.withdrawn_at else ""
                self.stdout.write(f"{client.pk}: {client.name}, since {client.admitted_at:%Y-%m-%d}{until}")
