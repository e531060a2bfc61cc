"""Reading what was written about cases."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min, QuerySet

from einamt.accounts.queries import Permissions
from einamt.cases.access import readable
from einamt.cases.conversation.models import CaseMessage, MessageFile
from einamt.cases.conversation.rules import Side
from einamt.cases.models import Case
from einamt.platform.attachments.errors import FileNotThere
from einamt.platform.attachments.rules import State

MOST_LISTED = 200
"""Cases in which something waits for the office that one page shows, those that wait longest first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case in which something waits for the office, and since when."""

    case: Case
    since: datetime


def messages_of(*, case_id: UUID) -> list[CaseMessage]:
    """All of a case, in order, with their files."""
    return list(CaseMessage.objects.filter(case_id=case_id).prefetch_related("files"))


def file_of(*, case_id: UUID, file_id: UUID) -> MessageFile:
    """A file of the case that may be opened.

    :raises FileNotThere: there is none, or the scanner has not seen it yet, or has found something.
    """
    file = MessageFile.objects.filter(pk=file_id, message__case=case_id, state=State.CLEAN).first()
    if file is None:
        raise FileNotThere
    return file


def asks_holder(*, case_ids: Collection[UUID]) -> set[UUID]:
    """Those of the cases in which the office waits for an answer."""
    waiting = CaseMessage.objects.filter(case_id__in=case_ids, side=Side.OFFICE, settled_at=None, case__closed_at=None)
    return set(waiting.values_list("case_id", flat=True))


def waiting_for_office(*, permissions: Permissions) -> list[Waiting]:
    """Cases in which a message of the holder waits for the office, of those that somebody with `permissions` may read;
    the longest waiting first.
    """
    waiting: QuerySet[Case] = Case.objects.filter(
        readable(permissions=permissions), messages__side=Side.HOLDER, messages__settled_at=None
    )
    related = waiting.select_related("service", "organisation", "office")
    found = related.annotate(waiting_since=Min("messages__written_at")).order_by("waiting_since", "pk")[:MOST_LISTED]
    return [Waiting(case=case, since=case.waiting_since) for case in found]
