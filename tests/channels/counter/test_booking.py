"""The clerks' and agents' own pages; what every channel does alike is tried in tests/channels/test_one_operation.py."""

from collections.abc import Callable

import pytest
from django.test import Client

from einamt.accounts.rights import Role
from einamt.catalog.models import PublicService
from einamt.kernel.channels import Channel
from einamt.kernel.references import new_reference
from einamt.platform.audit.models import ReadingEntry
from einamt.procedures.appointments.models import Appointment
from tests.channels.counter.pages import text_of
from tests.channels.portal.visitor import fields_of, times_of
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable
from tests.factories.catalog import make_office
from tests.procedures.visits.conftest import Morning


@pytest.fixture
def agent(client: Client, morning: Morning, set_clock: Callable[[str], None]) -> Client:
    """Somebody at the service number 115."""
    client.force_login(make_staff(role=Role.HOTLINE))
    return client


@pytest.fixture
def place(morning: Morning) -> Bookable:
    return morning.place


def search(place: Bookable, **more: str) -> dict[str, str]:
    return {"leistung": place.service.slug, "personen": "1", **more}


def test_the_page_offers_times_of_the_first_day_that_has_any(agent: Client, place: Bookable) -> None:
    page = agent.get("/schalter/termin/", search(place))
    assert len(times_of(page)) > 3
    assert "Am Telefon" in text_of(page)
    later = agent.get("/schalter/termin/", search(place, tag="2026-11-26"))
    assert "Donnerstag, 26. November" in text_of(later)


def test_a_clerk_is_asked_for_times_of_the_own_office_first(at_counter: Client, place: Bookable) -> None:
    page = at_counter.get("/schalter/termin/", search(place))
    assert f'<option value="{place.office.slug}" selected>' in page.content.decode()


def test_without_an_address_the_agent_tells_number_and_code_once(agent: Client, place: Bookable) -> None:
    times = times_of(agent.get("/schalter/termin/", search(place)))
    address = f"/schalter/termin/buchen/?leistung={place.service.slug}&zeit={times[-1]}"
    command = fields_of(agent.get(address))["command"]
    page = agent.post(address, {"name": "Olena Koval", "spoken": "de", "command": command}, follow=True)
    booked = Appointment.objects.get(case__channel=Channel.HOTLINE)
    assert (booked.contact, booked.person_name) == (None, "Olena Koval")
    assert booked.case_code in text_of(page)
    assert booked.case_code not in text_of(make_agent().get(f"/schalter/termin/{booked.case.reference}/"))


def make_agent() -> Client:
    client = Client()
    client.force_login(make_staff(role=Role.HOTLINE))
    return client


def test_a_name_is_needed_and_a_slip_is_shown(agent: Client, place: Bookable) -> None:
    times = times_of(agent.get("/schalter/termin/", search(place)))
    address = f"/schalter/termin/buchen/?leistung={place.service.slug}&zeit={times[0]}"
    command = fields_of(agent.get(address))["command"]
    page = agent.post(address, {"name": "", "spoken": "de", "command": command})
    assert page.status_code == 422
    assert "Vor- und Nachname" in text_of(page)


def test_an_appointment_is_opened_by_its_number_and_the_reading_is_recorded(agent: Client, morning: Morning) -> None:
    reference = morning.appointments["Ada"].case.reference
    page = agent.post("/schalter/termin/suche/", {"nummer": reference.lower().replace("-", " ")}, follow=True)
    assert "Ada" in text_of(page)
    assert ReadingEntry.objects.get().purpose == "booking"


def test_a_wrong_number_gets_a_sentence(agent: Client) -> None:
    for number in ("unsinn", new_reference()):
        page = agent.post("/schalter/termin/suche/", {"nummer": number}, follow=True)
        assert "Kein Termin gefunden" in text_of(page)
        assert page.status_code >= 400


def test_what_only_one_part_of_the_city_may_serve_stays_closed_to_another(
    client: Client, morning: Morning, set_clock: Callable[[str], None]
) -> None:
    PublicService.objects.update(responsible=PublicService.Responsible.DISTRICT)
    client.force_login(make_staff(role=Role.CLERK, organisation=make_office().organisation))
    reference = morning.appointments["Ada"].case.reference
    for what in ("", "verschieben/"):
        assert client.get(f"/schalter/termin/{reference}/{what}").status_code == 403
    for what in ("absagen/", "weglassen/"):
        assert client.post(f"/schalter/termin/{reference}/{what}").status_code == 403
    assert Appointment.objects.filter(cancelled_at=None).count() == 3


@pytest.mark.parametrize("role", [Role.EDITOR, Role.STEERING])
def test_others_book_for_nobody(client: Client, place: Bookable, role: Role) -> None:
    client.force_login(make_staff(role=role))
    assert client.get("/schalter/termin/").status_code == 403


def test_an_agent_has_the_appointments_and_no_day_of_an_office(agent: Client) -> None:
    page = text_of(agent.get("/schalter/termin/"))
    assert "Termine" in page
    assert agent.get("/schalter/").status_code == 403


def test_leaving_the_page_of_a_new_time_moves_nothing(agent: Client, morning: Morning) -> None:
    cigdem = morning.appointments["Çiğdem"]
    address = f"/schalter/termin/{cigdem.case.reference}/verschieben/"
    times = times_of(agent.get(address))
    assert "verschieben?" in text_of(agent.get(address, {"zeit": times[0]}))
    assert Appointment.objects.get(pk=cigdem.pk).sequence == 0
