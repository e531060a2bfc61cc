"""`einamt catalog lint`: look for what is wrong with the catalogue."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from einamt.catalog.editing.queries import service_id_at
from einamt.catalog.errors import ServiceNotFound
from einamt.catalog.linting.operations import lint_catalog, lint_services, set_terms
from einamt.catalog.linting.queries import finding_lines, open_findings
from einamt.catalog.linting.reference import rules_page
from einamt.catalog.linting.terms import term_days
from einamt.kernel.errors import DomainError
from einamt.kernel.localtime import local_date
from einamt.platform.clock import now
from einamt.platform.shell import city

HELP = "run the checks of the catalogue and list what they find"


def add_arguments(parser: ArgumentParser) -> None:
    """All of it, or one service; lines or JSON; or the days there are for findings."""
    parser.add_argument("--service", default="", metavar="SLUG", help="only what is said of this service")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--rules", action="store_true", help="only print the page of the documentation on the checks")
    parser.add_argument(
        "--days",
        nargs="*",
        metavar="WEIGHT=DAYS",
        help="only say, or set, within how many days findings are to be put right: error=7 warning=28 notice=90",
    )
    parser.add_argument("--language", default="en", choices=["de", "en"], help="the language of the sentences (en)")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Run the checks, keep what they find, and list it: the gravest first."""
    if options["rules"]:
        command.stdout.write(rules_page(), ending="")
        return
    if options["days"] is not None:
        _terms(command, options["days"])
        return
    moment = now()
    service_id = None
    if options["service"]:
        try:
            service_id = service_id_at(slug=options["service"])
        except ServiceNotFound:
            raise CommandError(f"There is no service {options['service']!r}.") from None
        lint_services(service_ids=[service_id], now=moment)
    else:
        lint_catalog(now=moment)
    findings = list(open_findings(service_id=service_id))
    with override(options["language"]):
        lines = finding_lines(
            findings=findings, language=options["language"], today=local_date(moment=moment, zone=city.zone())
        )
    for line in lines:
        if options["json"]:
            command.stdout.write(
                json.dumps(
                    {
                        "code": line.code,
                        "severity": line.severity,
                        "service": line.service_slug or None,
                        "subject": line.subject,
                        "sentence": line.sentence,
                        "found_at": line.found_at.isoformat(),
                        "owner": line.owner or None,
                        "organisation": line.organisation or None,
                        "due_date": line.due_date.isoformat() if line.due_date else None,
                    },
                    ensure_ascii=False,
                )
            )
        else:
            command.stdout.write(f"{line.severity:<8} {line.code:<22} {line.subject}: {line.sentence}")
    if not options["json"]:
        command.stdout.write(f"{len(lines)} findings." if lines else "Nothing found.")


def _terms(command: BaseCommand, wanted: list[str]) -> None:
    """Set the days that are given, then say all."""
    pairs = [pair.partition("=") for pair in wanted]
    if strange := [pair for pair, (_, _, days) in zip(wanted, pairs, strict=True) if not days.isdigit()]:
        raise CommandError(f"{strange[0]!r} is not of the form error=7.")
    try:
        set_terms(days={severity: int(days) for severity, _, days in pairs})
    except DomainError:
        raise CommandError("The weights are error, warning and notice; each has 1 to 366 days.") from None
    for severity, days in term_days().items():
        command.stdout.write(f"{severity:<8} {days} days")
