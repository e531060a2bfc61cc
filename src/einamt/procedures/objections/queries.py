"""Reading objections."""

from collections.abc import Collection
from uuid import UUID

from einamt.accounts.queries import Permissions
from einamt.cases.access import readable
from einamt.cases.models import Case
from einamt.procedures.objections.kinds import OBJECTION
from einamt.procedures.objections.models import Objection

MOST_LISTED = 200
"""Objections that one page shows, those whose deadline comes first."""


def objection_of(*, case_id: UUID) -> Objection | None:
    """The objection beside a case, with its decision; None where the case is none."""
    related = Objection.objects.select_related("case", "decision__document__case")
    return related.filter(case_id=case_id).first()


def open_against(*, document_ids: Collection[UUID]) -> dict[UUID, str]:
    """The reference of the objection that is open against each of the decisions that has one."""
    found = Objection.objects.filter(decision_id__in=document_ids, case__closed_at=None)
    return dict(found.values_list("decision_id", "case__reference"))


def objections_to_decide(*, permissions: Permissions) -> list[Case]:
    """Open ones that somebody with `permissions` may read, those first that are to be decided first."""
    waiting = Case.objects.filter(readable(permissions=permissions), kind=OBJECTION.code, closed_at=None)
    return list(waiting.select_related("service", "office", "objection").order_by("promised_at", "pk")[:MOST_LISTED])
