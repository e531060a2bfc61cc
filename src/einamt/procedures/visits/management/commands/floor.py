"""`einamt floor`: show and set what holds in the city's halls."""

import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext

from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.platform.commands import HouseCommand
from einamt.procedures.visits.floor_set import FloorSet, faults_of_floor
from einamt.procedures.visits.models import FloorRules
from einamt.procedures.visits.regulating import set_floor


class Command(HouseCommand):
    """What counts as an emergency, and how early somebody may check in."""

    help = "Show the rules of the city's halls, or set new ones from a day on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        parser.add_argument("--set", dest="file", type=Path, metavar="FILE", help="a file with one [[floor_rules]]")
        parser.add_argument("--dry-run", action="store_true", help="read and check the file, and write nothing")

    def handle(self, *_: Any, **options: Any) -> None:
        """Do it."""
        if options["file"] is not None:
            self._set(options["file"], is_dry_run=options["dry_run"])
            return
        for row in FloorRules.objects.order_by("-valid_from").prefetch_related("reasons"):
            minutes = f"check in {row.check_in_minutes} minutes before, a call lasts {row.call_minutes}"
            self.stdout.write(f"from {row.valid_from}: {minutes} ({row.source})")
            for reason in row.reasons.all():
                self.stdout.write(f"  {reason.rank}. {reason.code}: {reason.name}")

    def _set(self, file: Path, *, is_dry_run: bool) -> None:
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8")).get("floor_rules", [])
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            message = f"{file}: {error}"
            raise CommandError(message) from None
        wrong = list(faults_of_floor(tables)) + ([] if len(tables) == 1 else ["one [[floor_rules]] is wanted"])
        if wrong:
            raise CommandError("\n".join(f"{file}: {fault}" for fault in wrong))
        rules = FloorSet.read(tables[0])
        if is_dry_run:
            self.stdout.write(f"From {rules.valid_from}. Nothing written: this was a dry run.")
            return
        try:
            set_floor(rules=rules, now=clock.now())
        except DomainError as refusal:
            raise CommandError(gettext(refusal.message) % refusal.params) from None
        self.stdout.write(f"From {rules.valid_from}: {len(rules.reasons)} reasons for an emergency.")
