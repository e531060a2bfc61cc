"""`einamt demo`: what only a demo needs."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from einamt.catalog.city.content import BadContent
from einamt.channels.demo.clock import keep_office_hours
from einamt.channels.demo.seeding.city import demo_cities
from einamt.channels.demo.seeding.seed import is_empty, seed
from einamt.platform.commands import HouseCommand


class Command(HouseCommand):
    """Fill an empty installation with a demo city."""

    help = "Fill an empty installation with a demo city; does nothing where there are services already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with which city."""
        parser.add_argument("action", choices=["seed"])
        parser.add_argument("--city", default="berlin", help="a folder in demo/")

    def handle(self, *, city: str, **_: Any) -> None:
        """Seed."""
        if settings.MODE != "demo":
            message = "This installation is in production: EINAMT_MODE says so. A demo city does not belong here."
            raise CommandError(message)
        present = keep_office_hours()
        if not is_empty():
            self.stdout.write("There are services here already: no demo city was seeded.")
            return
        try:
            seed(city_key=city, now=present, say=self.stdout.write)
        except BadContent as error:
            message = f"The demo city {city} cannot be loaded: {error}. There are: {', '.join(demo_cities())}."
            raise CommandError(message) from error
