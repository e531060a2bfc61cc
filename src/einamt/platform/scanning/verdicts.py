"""What a scanner says, and that it says nothing."""

from dataclasses import dataclass


class ScannerAway(Exception):
    """The scanner does not answer, or cannot do its work: nothing is known about the file."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in a file: the scanner's name of it, or nothing."""

    found: str

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.found
