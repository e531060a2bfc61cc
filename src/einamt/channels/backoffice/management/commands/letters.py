"""`einamt letters`: gather the letters that wait, and write batches for the printer."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError

from einamt.catalog.models import Office
from einamt.channels.backoffice.post.offices import sender_of
from einamt.platform import clock
from einamt.platform.commands import HouseCommand
from einamt.platform.notifications import queries
from einamt.platform.notifications.models import LetterBatch
from einamt.platform.notifications.operations import make_batches
from einamt.platform.notifications.printing import batch_pdf


class Command(HouseCommand):
    """Does what the worker does each morning, and writes the PDF for who prints without a browser."""

    help = "Gather the letters that wait into batches (as every morning), list batches, write one as PDF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        gather = actions.add_parser("gather", help="put what waits into batches, now")
        gather.add_argument("--dry-run", action="store_true", help="only count")
        actions.add_parser("list", help="list the batches that are not posted")
        write = actions.add_parser("write", help="write a batch as PDF")
        write.add_argument("batch", type=int, metavar="NUMBER")
        write.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *_: object, action: str, **options: object) -> None:
        """Do it."""
        if action == "gather":
            self._gather(is_dry=bool(options["dry_run"]))
        elif action == "list":
            self._list()
        else:
            self._write(number=int(str(options["batch"])), file=Path(str(options["file"])))

    def _gather(self, *, is_dry: bool) -> None:
        waiting = queries.letters_waiting(offices=None).count()
        made = 0 if is_dry else make_batches(clock.now())
        self.stdout.write(f"{waiting} letters waited, {made} batches made.")

    def _list(self) -> None:
        names = dict(Office.objects.values_list("pk", "name"))
        for batch in queries.batches(offices=None).filter(posted_on=None):
            office = names.get(batch.office_id or 0, "no office")
            self.stdout.write(f"{batch.pk}: {batch.letters} letters, {office}, {batch.made_at:%Y-%m-%d %H:%M} UTC")

    def _write(self, *, number: int, file: Path) -> None:
        batch = LetterBatch.objects.filter(pk=number).first()
        if batch is None:
            raise CommandError(f"There is no batch {number}.")
        sender = sender_of(Office.objects.filter(pk=batch.office_id or 0).first())
        file.write_bytes(batch_pdf(batch=batch, sender=sender))
        self.stdout.write(f"{batch.letters} letters written to {file}.")
