"""The port: what a scanner can do, and which one the city has."""

from collections.abc import Iterable
from typing import Protocol

from django.conf import settings

from einamt.platform.scanning.clamd import Clamd
from einamt.platform.scanning.verdicts import ScannerAway, Verdict
from einamt.platform.web.probes import Finding


class Scanner(Protocol):
    """Something that looks for viruses."""

    def scan(self, *, content: Iterable[bytes]) -> Verdict:
        """What is found in a file that comes piece by piece.

        :raises ScannerAway: nothing is known about the file.
        """

    def version(self) -> str:
        """What it is, for whoever looks after it.

        :raises ScannerAway: it does not answer.
        """


def scanner() -> Scanner | None:
    """The city's, by EINAMT_SCANNER; None where it has none, and then no file is taken."""
    return Clamd(address=settings.SCANNER) if settings.SCANNER else None


def probe() -> Finding:
    """For `/readyz`: whether the scanner answers. Without one no file is offered, and all is well."""
    if (ours := scanner()) is None:
        return Finding(is_well=True, detail="none: no files are taken")
    try:
        return Finding(is_well=True, detail=ours.version())
    except ScannerAway as error:
        return Finding(is_well=False, detail=f"away: {error}")
