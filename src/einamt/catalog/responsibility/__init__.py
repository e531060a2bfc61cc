"""Who answers for a service at a place: from stored rules to an answer with its reason, and what the rules lack."""

from einamt.catalog.responsibility.answers import responsible_for
from einamt.catalog.responsibility.findings import responsibility_findings
from einamt.catalog.responsibility.results import (
    Answer,
    Candidate,
    Choice,
    Finding,
    OfficeWay,
    Outcome,
    Question,
    Whereabouts,
)
from einamt.catalog.responsibility.services import area_names, services_by_residence

__all__ = [
    "Answer",
    "Candidate",
    "Choice",
    "Finding",
    "OfficeWay",
    "Outcome",
    "Question",
    "Whereabouts",
    "area_names",
    "responsibility_findings",
    "responsible_for",
    "services_by_residence",
]
