"""Proofs that were sent: where they are kept."""

from datetime import datetime

from einamt.citizens.acting.models import ProofFile, ProofFilePart
from einamt.platform.attachments.registry import Kind


def _refused(_file: ProofFile, _now: datetime) -> None:
    """The page of the request says so, to its person and to the clerk, who decides."""


PROOFS = Kind(file=ProofFile, part=ProofFilePart, owner="representation", refused=_refused)
