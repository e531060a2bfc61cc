"""`einamt retention`: what is kept how long, and erasing what is due."""

from argparse import ArgumentParser
from datetime import timedelta

from django.core.management.base import CommandError

from einamt.platform import clock
from einamt.platform.commands import HouseCommand
from einamt.platform.retention import erasing
from einamt.platform.retention.reference import policies, retention_page, staff_page
from einamt.platform.retention.registry import Counts

_PAGES = {"retention": retention_page, "staff-data": staff_page}


class Command(HouseCommand):
    """Lists the policies, counts what is due, offers it to who must be asked, erases it."""

    help = "List how long each model's rows are kept and why; erase what has been kept long enough."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="every model: whether it holds personal data, how long it is kept, and why")
        page = actions.add_parser("page", help="a page of docs/reference, as it follows from the code")
        page.add_argument("page", choices=sorted(_PAGES))
        run = actions.add_parser(
            "run", help="offer and erase what is due, as the worker does every night, until nothing is left"
        )
        run.add_argument("--dry-run", action="store_true", help="say how much would be erased, and erase nothing")

    def handle(self, *_: object, action: str, dry_run: bool = False, page: str = "", **__: object) -> None:
        """Do it."""
        if action == "page":
            self.stdout.write(_PAGES[page](), ending="")
        elif action == "list":
            self._list()
        elif dry_run:
            self._count()
        else:
            self._run()

    def _list(self) -> None:
        for model, policy in policies():
            personal = "personal" if policy.personal else "not personal"
            keep = f"{policy.keep.days} days" if isinstance(policy.keep, timedelta) else policy.keep.value
            self.stdout.write(f"{model._meta.label}: {personal}, {keep}: {policy.reason}")

    def _count(self) -> None:
        for name, counts in erasing.to_offer(now=clock.now()).items():
            for what, count in counts.items():
                self.stdout.write(f"{name}: {count} {what} to be offered")
        for name, counts in erasing.due(now=clock.now()).items():
            for what, count in counts.items():
                self.stdout.write(f"{name}: {count} {what} to be erased")

    def _run(self) -> None:
        failed = []
        try:
            for what, count in erasing.offer_due(now=clock.now()).items():
                self.stdout.write(f"{count} {what} offered")
        except erasing.ErasingFailed as error:  # it stays, and holds up nothing else
            failed.append(str(error))
        erased: Counts = {}
        try:
            erased = erasing.erase_due(now=clock.now())
        except erasing.ErasingFailed as error:
            failed.append(str(error))
        for label, rows in sorted(erased.items()):
            self.stdout.write(f"{rows} {label} erased")
        if failed:
            message = f"Not everything could be done. The log says why these failed: {', '.join(failed)}."
            raise CommandError(message)
        if not erased:
            self.stdout.write("Nothing is due.")
