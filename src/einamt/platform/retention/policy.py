"""The declaration that every model carries as `policy`."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Until(StrEnum):
    """When the keeping ends, where it is not a time after the row's own end."""

    REPLACED = "replaced"
    """Master data: as long as it is in force, then with its history."""
    WITH_OWNER = "with-owner"
    """Kept and erased together with the row it belongs to."""
    DELIVERED = "delivered"
    """Work in passing: erased once it is done."""
    FOREVER = "forever"
    """Statistics without personal data."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Who answers for a model's rows, whether they are personal data (Art. 4(1) GDPR), and how long they are kept.

    `keep` is a time counted from the end of the matter, or an `Until`; `reason` cites the rule or says why.
    """

    owner: str
    personal: bool
    keep: timedelta | Until
    reason: str
