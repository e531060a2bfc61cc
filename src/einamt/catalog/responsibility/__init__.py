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

__all__ = [
    "Answer",
    "Candidate",
    "Choice",
    "Finding",
    "OfficeWay",
    "Outcome",
    "Question",
    "Whereabouts",
    "responsibility_findings",
    "responsible_for",
]
