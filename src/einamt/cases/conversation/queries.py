"""Reading what was written about cases."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Min, QuerySet

from einamt.accounts.queries import Permissions
from einamt.cases.access import readable
from einamt.cases.conversation.models import CaseMessage
from einamt.cases.conversation.rules import Side
from einamt.cases.models import Case

MOST_LISTED = 200
"""Cases with an answer that one page shows, those that wait longest first."""


def messages_of(*, case_id: UUID) -> list[CaseMessage]:
    """All of a case, in order."""
    return list(CaseMessage.objects.filter(case_id=case_id))


def asks_holder(*, case_ids: Collection[UUID]) -> set[UUID]:
    """Those of the cases in which the office waits for an answer."""
    waiting = CaseMessage.objects.filter(case_id__in=case_ids, side=Side.OFFICE, settled_at=None, case__closed_at=None)
    return set(waiting.values_list("case_id", flat=True))


def cases_with_answers(*, permissions: Permissions) -> list[Case]:
    """Cases with an answer that waits, of those that somebody with `permissions` may read; the longest waiting first,
    each with `answered_at`.
    """
    waiting: QuerySet[Case] = Case.objects.filter(
        readable(permissions=permissions), messages__side=Side.HOLDER, messages__settled_at=None
    )
    related = waiting.select_related("service", "organisation", "office")
    return list(related.annotate(answered_at=Min("messages__written_at")).order_by("answered_at", "pk")[:MOST_LISTED])
