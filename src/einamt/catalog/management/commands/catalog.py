"""`einamt catalog`: take a catalogue in, and search it."""

import json
import sys
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
from einamt.catalog.queries import service_names
from einamt.catalog.search.loading import current_index
from einamt.catalog.search.service import found_in, search_identifiers


class Command(BaseCommand):
    """The subcommands `import` and `search`."""

    requires_system_checks = ()
    """None: a search should start at once, and neither subcommand touches what the checks are about."""
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

        searching = subcommands.add_parser("search", help="search the services as the portal does")
        searching.add_argument(
            "query", nargs="*", metavar="QUERY", help="what somebody types; several words are one query"
        )
        searching.add_argument("--limit", type=_positive, default=10, metavar="N", help="services at most (10)")
        searching.add_argument(
            "--jsonl", action="store_true", help="one query a line from standard input, JSON lines out"
        )
        searching.add_argument("--language", default="de", help="the language of the names shown (de)")
        searching.add_argument("--source", default="", help="only services of this source")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Hand over to the subcommand."""
        if not connection.introspection.table_names():
            self.stderr.write("The database is empty; setting it up first.")
            call_command("migrate", verbosity=0)
        match options["subcommand"]:
            case "import":
                self._import(options)
            case "search":
                self._search(options)

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

    def _search(self, options: dict[str, Any]) -> None:
        if options["jsonl"]:
            self._search_lines(limit=options["limit"], source=options["source"])
            return
        query = " ".join(options["query"])
        if not query.strip():
            raise CommandError("Please give a query, or --jsonl with one query a line on standard input.")
        found = search_identifiers(query=query, limit=options["limit"], source=options["source"])
        if found.was_cut:
            self.stderr.write("The query is very long; only its beginning was read.")
        if found.flagged:
            self.stdout.write("Nothing fits." + (" Perhaps one of these:" if found.hits else ""))
        names = service_names(service_ids=[hit.service_id for hit in found.hits], language=options["language"])
        for hit in found.hits:
            self.stdout.write(f"{hit.score:6.2f}  {hit.identifier:<12}  {names.get(hit.service_id, hit.name)}")

    def _search_lines(self, *, limit: int, source: str) -> None:
        """Answer each line at once, so that whoever writes them may wait for the answer before the next."""
        index = current_index(source=source)
        for raw in sys.stdin.buffer:
            query = raw.decode("utf-8", "replace").rstrip("\r\n")
            found = found_in(index=index, query=query, limit=limit)
            answer: dict[str, object] = {
                "query": query,
                "ids": [hit.identifier for hit in found.hits],
                "flagged": found.flagged,
            }
            if found.was_cut:
                answer["cut"] = True
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
            sys.stdout.flush()


def _positive(value: str) -> int:
    number = int(value)
    if not 1 <= number <= 1000:
        raise ValueError
    return number
