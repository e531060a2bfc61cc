"""`einamt catalog import`: take files of another system in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from einamt.catalog.importing.errors import ImportRefused
from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.reading import READERS, read_files
from einamt.catalog.importing.report import difference_lines, finding_lines, stderr_progress, write_findings
from einamt.catalog.operations import import_catalog, import_plan

HELP = "take files of another system in"


def add_arguments(parser: ArgumentParser) -> None:
    """What to import, and how carefully."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the files, in any order")
    parser.add_argument("--format", choices=sorted(READERS), required=True, help="the format of the files")
    parser.add_argument("--source", default="", help="the source's name; default: the host of its pages")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and stop")
    parser.add_argument("--withdraw", action="store_true", help="withdraw entries even if they are many")
    parser.add_argument("--report", type=Path, metavar="FILE.csv", help="write all findings to this file")
    parser.add_argument("--verbose", action="store_true", help="show every change and every finding")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Show the difference, and apply it unless this is a dry run."""
    findings = Findings()
    try:
        delivery = read_files(paths=options["files"], format_name=options["format"], findings=findings)
        source = options["source"] or delivery.source
        if not source:
            raise CommandError("The files do not say whose catalogue they are; please name it with --source.")
        plan = import_plan(delivery=delivery, source=source, may_withdraw=options["withdraw"], findings=findings)
        command.stdout.write(f"Source {source}, texts in {delivery.language!r}.")
        for line in finding_lines(findings.all(), is_full=options["verbose"]):
            command.stdout.write(line)
        for line in difference_lines(plan.difference, is_full=options["verbose"]):
            command.stdout.write(line)
        if options["report"]:
            write_findings(findings.all(), options["report"])
            command.stdout.write(f"All findings are in {options['report']}.")
        if options["dry_run"]:
            command.stdout.write("Nothing written: this was a dry run.")
            return
        import_catalog(plan=plan, progress=stderr_progress())
    except (ImportRefused, OSError) as refusal:
        raise CommandError(f"Nothing imported. {refusal}") from None
    command.stdout.write("Nothing to change." if plan.difference.is_empty else "Imported.")
