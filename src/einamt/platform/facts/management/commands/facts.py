"""`einamt facts`: see what has been recorded, and check or move it."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from einamt.platform import clock
from einamt.platform.commands import HouseCommand
from einamt.platform.facts import operations, queries, reference, schema


class Command(HouseCommand):
    """Looks after facts and their files."""

    help = "Show which facts are recorded, check the files they are in, or move all into files now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("status", help="schemas, their columns, and what there is of each")
        actions.add_parser("check", help="compare every file with the checksum taken when it was written")
        actions.add_parser("page", help="print docs/reference/facts.md")
        actions.add_parser("move", help="write all recorded facts into files now; the worker does so by itself")

    def handle(self, *_: object, action: str, **__: object) -> None:
        """Do it."""
        match action:
            case "status":
                self._status()
            case "page":
                self.stdout.write(reference.facts_page(), ending="")
            case "check":
                self._check()
            case _:
                moved = operations.move_all_facts(now=clock.now())
                self.stdout.write(f"{moved} facts moved into files.")

    def _status(self) -> None:
        for one in queries.holdings():
            self.stdout.write(
                f"{one.schema}: {one.rows} facts in {one.files} files ({one.bytes / 2**20:.1f} MB, "
                f"{one.first_month or '-'} to {one.last_month or '-'}), {one.pending} not in a file yet"
            )
            known = schema.registered().get(one.schema)
            if known is None:
                self.stdout.write("    no longer declared")
            else:
                columns = ", ".join(f"{name} {kind}" for name, kind in known.columns.items())
                self.stdout.write(f"    {known.explanation}\n    version {known.version}: {columns}")

    def _check(self) -> None:
        damaged = [f"{path} {what}" for path, what in queries.damaged_files()]
        if damaged:
            raise CommandError("\n".join(damaged))
        self.stdout.write("All files are as they were written.")
