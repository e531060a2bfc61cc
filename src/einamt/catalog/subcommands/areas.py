"""`einamt catalog areas`: import areas with their boundaries, and list them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from einamt.catalog.areas.importing import AreasRefused, import_areas, read_areas
from einamt.catalog.models import Area

HELP = "import areas with their boundaries, or list them"


def add_arguments(parser: ArgumentParser) -> None:
    """`import FILE` and `list`."""
    actions = parser.add_subparsers(dest="action", required=True)
    taking = actions.add_parser("import", help="take areas from a GeoJSON file in WGS 84")
    taking.add_argument("file", type=Path, metavar="FILE.geojson")
    taking.add_argument("--kind", choices=Area.Kind.values, required=True, help="what sort of areas they are")
    taking.add_argument("--key-property", required=True, metavar="NAME", help="the property that holds the key")
    taking.add_argument("--name-property", required=True, metavar="NAME", help="the property that holds the name")
    taking.add_argument("--key-prefix", default="", metavar="DIGITS", help="what stands before each key")
    taking.add_argument("--key-digits", type=int, default=0, metavar="N", help="fill keys with zeros to N digits")
    taking.add_argument("--parent", default="", metavar="KEY", help="the area in which they lie")
    taking.add_argument("--dry-run", action="store_true", help="say what would change, and stop")
    actions.add_parser("list", help="list the areas as a tree")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Import and say what changed, or list."""
    if options["action"] == "list":
        _list(command)
        return
    try:
        records = read_areas(
            path=options["file"],
            key_property=options["key_property"],
            name_property=options["name_property"],
            key_prefix=options["key_prefix"],
            key_digits=options["key_digits"],
        )
        with transaction.atomic():
            done = import_areas(records=records, kind=Area.Kind(options["kind"]), parent_key=options["parent"])
            transaction.set_rollback(options["dry_run"])
    except AreasRefused as refusal:
        raise CommandError("Nothing imported.\n" + "\n".join(f"  {line}" for line in refusal.problems[:20])) from None
    except OSError as error:
        raise CommandError(f"Nothing imported. {error}") from None
    command.stdout.write(f"{done.new} new, {done.changed} changed, {done.unchanged} unchanged.")
    if done.without_organisation:
        command.stdout.write(f"Nobody stands for: {', '.join(done.without_organisation)}.")
    if options["dry_run"]:
        command.stdout.write("Nothing written: this was a dry run.")


def _list(command: BaseCommand) -> None:
    areas = list(Area.objects.select_related("organisation").defer("boundary"))
    with_boundary = set(Area.objects.filter(boundary__isnull=False).values_list("pk", flat=True))

    def show(parent: int | None, depth: int) -> None:
        for area in areas:
            if area.parent_id == parent:
                who = area.organisation.name if area.organisation else "nobody"
                drawn = "" if area.pk in with_boundary else ", no boundary"
                command.stdout.write(f"{'  ' * depth}{area.key:<12}  {area.name} ({area.kind}; {who}{drawn})")
                show(area.pk, depth + 1)

    show(None, 0)
