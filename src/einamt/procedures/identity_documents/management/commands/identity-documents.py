"""`einamt identity-documents`: what specialist systems report about identity documents."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext, override

from einamt.accounts.models import ApiClient
from einamt.catalog.models import Organisation
from einamt.kernel.actor import SYSTEM
from einamt.platform import clock
from einamt.platform.commands import HouseCommand
from einamt.platform.shell import city
from einamt.procedures.identity_documents.models import ReportingSystem, StateReport
from einamt.procedures.identity_documents.operations import connect_system, take_reports
from einamt.procedures.identity_documents.reading import LARGEST_FILE, Reading, read_file
from einamt.procedures.identity_documents.rules import Verdict


class Command(HouseCommand):
    """Connects a specialist system, imports its files, lists what waits."""

    help = (
        "Connect the specialist system of an authority, import what it reports about orders of identity cards and "
        "passports, and list what waits for a person to decide."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        does = parser.add_subparsers(dest="does", required=True)
        connect = does.add_parser("connect", help="let a system report, by file and, with --client, by the interface")
        connect.add_argument("system", help="a short name, such as meso")
        connect.add_argument("--name", required=True, help="what it is and who runs it")
        connect.add_argument("--organisation", required=True, metavar="IDENTIFIER", help="the authority that issues")
        connect.add_argument("--client", type=int, metavar="NUMBER", help="as `einamt clients list` shows it")
        importing = does.add_parser("import", help="take in a file; what is known already is left as it is")
        importing.add_argument("file", type=Path, metavar="FILE", help="CSV, as docs/how-to says")
        importing.add_argument("--system", required=True, help="as it was connected")
        importing.add_argument("--only-good", action="store_true", help="take the good lines although others are wrong")
        importing.add_argument("--dry-run", action="store_true", help="only read the file")
        does.add_parser("waiting", help="how many reports wait for a person to decide")

    def handle(self, *_: object, does: str, **options: object) -> None:
        """Do it."""
        if does == "waiting":
            self.stdout.write(f"{StateReport.objects.filter(verdict=Verdict.WAITING).count()} reports wait.")
        elif does == "connect":
            self._connect(options)
        else:
            self._import(options)

    def _connect(self, options: dict[str, object]) -> None:
        organisation = Organisation.objects.filter(identifier=options["organisation"]).first()
        if organisation is None:
            message = f"There is no organisation {options['organisation']!r}."
            raise CommandError(message)
        number = options["client"]
        client = ApiClient.objects.filter(pk=number, withdrawn_at=None).first() if isinstance(number, int) else None
        if number is not None and client is None:
            message = f"No program has number {number}, or its token was taken back."
            raise CommandError(message)
        system = connect_system(
            code=str(options["system"]), name=str(options["name"]), organisation=organisation, client=client
        )
        ways = "by file and by the interface" if client else "by file"
        self.stdout.write(f"{system.code} reports for {organisation.name}, {ways}.")

    def _import(self, options: dict[str, object]) -> None:
        system = ReportingSystem.objects.filter(code=options["system"]).first()
        if system is None:
            message = f"No system {options['system']!r} is connected."
            raise CommandError(message)
        now, reading = clock.now(), self._read(Path(str(options["file"])))
        if reading.faults and not options["only_good"]:
            message = f"Nothing was taken.\n{_faults(reading)}"
            raise CommandError(message)
        if reading.faults:
            self.stdout.write(_faults(reading))
        if options["dry_run"]:
            self.stdout.write(f"{len(reading.reports)} reports could be taken. Nothing written: this was a dry run.")
            return
        answers = take_reports(system=system, reports=reading.reports, actor=SYSTEM, now=now)
        counts = Counter(answer.verdict.value if answer.is_new else "known already" for answer in answers)
        told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
        self.stdout.write(f"{len(answers)} reports: {told or 'none'}; {len(reading.faults)} lines left out.")

    def _read(self, file: Path) -> Reading:
        try:
            content = file.read_bytes()
        except OSError as error:
            message = f"{file} cannot be read: {error.strerror}"
            raise CommandError(message) from None
        if len(content) > LARGEST_FILE:
            message = f"{file} is larger than {LARGEST_FILE // 1024 // 1024} MB."
            raise CommandError(message)
        return read_file(content=content, now=clock.now(), zone=city.zone())


def _faults(reading: Reading) -> str:
    with override("en"):
        return "\n".join(
            f"line {fault.line}{f', {fault.column}' if fault.column else ''}: {gettext(fault.message)}"
            for fault in reading.faults
        )
