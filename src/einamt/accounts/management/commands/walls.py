"""`einamt walls`: which services a secret of the law is kept around."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from einamt.accounts.models import WalledService
from einamt.accounts.operations import put_wall_around, take_wall_away
from einamt.accounts.rights import Wall
from einamt.catalog.models import PublicService
from einamt.platform.commands import HouseCommand


class Command(HouseCommand):
    """Puts a wall around a service, takes it away, lists them."""

    help = (
        "Keep the matters of a service from all staff whose role was not given with its wall (social data, tax "
        "secrecy, registers of births, marriages and deaths); take a wall away; list them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with which service."""
        does = parser.add_subparsers(dest="does", required=True)
        does.add_parser("list", help="the walls there are, with the law they rest on")
        put = does.add_parser("put", help="put a wall around a service, or another in its place")
        put.add_argument("service", metavar="SLUG", help="such as wohngeld")
        put.add_argument("wall", choices=[wall.value for wall in Wall])
        put.add_argument("--source", required=True, help="the law, such as '§ 35 SGB I'")
        take = does.add_parser("take-away", help="let the common secrecy do")
        take.add_argument("service", metavar="SLUG")

    def handle(self, *_: object, does: str, service: str = "", wall: str = "", source: str = "", **__: object) -> None:
        """Do it."""
        if does == "list":
            for each in WalledService.objects.select_related("service").order_by("service__slug"):
                self.stdout.write(f"{each.service.slug}: {each.wall} ({each.source})")
            return
        found = PublicService.objects.filter(slug=service).first()
        if found is None:
            message = f"There is no service {service!r}."
            raise CommandError(message)
        if does == "put":
            put_wall_around(service_id=found.pk, wall=Wall(wall), source=source)
            self.stdout.write(f"{service}: {wall}.")
        elif take_wall_away(service_id=found.pk):
            self.stdout.write(f"{service}: no wall.")
        else:
            message = f"There is no wall around {service!r}."
            raise CommandError(message)
