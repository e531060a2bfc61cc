"""`einamt steering`: see the indicators and their targets, set one, and make the facts behind them again."""

from argparse import ArgumentParser
from datetime import date
from uuid import UUID, uuid5

from django.core.management.base import CommandError
from django.db import transaction

from einamt.accounts.models import Staff, normal_username
from einamt.catalog.models import Organisation
from einamt.insight.steering import operations
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.targets import Targets
from einamt.kernel.actor import SYSTEM, Actor
from einamt.kernel.errors import DomainError
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.commands import HouseCommand
from einamt.platform.facts import rebuilding
from einamt.platform.facts.rebuilding import Rebuilt
from einamt.platform.shell import city

_ORDERS = UUID("0198f3a2-7c1d-7def-8123-5c6d2f90aa10")


class Command(HouseCommand):
    """Looks after targets and facts."""

    help = "List the indicators with the city's targets of today, set a target from a day on, or rebuild open months."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="every indicator with its unit and the city's target of today")
        target = actions.add_parser("target", help="set a target; without a bound there is none from that day on")
        target.add_argument("indicator", help="its code, as the list says")
        target.add_argument("starts_on", type=date.fromisoformat, help="the first day it counts, as 2027-01-01")
        target.add_argument("--at-least", type=float, help="in the indicator's unit; a share between 0 and 1")
        target.add_argument("--at-most", type=float, help="the same, from above")
        target.add_argument("--district", help="identifier of a district that is to have a target of its own")
        target.add_argument("--reason", required=True, help="who decided it, and why")
        target.add_argument("--author", help="username of whoever sets it; without one, it is the operator")
        target.add_argument("--dry-run", action="store_true", help="check it, and set nothing")

        rebuild = actions.add_parser("rebuild", help="make the files of facts again that are not sealed")
        rebuild.add_argument("--month", default="", help="of one month only, as 2026-11")
        rebuild.add_argument("--dry-run", action="store_true", help="say what would be made again, and change nothing")

    def handle(self, *_: object, action: str, **given: object) -> None:
        """Do it."""
        if action == "list":
            self._list()
        elif action == "rebuild":
            self._rebuild(month=str(given["month"]), is_dry=bool(given["dry_run"]))
        else:
            self._set(given)

    def _rebuild(self, *, month: str, is_dry: bool) -> None:
        if is_dry:
            for schema, of_month, rows in rebuilding.open_months(month=month):
                self.stdout.write(f"{schema} {of_month}: {rows} facts")
            return
        rebuilt = rebuilding.rebuild_open_months(now=clock.now(), month=month)
        for one in rebuilt:
            for said in _said(one):
                self.stdout.write(f"{one.schema} {one.month}: {said}")
        written = [one.facts for one in rebuilt if one.facts]
        self.stdout.write(f"{sum(written)} facts in {len(written)} files.")
        if left := sorted({f"{one.schema} {one.month}" for one in rebuilt if not one.is_done}):
            message = f"Not everything was made again: {', '.join(left)}."
            raise CommandError(message)

    def _list(self) -> None:
        targets, today = Targets(), local_date(moment=clock.now(), zone=city.zone())
        for indicator in INDICATORS.values():
            aim = targets.aim_of(indicator, on=today)
            bounds = [] if aim is None else [("at least", aim.at_least), ("at most", aim.at_most)]
            words = ", ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)
            self.stdout.write(f"{indicator.code} ({indicator.unit}): {words or 'no target'}")

    def _set(self, given: dict[str, object]) -> None:
        identifier = given["district"]
        district = Organisation.objects.filter(kind__in=Organisation.PARTS, identifier=identifier).first()
        if identifier is not None and district is None:
            message = f"There is no district {identifier!r}."
            raise CommandError(message)
        actor = self._author(given["author"])
        starts_on, at_least, at_most = given["starts_on"], given["at_least"], given["at_most"]
        # the same order, given again, is the same target
        order = f"{given['indicator']}|{identifier}|{starts_on}|{at_least}|{at_most}|{given['reason']}|{actor}"
        try:
            with transaction.atomic():
                target = operations.set_target(
                    indicator=str(given["indicator"]),
                    district=district,
                    starts_on=starts_on,  # type: ignore[arg-type]  # argparse made it a date
                    at_least=at_least,  # type: ignore[arg-type]  # and these numbers or None
                    at_most=at_most,  # type: ignore[arg-type]
                    reason=str(given["reason"]),
                    actor=actor,
                    command_id=uuid5(_ORDERS, order),
                    now=clock.now(),
                )
                transaction.set_rollback(bool(given["dry_run"]))
        except DomainError as refusal:
            message = f"{refusal.code}: {refusal}"
            raise CommandError(message) from refusal
        if given["dry_run"]:
            self.stdout.write(f"The target of {target.indicator} could be set; nothing was.")
            return
        self.stdout.write(f"The target of {target.indicator} counts from {target.starts_on} on.")

    def _author(self, username: object) -> Actor:
        if username is None:
            return SYSTEM
        person = Staff.objects.filter(username=normal_username(str(username)), is_active=True).first()
        if person is None:
            message = f"Nobody here is called {username!r}."
            raise CommandError(message)
        return person.actor


def _said(one: Rebuilt) -> list[str]:
    """What became of the open files of a month, in words."""
    before = "the same rows as before" if one.as_before else "the files were damaged"
    words = [
        (one.facts, f"{one.facts} facts written again, {before}"),
        (one.unfiled, f"{one.unfiled} facts stay in files that are what was written; the database does not have them"),
        (
            one.differing,
            f"{one.differing} facts stay in files that are what was written; the database has other rows",
        ),
        (
            one.damaged,
            f"{one.damaged} facts in damaged files that cannot be made again; take the files from the backup",
        ),
        (one.is_superseded, "the worker has dealt with the same files meanwhile; nothing is lost, run it again"),
        (one.has_failed, "it failed, the log says why; nothing was changed"),
    ]
    return [said for holds, said in words if holds]
