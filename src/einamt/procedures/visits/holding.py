"""A visit as its holder may know it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from einamt.cases.models import Case
from einamt.catalog.models import Office
from einamt.catalog.queries import service_names
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.visits.arriving import opens_at
from einamt.procedures.visits.hall import THERE, Spot, hall
from einamt.procedures.visits.halls import HALLS
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.rules import State


@dataclass(frozen=True, slots=True)
class HeldVisit:
    """What a phone shows of a visit; `starts_at` and `opens_at` (of checking in) belong to appointments."""

    case_id: UUID
    office_id: int
    office_slug: str
    office_name: str
    street: str
    reference: str
    number: str
    state: State
    is_cancelled: bool
    starts_at: datetime | None
    opens_at: datetime | None
    arrived_at: datetime | None
    """When the number was drawn, or somebody checked in; None: they are not there yet."""
    service_id: int
    is_today: bool
    comes_from: Office | None
    """The office that has sent the person here."""
    follows: UUID | None
    """The case of the visit there."""
    goes_on_as: Visit | None
    """The visit in the office that the person was sent on to."""

    def is_open(self, *, now: datetime) -> bool:
        """Whether somebody can check in now."""
        return (
            self.state is State.EXPECTED
            and self.is_today
            and not self.is_cancelled
            and (self.opens_at is None or self.opens_at <= now)
        )

    def service_name(self, *, language: str) -> str:
        """What somebody comes for."""
        return service_names(service_ids=[self.service_id], language=language).get(self.service_id, "")


def held_visit(*, case_id: UUID, now: datetime) -> HeldVisit | None:
    """The visit of a case; None: it has neither an appointment nor a ticket, or is not kept any more. Two queries, one
    more where another office goes on.
    """
    related = ("appointment__capacity_day__group__office", "walk_in__follows__visit__office", "visit__office")
    case = Case.objects.select_related(*related).filter(pk=case_id).first()
    if case is None:
        return None
    appointment: Appointment | None = getattr(case, "appointment", None)
    visit: Visit | None = getattr(case, "visit", None)
    if appointment is None and (visit is None or not hasattr(case, "walk_in")):
        return None
    earlier = case.walk_in.follows if hasattr(case, "walk_in") else None
    today = local_date(moment=now, zone=city.zone())
    if appointment is not None:
        office, day = appointment.capacity_day.group.office, appointment.capacity_day.day
    else:
        assert visit is not None  # noqa: S101 - for the type checker
        office, day = visit.office, visit.visit_date
    return HeldVisit(
        case_id=case.pk,
        office_id=office.pk,
        office_slug=office.slug,
        office_name=office.name,
        street=office.street,
        reference=case.reference,
        number=visit.number if visit else "",
        state=State(visit.state) if visit else State.EXPECTED,
        is_cancelled=appointment is not None and appointment.cancelled_at is not None,
        starts_at=appointment.starts_at if appointment else None,
        opens_at=opens_at(starts_at=appointment.starts_at, now=now) if appointment else None,
        arrived_at=visit.arrived_at if visit else None,
        service_id=case.service_id,
        is_today=day == today,
        comes_from=earlier.visit.office if earlier else None,
        follows=earlier.pk if earlier else None,
        goes_on_as=_goes_on_as(case) if visit and visit.state == State.SENT_ON.value else None,
    )


def _goes_on_as(case: Case) -> Visit | None:
    later = Visit.objects.select_related("office").filter(case__walk_in__follows=case)
    return later.order_by("-case__walk_in__pk").first()


def spot_of_held(*, held: HeldVisit, now: datetime) -> Spot | None:
    """Where the visit is in its hall; None: it is not there, not yet or not any more.

    Screens may be told how the hall stood a moment ago. Whoever has just checked in, drawn a number or gone reads their
    own page only once: where the hall that is kept does not know that step yet, it is read anew.
    """
    known = HALLS.at(office_id=held.office_id, now=now).spots.get(held.case_id)
    state = held.state if held.is_today and held.state in THERE else None
    if (known.state if known else None) == state:
        return known
    return hall(office_id=held.office_id, now=now).spots.get(held.case_id)
