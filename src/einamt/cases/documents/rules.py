"""What holds for issued documents. Plain Python."""

import re
from enum import StrEnum

from einamt.kernel.references import ALPHABET, parse_code

CODE_LENGTH = 12
"""Characters of a document's code: 23 to the power of 12 values."""


class RevocationReason(StrEnum):
    """Why a document no longer holds; told to whoever checks it."""

    MISTAKE = "mistake"
    """Something in it is wrong."""
    REPLACED = "replaced"
    """There is a newer one."""
    WITHDRAWN = "withdrawn"
    """What it says no longer holds (§§ 48, 49 VwVfG)."""


def written_code(code: str) -> str:
    """A code in groups of four, as it stands on the paper."""
    return "-".join(re.findall(".{4}", code))


def code_in(text: str) -> str | None:
    """The code that was typed, whatever the case and the hyphens; None where it cannot be one."""
    code = parse_code(text)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else None
