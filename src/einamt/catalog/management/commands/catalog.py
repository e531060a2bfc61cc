"""`einamt catalog`: take a catalogue in, and search it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from einamt.catalog.importing.errors import ImportRefused
from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.reading import READERS, read_files
from einamt.catalog.importing.report import difference_lines, finding_lines, stderr_progress, write_findings
from einamt.catalog.operations import import_catalog, import_plan


class Command(BaseCommand):
    """The subcommands `import` and `search`."""

    help = "Take a catalogue of services in from files, or search it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One subparser for each subcommand."""
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        importing = subcommands.add_parser("import", help="take files of another system in")
        importing.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the files, in any order")
        importing.add_argument("--format", choices=sorted(READERS), required=True, help="the format of the files")
        importing.add_argument("--source", default="", help="the source's name; default: the host of its pages")
        importing.add_argument("--dry-run", action="store_true", help="show what would change, and stop")
        importing.add_argument("--withdraw", action="store_true", help="withdraw entries even if they are many")
        importing.add_argument("--report", type=Path, metavar="FILE.csv", help="write all findings to this file")
        importing.add_argument("--verbose", action="store_true", help="show every change and every finding")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Hand over to the subcommand."""
        if not connection.introspection.table_names():
            self.stderr.write("The database is empty; setting it up first.")
            call_command("migrate", verbosity=0)
        match options["subcommand"]:
            case "import":
                self._import(options)

    def _import(self, options: dict[str, Any]) -> None:
        findings = Findings()
        try:
            delivery = read_files(paths=options["files"], format_name=options["format"], findings=findings)
            source = options["source"] or delivery.source
            if not source:
                raise CommandError("The files do not say whose catalogue they are; please name it with --source.")
            plan = import_plan(delivery=delivery, source=source, may_withdraw=options["withdraw"], findings=findings)
            self.stdout.write(f"Source {source}, texts in {delivery.language!r}.")
            for line in finding_lines(findings.all(), is_full=options["verbose"]):
                self.stdout.write(line)
            for line in difference_lines(plan.difference, is_full=options["verbose"]):
                self.stdout.write(line)
            if options["report"]:
                write_findings(findings.all(), options["report"])
                self.stdout.write(f"All findings are in {options['report']}.")
            if options["dry_run"]:
                self.stdout.write("Nothing written: this was a dry run.")
                return
            import_catalog(plan=plan, progress=stderr_progress())
        except (ImportRefused, OSError) as refusal:
            raise CommandError(f"Nothing imported. {refusal}") from None
        self.stdout.write("Nothing to change." if plan.difference.is_empty else "Imported.")
