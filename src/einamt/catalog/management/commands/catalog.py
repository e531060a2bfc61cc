"""`einamt catalog`: all that is done with the catalogue from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from einamt.catalog.subcommands import (
    addresses,
    areas,
    exporting,
    importing,
    linting,
    removing,
    responsibilities,
    searching,
)

SUBCOMMANDS = {
    "import": importing,
    "export": exporting,
    "remove-deleted": removing,
    "search": searching,
    "lint": linting,
    "areas": areas,
    "addresses": addresses,
    "responsibilities": responsibilities,
}


class Command(BaseCommand):
    """Hands over to the modules of `catalog.subcommands`."""

    requires_system_checks = ()
    """None: a search should start at once, and no subcommand touches what the checks are about."""
    help = "Take a catalogue of services in from files, hand it out, search it, or look for what is wrong with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One subparser for each subcommand."""
        subparsers = parser.add_subparsers(dest="subcommand", required=True)
        for name, subcommand in SUBCOMMANDS.items():
            subcommand.add_arguments(subparsers.add_parser(name, help=subcommand.HELP))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the subcommand, on a database that is set up if it was empty."""
        if not connection.introspection.table_names():
            self.stderr.write("The database is empty; setting it up first.")
            call_command("migrate", verbosity=0)
        SUBCOMMANDS[options["subcommand"]].run(self, options)
