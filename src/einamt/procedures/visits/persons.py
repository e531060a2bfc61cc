"""Whose visits are that go on with another office's: of whoever holds the appointment with which they began."""

from collections.abc import Iterable
from uuid import UUID

from einamt.cases.persons import Holder, Holders
from einamt.platform.retention.persons import Wanted
from einamt.procedures.appointments.persons import HOLDERS as OF_APPOINTMENTS
from einamt.procedures.visits.models import WalkIn


def _cases_of(wanted: Wanted) -> Iterable[UUID]:
    began = list(OF_APPOINTMENTS.find(wanted))
    return WalkIn.objects.filter(origin_id__in=began).values_list("case_id", flat=True)


def _holder(case_id: UUID) -> Holder | None:
    began = WalkIn.objects.filter(case_id=case_id).values_list("origin_id", flat=True).first()
    return None if began is None else OF_APPOINTMENTS.holder(began)


HOLDERS = Holders(find=_cases_of, holder=_holder, beside=lambda _case_id: {})
