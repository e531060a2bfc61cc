"""`einamt catalog remove-deleted`: remove what sources have deleted and nobody needs any more; runs daily by itself."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from einamt.catalog.operations import remove_deleted_services
from einamt.catalog.queries import deleted_services
from einamt.platform import clock

HELP = "remove services that their sources have deleted, once nobody needs them"


def add_arguments(parser: ArgumentParser) -> None:
    """Whether to look only."""
    parser.add_argument("--dry-run", action="store_true", help="show what is deleted and who still needs it, and stop")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Remove, and say what is still needed by whom."""
    now = clock.now()
    if not options["dry_run"]:
        removed = remove_deleted_services(now=now)
        command.stdout.write(f"{len(removed)} removed{': ' + ', '.join(removed) if removed else ''}.")
    for service in deleted_services(now=now):
        needed = f"still needed by {', '.join(service.needed_by)}" if service.needed_by else "to be removed"
        command.stdout.write(f"{service.source}:{service.identifier} {service.name}: {needed}")
