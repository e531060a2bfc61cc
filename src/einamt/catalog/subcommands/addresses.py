"""`einamt catalog addresses`: import an address file, and try the search."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from einamt.catalog.addresses.importing import AddressesRefused, import_addresses
from einamt.catalog.addresses.places import find_places
from einamt.kernel.errors import DomainError

HELP = "import an address file, or try the address search"


def add_arguments(parser: ArgumentParser) -> None:
    """`import FILE` and `find TEXT`."""
    actions = parser.add_subparsers(dest="action", required=True)
    taking = actions.add_parser("import", help="bring the addresses to what a CSV file says")
    taking.add_argument("file", type=Path, metavar="FILE.csv")
    taking.add_argument("--source", default="file", help="whose addresses they are (file)")
    taking.add_argument("--skip-bad", action="store_true", help="take the good rows and leave the bad ones out")
    taking.add_argument("--withdraw", action="store_true", help="withdraw addresses even if they are many")
    taking.add_argument("--complete", action="store_true", help="the file names every address of the city")
    taking.add_argument("--dry-run", action="store_true", help="read and check all of it, and stop")
    finding = actions.add_parser("find", help="show where an address, a postal code or a district lies")
    finding.add_argument("text", nargs="+", metavar="TEXT")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Import and say what was done, or search."""
    if options["action"] == "find":
        _find(command, " ".join(options["text"]))
        return
    try:
        with transaction.atomic():
            report = import_addresses(
                path=options["file"],
                source=options["source"],
                skips_bad=options["skip_bad"],
                may_withdraw=options["withdraw"],
                is_complete=options["complete"],
                progress=lambda read: command.stderr.write(f"  {read:,} rows"),
            )
            transaction.set_rollback(options["dry_run"])
    except (AddressesRefused, OSError) as refusal:
        raise CommandError(f"Nothing imported. {refusal}") from None
    for problem in report.first_bad:
        command.stdout.write(f"left out: {problem}")
    if report.bad > len(report.first_bad):
        command.stdout.write(f"left out: {report.bad - len(report.first_bad)} more")
    command.stdout.write(f"{report.read:,} rows read, {report.kept:,} addresses kept, {report.withdrawn:,} withdrawn.")
    if report.without_area:
        command.stdout.write(f"{report.without_area:,} lie in no area that is known; only their postal code decides.")
    if options["dry_run"]:
        command.stdout.write("Nothing written: this was a dry run.")


def _find(command: BaseCommand, text: str) -> None:
    try:
        found = find_places(text=text)
    except DomainError as refusal:
        raise CommandError(str(refusal)) from None
    if found.place is not None:
        command.stdout.write(f"{found.place.label or text}: {', '.join(found.place.area_keys)}")
    for address in found.addresses:
        line = f"{address.street} {address.house_number}".strip()
        command.stdout.write(f"{line}, {address.postal_code} {address.city}: {address.area_key}")
