"""`einamt catalog responsibilities`: whether somebody answers for every service everywhere, and only one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from einamt.catalog.responsibility import responsibility_findings
from einamt.platform import clock

HELP = "check the rules of responsibility for gaps and overlaps"


def add_arguments(parser: ArgumentParser) -> None:
    """`check`."""
    actions = parser.add_subparsers(dest="action", required=True)
    checking = actions.add_parser("check", help="print what is wrong; the exit code is 1 if somebody gets no answer")
    checking.add_argument("--language", default="de", help="the language of the sentences (de)")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Print the findings, a line each, and fail if there are errors among them."""
    with override(options["language"]):
        findings = responsibility_findings(now=clock.now())
    for finding in findings:
        severity = "error  " if finding.is_error else "warning"
        command.stdout.write(f"{severity}  {finding.what:<7}  {finding.slug}  {finding.sentence}")
    errors = sum(finding.is_error for finding in findings)
    if errors:
        raise CommandError(f"{errors} errors, {len(findings) - errors} warnings.")
    command.stdout.write(f"No errors, {len(findings)} warnings.")
