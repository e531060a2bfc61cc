"""What a scanner types that has read the QR code of a confirmation or a number: the address where its holder waits."""

import re
from uuid import UUID

from einamt.cases.tokens import LENGTH, case_of_token

_LINK = re.compile(rf"/warten/([A-Za-z0-9_\-=]{{{LENGTH}}})(?:/|$)")
LONGEST = 300
"""Characters of such an address, and more."""


def case_scanned(text: str) -> UUID | None:
    """The case whose address `text` is; None: it is none of ours, and no query was made."""
    link = _LINK.search(text)
    return case_of_token(token=link[1]) if link else None
