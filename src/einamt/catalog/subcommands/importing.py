"""`einamt catalog import`: take files of another system in."""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from einamt.catalog.importing.errors import ImportRefused
from einamt.catalog.importing.findings import Findings, FindingStream
from einamt.catalog.importing.reading import READERS, read_files
from einamt.catalog.importing.report import (
    difference_lines,
    finding_file,
    finding_lines,
    stderr_progress,
    write_findings,
)
from einamt.catalog.importing.xzufi.tally import Tally
from einamt.catalog.operations import import_catalog, import_messages, import_plan
from einamt.platform import clock

HELP = "take files of another system in"
MESSAGES = "xzufi"
"""The format whose files are messages of changes, read as a stream."""


def add_arguments(parser: ArgumentParser) -> None:
    """What to import, and how carefully."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the files, in any order")
    parser.add_argument("--format", choices=sorted([*READERS, MESSAGES]), required=True, help="the files' format")
    parser.add_argument(
        "--source", default="", help="the source's name; default: the host of its pages (dldb), all agencies (xzufi)"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and stop")
    parser.add_argument("--withdraw", action="store_true", help="withdraw entries even if they are many (dldb)")
    parser.add_argument("--report", type=Path, metavar="FILE.csv", help="write all findings to this file")
    parser.add_argument("--verbose", action="store_true", help="show every change and every finding")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Show the difference, and apply it unless this is a dry run."""
    try:
        if options["format"] == MESSAGES:
            _import_messages(command, options)
        else:
            _import_lists(command, options)
    except (ImportRefused, OSError) as refusal:
        raise CommandError(f"Nothing imported. {refusal}") from None


def _import_lists(command: BaseCommand, options: dict[str, Any]) -> None:
    """Whole lists of one source: compared first, then written."""
    findings = Findings()
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
    command.stdout.write("Nothing to change." if plan.difference.is_empty else "Imported.")


def _import_messages(command: BaseCommand, options: dict[str, Any]) -> None:
    """Messages of changes: written batch by batch in one transaction, which a dry run rolls back."""
    tally = Tally(tell=command.stdout.write if options["verbose"] else None)
    with ExitStack() as stack:
        tell = stack.enter_context(finding_file(options["report"])) if options["report"] else None
        findings = FindingStream(tell=tell, kept_of_each=10**9 if options["verbose"] else 5)
        import_messages(
            paths=options["files"],
            source=options["source"],
            is_dry_run=options["dry_run"],
            findings=findings,
            tally=tally,
            progress=stderr_progress(),
            now=clock.now(),
        )
    for line in finding_lines(findings.all(), is_full=options["verbose"], numbers=findings.numbers):
        command.stdout.write(line)
    for line in tally.lines():
        command.stdout.write(line)
    if options["report"]:
        command.stdout.write(f"All findings are in {options['report']}.")
    if options["dry_run"]:
        command.stdout.write("Nothing written: this was a dry run.")
    else:
        command.stdout.write("Nothing to change." if tally.is_empty else "Imported.")
