"""What the catalogue's linter learns from the rules of responsibility: where nobody answers, and where two do."""

from collections.abc import Iterator
from datetime import datetime

from einamt.catalog.linting.registry import Found, Kind, Source
from einamt.catalog.linting.rules.complaints import Severity
from einamt.catalog.responsibility.findings import responsibility_findings
from einamt.kernel.errors import N_

RULES = Source(
    name="responsibility",
    kinds=(
        Kind(
            "responsibility-gap",
            Severity.ERROR,
            N_("Niemand zuständig"),
            "Somewhere, for some names or for some matter, no organisation answers for the service.",
        ),
        Kind(
            "responsibility-overlap",
            Severity.ERROR,
            N_("Mehrere zuständig"),
            "Somewhere, for some names or for some matter, several organisations answer, and none by a narrower rule.",
        ),
        Kind(
            "responsibility-letters",
            Severity.ERROR,
            N_("Buchstabenbereich leer"),
            "No name falls between the first and the last letters of a rule.",
        ),
        Kind(
            "responsibility-area",
            Severity.WARNING,
            N_("Gebiet unbekannt"),
            "A rule names an area that the catalogue does not have, so that it holds nowhere.",
        ),
    ),
    run=lambda now: rules_findings(now=now),
)


def rules_findings(*, now: datetime) -> Iterator[Found]:
    """What is wrong with the rules of responsibility, for the linter's pages."""
    for finding in responsibility_findings(now=now):
        yield Found(
            code=f"responsibility-{finding.what}",
            message=finding.message,
            params=finding.params,
            place=f"{finding.area_key}|{finding.letters}|{finding.matter}",
            service_id=finding.service_id,
        )
