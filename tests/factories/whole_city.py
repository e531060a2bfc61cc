"""A city in which every staff page about a person, an office or a service has something to show."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from einamt.cases.models import Case
from einamt.catalog.models import Office, PublicService
from einamt.config.doors import Door
from einamt.procedures.appointments.backlog.models import BacklogEntry
from einamt.procedures.appointments.helping import Help, Particulars
from einamt.procedures.appointments.jobs import work_off_backlog
from einamt.procedures.appointments.models import ArrangedHelp
from einamt.procedures.appointments.operations import ContactDetails, close_office
from einamt.procedures.appointments.planning.models import Plan
from einamt.procedures.identity_documents.rules import DocumentState
from tests.factories.appointments import Bookable, make_bookable, make_booking, make_rules, somebody
from tests.factories.catalog import make_city, make_district, make_office, make_service
from tests.factories.decisions import IN_PERSON, make_decision, make_objection
from tests.factories.identity_documents import Workshop
from tests.factories.tours import make_tour, visit_home

PERSON = "Zdzisława Brzęczyszczykiewicz"
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
_NOTHING = {"int": "999999", "uuid": str(uuid4()), "uuidstr": str(uuid4())}


@dataclass
class WholeCity:
    """The north has an office with everything; nothing of it belongs to the south."""

    at: Bookable
    south: Office
    mobile: Office
    references: list[str] = field(default_factory=list)
    document: str = ""
    """A decision about the first of them."""
    objection: str = ""
    """The reference of the objection to it."""

    @property
    def north(self) -> Office:
        """Where everything is, but the visits at home."""
        return self.at.office

    def address(self, door: Door) -> str:
        """A true address behind a door, as far as this city has what it is about; else one that leads to nothing."""
        is_of_office = any(
            word in door.address for word in ("/amt/", "/aemter/", "/planung/", "/anzeige/", "/da/", "/lage/")
        )
        known = {
            "slug": (self.north if is_of_office else self.at.service).slug,
            "service_slug": self.at.service.slug,
            "service_id": str(self.at.service.pk),
            "group_id": str(self.at.group.pk),
            "office_id": str(self.north.pk),
            "reference": self.objection if "/widersprueche/" in door.address else self.references[0],
            "document_id": self.document,
            "kind": "schliesszeit",
            "entry_id": str(BacklogEntry.objects.earliest("pk").pk),
            "plan_id": str(Plan.objects.earliest("pk").pk),
        }
        address = door.address.replace("^(?P<rest>.*)$", "nothing")
        return _PARAMETER.sub(lambda found: known.get(found[2], _NOTHING.get(found[1] or "", "x")), address)

    def open(self, client: Client, door: Door) -> HttpResponse:
        """Come through a door: by GET, or by POST with nothing in it where the door takes only that."""
        response = client.get(self.address(door))
        if response.status_code != 405:
            return response
        return client.post(self.address(door), data="{}", content_type="application/json")


def make_whole_city(*, now: datetime) -> WholeCity:
    """Fill it; `now` is on a working day before noon."""
    make_rules()
    city = make_city()
    district = make_district(city=city)
    office = make_office(district=district)
    service = make_service(offices=[office], organisation=district, responsible=PublicService.Responsible.DISTRICT)
    tour = make_tour(now=now, days=10)
    whole = WholeCity(
        at=make_bookable(now=now, office=office, service=service),
        south=make_office(name="Bürgeramt Süd", district=make_district(name="Südbezirk", city=city)),
        mobile=tour.office,
    )
    today = now.date()
    closed, later = today + timedelta(days=1), today + timedelta(days=3)
    ArrangedHelp.objects.create(kind=Help.INTERPRETER.value, notice_days=2)
    for day in (today, later, closed):
        particulars = Particulars(help=(Help.INTERPRETER,), language="Türkisch") if day == later else Particulars()
        contact = ContactDetails(name=PERSON, phone="030 1234567", email="", particulars=particulars)
        booked = make_booking(at=whole.at, day=day, minute=660, now=now, contact=contact)
        whole.references.append(booked.case.reference)
    at_home = visit_home(at=tour, day=later, minute=600, km=3, now=now, contact=somebody(name=PERSON))
    whole.references.append(at_home.case.reference)
    close_office(office_id=office.pk, starts_on=closed, ends_on=closed + timedelta(days=1), reason="Rohr", now=now)
    work_off_backlog(now)
    ordered = Workshop()
    ordered.take(DocumentState.READY)
    ordered.take(DocumentState.IN_PRODUCTION, hours=1)
    whole.references.append(ordered.document().case.reference)
    decided = Case.objects.get(reference=whole.references[0])
    decision = make_decision(decided, now=now, direction=IN_PERSON, person_name=PERSON)
    whole.document, whole.objection = str(decision.pk), make_objection(decision, now=now).case.reference
    whole.references.append(whole.objection)
    return whole
