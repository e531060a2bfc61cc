"""`einamt city`: set a city up, close and reopen its offices, write down its own holidays, set its rules."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from einamt.catalog.city.content import BadContent
from einamt.catalog.city.errors import CatalogNotEmpty
from einamt.catalog.city.reading import read_city
from einamt.catalog.models import Office, Organisation
from einamt.kernel.actor import SYSTEM
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.commands import HouseCommand
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.founding import checked, found_city
from einamt.procedures.appointments.models import Appointment, Closure
from einamt.procedures.appointments.operations import add_holiday, close_office, plan_capacity, reopen_office, set_rules
from einamt.procedures.appointments.planning.models import in_force
from einamt.procedures.appointments.rule_errors import RulesContradict, RulesDayTaken, RulesNotAhead
from einamt.procedures.appointments.rulebook import city_rules, rule_set, rules_to_come, rules_until
from einamt.procedures.appointments.ruleset import NAMES, NUMBERS, from_plain
from einamt.procedures.appointments.supply import Planned
from einamt.procedures.visits.founding import check_floor, found_floor

NO_RULES = "The city has no rules of booking for these days; load a city first."


class Command(HouseCommand):
    """Sets up what can be booked, and changes it for single days."""

    help = "Set up a city from its folder; close and reopen offices; write down a municipality's own holidays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        load = actions.add_parser("load", help="set up an empty installation from a city's folder")
        load.add_argument("folder", type=Path, metavar="FOLDER", help="as described in docs/how-to/set-up-a-city.md")
        load.add_argument("--dry-run", action="store_true", help="read and check everything, and write nothing")
        close = actions.add_parser("close", help="keep an office closed; what is booked is listed, not moved")
        close.add_argument("office", metavar="SLUG", help="such as buergeramt-rathaus-mitte")
        close.add_argument("--from", dest="first_day", required=True, type=_day, metavar="DATE", help="first day")
        close.add_argument("--to", dest="last_day", required=True, type=_day, metavar="DATE", help="last day")
        close.add_argument("--reason", required=True, help="told to citizens, such as Betriebsversammlung")
        actions.add_parser("closures", help="list closures that have not ended, with their numbers")
        reopen = actions.add_parser("reopen", help="take a closure back")
        reopen.add_argument("closure", type=int, metavar="NUMBER", help="as listed by closures")
        holiday = actions.add_parser("holiday", help="write down a holiday that only a part of the city has")
        holiday.add_argument("organisation", metavar="IDENTIFIER", help="whose offices stay closed")
        holiday.add_argument("day", type=_day, metavar="DATE")
        holiday.add_argument("name", help="such as Fronleichnam")

        rules = actions.add_parser("rules", help="show the rules of booking, or set new ones from a day on")
        rules.add_argument("--from", dest="valid_from", type=_day, metavar="DATE", help="from when; tomorrow at least")
        rules.add_argument("--set", dest="changes", action="append", default=[], metavar="RULE=NUMBER")
        rules.add_argument("--source", help="regulation or decision behind the change")

    def handle(self, *_: Any, action: str, **options: Any) -> None:
        """Do it."""
        try:
            match action:
                case "load":
                    self._load(folder=options["folder"], is_dry_run=options["dry_run"])
                case "close":
                    self._close(options)
                case "closures":
                    self._list_closures()
                case "reopen":
                    self._reopen(options["closure"])
                case "rules":
                    self._rules(options)
                case _:
                    self._add_holiday(options["organisation"], options["day"], options["name"])
        except RulesMissing:
            raise CommandError(NO_RULES) from None

    def _load(self, *, folder: Path, is_dry_run: bool) -> None:
        try:
            content = checked(read_city(folder=folder))
            check_floor(content=content)
            found = (
                f"{content.settings['name']}: {len(content.districts)} parts, {len(content.offices)} offices, "
                f"{len(content.services)} services"
            )
            if is_dry_run:
                self.stdout.write(f"{found}. Nothing written: this was a dry run.")
                return
            with transaction.atomic():
                planned = found_city(content=content, now=clock.now())
                found_floor(content=content)
        except BadContent as error:
            message = f"Nothing was loaded.\n{error}"
            raise CommandError(message) from None
        except CatalogNotEmpty:
            message = "Nothing was loaded: there are services here already, and a city is loaded into an empty house."
            raise CommandError(message) from None
        self.stdout.write(f"{found}; {planned.added} days of counters planned.")

    def _close(self, options: dict[str, Any]) -> None:
        first_day, last_day = options["first_day"], options["last_day"]
        if last_day < first_day:
            raise CommandError("The last day comes before the first.")
        office = Office.objects.filter(slug=options["office"]).first()
        if office is None:
            message = f"There is no office {options['office']!r}."
            raise CommandError(message)
        closed = close_office(
            office_id=office.pk,
            starts_on=first_day,
            ends_on=last_day + timedelta(days=1),
            reason=options["reason"],
            now=clock.now(),
        )
        self.stdout.write(f"{office.name} stays closed from {first_day} to {last_day}: closure {closed.closure.pk}.")
        self._list_affected(closed.affected)

    def _list_affected(self, appointment_ids: list[Any]) -> None:
        found = Appointment.objects.select_related("case").filter(pk__in=appointment_ids).order_by("starts_at", "pk")
        zone = city.zone()
        for appointment in found:
            self.stdout.write(f"  {appointment.case.reference} {appointment.starts_at.astimezone(zone):%Y-%m-%d %H:%M}")
        self.stdout.write(f"{len(appointment_ids)} appointments need another time; none was moved or cancelled.")

    def _list_closures(self) -> None:
        today = local_date(moment=clock.now(), zone=city.zone())
        closures = in_force(Closure.objects.all()).select_related("office", "organisation").filter(ends_on__gt=today)
        for closure in closures.order_by("starts_on", "pk"):
            place = closure.office or closure.organisation
            last_day = closure.ends_on - timedelta(days=1)
            self.stdout.write(
                f"{closure.pk}: {place.name if place else ''}, {closure.starts_on} to {last_day}: {closure.reason}"
            )
        self.stdout.write(f"{len(closures)} closures.")

    def _reopen(self, closure_id: int) -> None:
        try:
            planned = reopen_office(closure_id=closure_id, now=clock.now())
        except Closure.DoesNotExist:
            message = f"There is no closure {closure_id}; `einamt city closures` lists them."
            raise CommandError(message) from None
        self.stdout.write(f"Taken back: {planned.changed + planned.added} days of counters can be booked again.")

    def _rules(self, options: dict[str, Any]) -> None:
        today = local_date(moment=clock.now(), zone=city.zone())
        in_force = city_rules(on=today)
        if options["valid_from"] is None:
            if options["changes"]:
                raise CommandError("Say from when: --from DATE.")
            for rules in (*rules_until(on=today)[:1], *rules_to_come(on=today)):
                self.stdout.write(f"from {rules.valid_from} ({rules.values.source}):")
                for code, value in rules.values.plain().items():
                    if code in NAMES:
                        self.stdout.write(f"  {code} = {value}")
            return
        if not options["source"]:
            raise CommandError("Say what the change is taken from: --source TEXT.")
        try:
            changed = dict(map(_assignment, options["changes"]))
            values = from_plain(rule_set(rules=in_force).plain() | changed | {"source": options["source"]})
            set_rules(valid_from=options["valid_from"], values=values, author=SYSTEM, now=clock.now())
        except RulesContradict as refusal:
            lines = [f"{found.code}: {found.message % found.params}" for found in refusal.contradictions]
            raise CommandError("\n".join(["Nothing was set.", *lines])) from None
        except (RulesNotAhead, RulesDayTaken) as refusal:
            raise CommandError(refusal.message) from None
        said = ", ".join(options["changes"]) or "the same rules"
        self.stdout.write(f"In force from {options['valid_from']}: {said}.")

    def _add_holiday(self, identifier: str, day: date, name: str) -> None:
        found = list(Organisation.objects.filter(identifier=identifier)[:2])
        if len(found) != 1:
            message = f"There is no single organisation {identifier!r}."
            raise CommandError(message)
        with transaction.atomic():
            add_holiday(organisation_id=found[0].pk, day=day, name=name)
            planned: Planned = plan_capacity(first_day=day, last_day=day, now=clock.now())
        self.stdout.write(f"{day} is {name} in {found[0].name} and below.")
        self._list_affected(planned.affected)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no date such as 2026-12-24"
        raise ArgumentTypeError(message) from None


def _assignment(text: str) -> tuple[str, int]:
    code, _, number = text.partition("=")
    if code not in NUMBERS or not number.isdigit():
        message = f"{text!r} is no rule and number such as horizon_days=28; rules: {', '.join(NUMBERS)}."
        raise CommandError(message)
    return code, int(number)
