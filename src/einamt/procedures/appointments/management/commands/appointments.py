"""`einamt appointments`: what an operator does with the supply of appointments."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext, override

from einamt.kernel.actor import SYSTEM
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.commands import HouseCommand
from einamt.platform.shell import city, words
from einamt.procedures.appointments.auditing import SENTENCES, Difference
from einamt.procedures.appointments.fairness import lots
from einamt.procedures.appointments.models import CapacityDay, CounterGroup
from einamt.procedures.appointments.operations import audit_capacity, save_plan
from einamt.procedures.appointments.planning.effects import preview
from einamt.procedures.appointments.planning.importing import Imported, read_import
from einamt.procedures.appointments.rules import day_of, group_of


class Command(HouseCommand):
    """Imports duty rosters, checks draws, adds capacity up again."""

    help = "Import a duty roster; check a published draw; check capacity against what is booked and planned."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        roster = actions.add_parser("roster", help="import a duty roster; what is in force already is left out")
        roster.add_argument("file", type=Path, metavar="FILE", help="CSV, as described in docs/how-to/plan-supply.md")
        roster.add_argument("--only-good", action="store_true", help="take the good rows although others are wrong")
        roster.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")

        verify = actions.add_parser("verify-draw", help="repeat a published draw and say whether it holds")
        verify.add_argument("file", type=Path, metavar="FILE", help="JSON, from the page of draws")

        audit = actions.add_parser(
            "audit", help="add capacity up again from bookings and plans; exit code 1 if it differs"
        )
        audit.add_argument("--language", default="en", choices=["de", "en"], help="the language of the sentences (en)")

    def handle(self, *_: object, action: str, **options: object) -> None:
        """Do it."""
        if action == "audit":
            self._audit(language=str(options["language"]))
            return
        file = Path(str(options["file"]))
        if action == "verify-draw":
            self._verify(file)
        else:
            self._import(file, options)

    def _verify(self, file: Path) -> None:
        try:
            proof = json.loads(file.read_text())
            count = lots.check_proof(proof if isinstance(proof, dict) else {})
        except (OSError, ValueError) as error:
            message = f"{file} does not hold: {error}"
            raise CommandError(message) from None
        self.stdout.write(f"{file} holds: {count} entries, in the order that the seed draws.")

    def _audit(self, *, language: str) -> None:
        groups = CounterGroup.objects.values_list("pk", "office__name", "name")
        names = {pk: f"{office}, {name}" for pk, office, name in groups}
        count = 0
        with override(language):
            for difference in audit_capacity(now=clock.now()):
                self.stdout.write(_in_words(difference, names=names))
                count += 1
        rows = CapacityDay.objects.count()
        if count:
            message = f"{count} differences in {rows} rows of capacity."
            raise CommandError(message)
        self.stdout.write(f"{rows} rows of capacity, all as they should be.")

    def _import(self, file: Path, options: Mapping[str, object]) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            message = f"{file} cannot be read: {error.strerror}"
            raise CommandError(message) from None
        now = clock.now()
        found = read_import(content=content, office_ids=None, today=local_date(moment=now, zone=city.zone()))
        if found.errors and not options["only_good"]:
            message = f"Nothing was written.\n{self._errors(found)}"
            raise CommandError(message)
        if found.errors:
            self.stdout.write(self._errors(found))
        if not found.shifts:
            self.stdout.write(f"0 rows taken, {found.unchanged} unchanged.")
            return
        effect = preview(draft=found.draft(), now=now)
        self.stdout.write(
            f"{effect.gained_hours:.1f} hours of counters gained, {effect.lost_hours:.1f} lost; "
            f"{len(effect.affected)} appointments lose their time."
        )
        if options["dry_run"]:
            self.stdout.write("Nothing written: this was a dry run.")
            return
        save_plan(draft=found.draft(), actor=SYSTEM, command_id=new_id(), now=now)
        self.stdout.write(f"{len(found.shifts)} rows taken, {found.unchanged} unchanged.")

    def _errors(self, found: Imported) -> str:
        with override("en"):
            return "\n".join(f"line {each.line}: {gettext(each.message) % each.params}" for each in found.errors)


def _in_words(difference: Difference, *, names: Mapping[int, str]) -> str:
    pk = difference.capacity_day_id
    place = gettext("%(group)s, %(day)s, %(begins)s bis %(ends)s Uhr") % {
        "group": names[group_of(pk)],
        "day": words.date_numeric(day_of(pk)),
        "begins": words.clock(difference.begins_minute),
        "ends": words.clock(difference.ends_minute),
    }
    numbers = {"kept": difference.kept, "should_be": difference.should_be}
    return gettext(SENTENCES[difference.account]) % {"place": place, **numbers}
