"""When the archive has had its time. Law: § 6(1) ArchGB Berlin; docs/rules/archive.md."""

from datetime import datetime, timedelta

ANSWER_WITHIN = timedelta(days=366)
"""Twelve months, reckoned in favour of the archive: who has offered need not keep any longer."""


def answer_is_awaited_since(now: datetime) -> datetime:
    """Offers made after this moment still wait for the archive's answer."""
    return now - ANSWER_WITHIN
