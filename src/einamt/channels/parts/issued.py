"""Issued documents as pages list them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from einamt.cases.decisions.content import DECISION
from einamt.cases.documents.queries import documents_of
from einamt.cases.documents.registry import kind_of


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list."""

    id: UUID
    name: str
    issued_at: datetime
    revoked_at: datetime | None


def listed(*, case_id: UUID) -> list[Listed]:
    """The documents of a case, the latest first; decisions have a list of their own (`decided`)."""
    return [
        Listed(id=each.pk, name=gettext(kind_of(each.kind).name), issued_at=each.issued_at, revoked_at=each.revoked_at)
        for each in documents_of(case_id=case_id)
        if each.kind != DECISION.code
    ]
