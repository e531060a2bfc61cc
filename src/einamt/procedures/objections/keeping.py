"""Whose objections are, and that each keeps the case of the decision that it is against."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from einamt.cases.holding import Hold
from einamt.cases.persons import Contact, Holder, Holders
from einamt.cases.registry import CaseKind
from einamt.platform.crypto.fields import blind_index
from einamt.platform.retention.persons import Wanted
from einamt.procedures.objections.models import Objection


def _held(_kind: CaseKind, _now: datetime) -> Q:
    return Q(Exists(Objection.objects.filter(decision__document__case=OuterRef("pk"))))


def _reason(case_id: UUID) -> str:
    is_objected_to = Objection.objects.filter(decision__document__case_id=case_id).exists()
    return "there is an objection to a decision about it (§ 68 VwGO; Art. 17(3)(e) GDPR)" if is_objected_to else ""


HOLD = Hold(held=_held, reason=_reason)


def _with_address(address: str) -> Iterable[Objection]:
    if not address.strip():
        return []
    return Objection.objects.filter(email_index=blind_index(text=address, purpose="appointments.contact"))


def _cases_of(wanted: Wanted) -> Iterable[UUID]:
    return [each.case_id for each in _with_address(wanted.email)]


def _holder(case_id: UUID) -> Holder | None:
    found = Objection.objects.filter(case_id=case_id).first()
    if found is None:
        return None
    return Holder(name=found.person_name, contacts=frozenset([found.email_index] if found.email_index else []))


def _reached(address: str) -> Iterable[tuple[UUID, str]]:
    return [(each.case_id, each.email) for each in _with_address(address)]


def _written_to(case_id: UUID) -> Contact | None:
    found = Objection.objects.only("email", "language").filter(case_id=case_id).first()
    return None if found is None else Contact(found.email, found.language)


def _given(case_id: UUID) -> dict[str, str]:
    found = Objection.objects.filter(case_id=case_id).first()
    return {} if found is None else {"name": found.person_name, "email": found.email, "grounds": found.grounds}


HOLDERS = Holders(
    find=_cases_of,
    holder=_holder,
    beside=lambda _case_id: {},
    reached=_reached,
    contact=_written_to,
    given=_given,
)
