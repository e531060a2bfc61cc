"""How long decisions keep their case, and whose they are."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from einamt.cases.decisions.models import Decision
from einamt.cases.decisions.steps import contact_index, day_of
from einamt.cases.holding import Hold
from einamt.cases.persons import Holder, Holders
from einamt.cases.registry import CaseKind
from einamt.platform.retention.persons import Wanted


def _held(_kind: CaseKind, now: datetime) -> Q:
    decided = Decision.objects.filter(document__case=OuterRef("pk"), held_until__gte=day_of(now))
    return Q(Exists(decided))


def _reason(case_id: UUID) -> str:
    if not Decision.objects.filter(document__case_id=case_id).exists():
        return ""
    return "a decision may still be objected to, or has to be proved (§§ 58, 60 VwGO; Art. 17(3)(e) GDPR)"


HOLD = Hold(held=_held, reason=_reason)


def _cases_of(wanted: Wanted) -> Iterator[UUID]:
    """By the index; only those that have none yet are opened one by one."""
    if not (index := contact_index(email=wanted.email)):
        return
    yield from Decision.objects.filter(email_index=index).values_list("document__case_id", flat=True)
    for each in Decision.objects.filter(email_index=None).select_related("document").iterator(chunk_size=500):
        if contact_index(email=each.email) == index:
            yield each.document.case_id


def _holder(case_id: UUID) -> Holder | None:
    found = Decision.objects.filter(document__case_id=case_id).order_by("document__issued_at").last()
    if found is None:
        return None
    index = contact_index(email=found.email)
    return Holder(name=found.person_name, contacts=frozenset([index] if index else []))


HOLDERS = Holders(find=_cases_of, holder=_holder, beside=lambda _case_id: {})
