"""`einamt steering`: see the indicators and their targets, and set one."""

from argparse import ArgumentParser
from datetime import date
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError

from einamt.catalog.models import Organisation
from einamt.insight.steering import operations
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.targets import Targets
from einamt.kernel.actor import SYSTEM
from einamt.kernel.errors import DomainError
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city


class Command(BaseCommand):
    """Looks after targets."""

    help = "List the indicators with the city's targets of today, or set a target from a day on."

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

    def handle(self, *_: object, action: str, **given: object) -> None:
        """Do it."""
        if action == "list":
            self._list()
        else:
            self._set(given)

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
        try:
            target = operations.set_target(
                indicator=str(given["indicator"]),
                district=district,
                starts_on=given["starts_on"],  # type: ignore[arg-type]  # argparse made it a date
                at_least=given["at_least"],  # type: ignore[arg-type]  # and these numbers or None
                at_most=given["at_most"],  # type: ignore[arg-type]
                reason=str(given["reason"]),
                actor=SYSTEM,
                command_id=uuid4(),
                now=clock.now(),
            )
        except DomainError as refusal:
            raise CommandError(refusal.code) from refusal
        self.stdout.write(f"The target of {target.indicator} counts from {target.starts_on} on.")
