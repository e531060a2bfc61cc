"""`einamt laws`: by which law of procedure decisions on a service are made, and which courts decide about them."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from einamt.cases.decisions.errors import WrongCourt
from einamt.cases.decisions.models import ServiceLaw
from einamt.cases.decisions.operations import strike_law, write_law_down
from einamt.cases.decisions.rules import Court, Law
from einamt.catalog.models import PublicService
from einamt.platform.commands import HouseCommand


class Command(HouseCommand):
    """Writes down the law of a service, forgets it, lists what is written down."""

    help = (
        "Say by which law of procedure decisions on a service are made and which courts decide about them; forget it; "
        "list what is written down."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with which service."""
        does = parser.add_subparsers(dest="does", required=True)
        does.add_parser("list", help="what is written down, with its source")
        put = does.add_parser("put", help="write down the law of a service, or another in its place")
        put.add_argument("service", metavar="SLUG", help="such as wohngeld")
        put.add_argument("law", choices=[law.value for law in Law], help="VwVfG, SGB X, or AO by the KAG")
        put.add_argument("court", choices=[court.value for court in Court], help="by VwGO, or by SGG")
        put.add_argument("--source", required=True, help="such as '§ 68 Nr. 10 SGB I, § 40 Abs. 1 VwGO'")
        take = does.add_parser("take-away", help="have whoever issues a decision choose")
        take.add_argument("service", metavar="SLUG")

    def handle(
        self, *_: object, does: str, service: str = "", law: str = "", court: str = "", source: str = "", **__: object
    ) -> None:
        """Do it."""
        if does == "list":
            for each in ServiceLaw.objects.select_related("service").order_by("service__slug"):
                self.stdout.write(f"{each.service.slug}: {each.law}, {each.court} courts ({each.source})")
            return
        found = PublicService.objects.filter(slug=service).first()
        if found is None:
            message = f"There is no service {service!r}."
            raise CommandError(message)
        if does == "put":
            try:
                write_law_down(service_id=found.pk, law=Law(law), court=Court(court), source=source)
            except WrongCourt as refusal:
                message = f"The {court} courts do not decide by the law {law!r}."
                raise CommandError(message) from refusal
            self.stdout.write(f"{service}: {law}, {court} courts.")
        elif strike_law(service_id=found.pk):
            self.stdout.write(f"{service}: to be chosen.")
        else:
            message = f"No law is written down of {service!r}."
            raise CommandError(message)
