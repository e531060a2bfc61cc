"""Changing and cancelling by link: nothing changes by looking, everything asks first."""

from datetime import date

import pytest
from django.test import Client
from icalendar import Calendar

from einamt.cases.models import Case
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.identifiers import new_id
from einamt.platform.outbox.models import OutboxMessage
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.operations import Booked, cancel_appointment
from tests.channels.portal.conftest import NOW, TOMORROW, StandingClock, kept_holds
from tests.channels.portal.visitor import TIME, Visitor, fields_of, planned, text_of
from tests.factories.appointments import Bookable, make_booking, somebody


@pytest.fixture
def booked(place: Bookable) -> Booked:
    """Ayşe's appointment for tomorrow, 8:12 h."""
    return make_booking(at=place, day=TOMORROW, minute=TIME, now=NOW, contact=somebody(name="Ayşe Öztürk"))


@pytest.fixture
def link(booked: Booked) -> str:
    """The path of the link in her confirmation."""
    return f"/termin/aendern/{booked.token}/"


def current(booked: Booked) -> Appointment:
    return Appointment.objects.select_related("case", "capacity_day").get(pk=booked.appointment.pk)


def test_the_link_shows_the_appointment_and_what_to_bring(client: Client, link: str) -> None:
    page = client.get(link)
    assert page.status_code == 200
    assert "Mittwoch, 25. November 2026, 8:12 Uhr" in text_of(page)
    assert "Biometrisches Passfoto" in text_of(page)
    assert page["Cache-Control"] == "no-store, private"


def test_the_link_tells_no_name_address_or_code(client: Client, link: str, booked: Booked) -> None:
    page = text_of(client.get(link))
    assert booked.code not in page
    assert "Ayşe" not in page
    assert "example.org" not in page


def test_opening_every_page_behind_the_link_changes_nothing(client: Client, link: str, booked: Booked) -> None:
    before = Appointment.objects.values().get()
    for page in ("", "absagen/", "zeiten/", "verschieben/", "termin.ics"):
        client.get(link + page)
        client.head(link + page)
    assert Appointment.objects.values().get() == before
    assert kept_holds() == 0


def test_cancelling_asks_first_and_then_acts(client: Client, link: str, booked: Booked, place: Bookable) -> None:
    question = client.get(f"{link}absagen/")
    assert "Diesen Termin absagen?" in text_of(question)
    page = client.post(f"{link}absagen/", {"command": fields_of(question)["command"]}, follow=True)
    assert "Dieser Termin ist abgesagt" in text_of(page)
    assert current(booked).case.state == "cancelled"
    assert min(bytes(planned(place, TOMORROW).free)) == 2
    assert OutboxMessage.objects.filter(topic="appointments.cancelled").count() == 1


def test_cancelling_twice_cancels_once(client: Client, link: str, booked: Booked) -> None:
    command, other = (fields_of(client.get(f"{link}absagen/"))["command"] for _window in range(2))
    for _ in range(2):
        page = client.post(f"{link}absagen/", {"command": command}, follow=True)
        assert "Dieser Termin ist abgesagt" in text_of(page)
    assert client.post(f"{link}absagen/", {"command": other}).status_code == 302
    assert current(booked).sequence == 1


@pytest.mark.parametrize("command", ["", "x", "1" * 4000])
def test_cancelling_without_the_button_asks_again(client: Client, link: str, booked: Booked, command: str) -> None:
    page = client.post(f"{link}absagen/", {"command": command})
    assert page.status_code == 400
    assert "Diesen Termin absagen?" in text_of(page)
    assert current(booked).cancelled_at is None


def test_an_appointment_that_has_begun_cannot_be_cancelled(
    client: Client, link: str, booked: Booked, clock: StandingClock
) -> None:
    command = fields_of(client.get(f"{link}absagen/"))["command"]
    clock.forward(days=1)
    page = client.post(f"{link}absagen/", {"command": command})
    assert page.status_code == 409
    assert "Dieser Termin hat schon begonnen" in text_of(page)
    assert "Dieser Termin ist vorbei" in text_of(client.get(link))


def test_moving_keeps_the_old_time_until_the_new_one_is_confirmed(
    client: Client, link: str, booked: Booked, place: Bookable
) -> None:
    other_day = date(2026, 11, 26)
    page = client.get(f"{link}zeiten/?tag={other_day}")
    assert "Ihr bisheriger Termin bleibt bestehen" in text_of(page)
    answer = client.post(f"{link}halten/", {"zeit": f"{planned(place, other_day).pk}-{TIME}"})
    assert answer.url == f"{link}verschieben/"
    assert current(booked).capacity_day.day == TOMORROW
    question = client.get(answer.url)
    assert "Mittwoch, 25. November 2026, 8:12 Uhr" in text_of(question)
    assert "Donnerstag, 26. November 2026, 8:12 Uhr" in text_of(question)
    fields = fields_of(question)
    sent = {"hold": fields["hold"], "command": fields["command"]}
    page = client.post(answer.url, sent, follow=True)
    assert "Ihr Termin ist verschoben." in text_of(page)
    assert current(booked).capacity_day.day == other_day
    assert min(bytes(planned(place, TOMORROW).free)) == 2
    assert client.post(answer.url, sent, follow=True).redirect_chain[-1][0] == link
    assert OutboxMessage.objects.filter(topic="appointments.moved").count() == 1


def test_a_new_time_that_is_gone_leaves_the_appointment_as_it_was(
    client: Client, link: str, booked: Booked, place: Bookable, clock: StandingClock
) -> None:
    from einamt.procedures.appointments.operations import expire_holds

    client.post(f"{link}halten/", {"zeit": f"{planned(place, TOMORROW).pk}-{TIME + 12}"})
    fields = fields_of(client.get(f"{link}verschieben/"))
    expire_holds(now=clock.forward(minutes=16))
    for _ in range(2):
        make_booking(at=place, day=TOMORROW, minute=TIME + 12, now=clock.now)
    page = client.post(f"{link}verschieben/", {"hold": fields["hold"], "command": fields["command"]})
    assert page.status_code == 410
    assert "Wir konnten den Termin nicht länger für Sie halten" in text_of(page)
    assert current(booked).start_minute == TIME


def test_moving_without_a_held_time_leads_to_the_calendar(client: Client, link: str) -> None:
    assert client.get(f"{link}verschieben/").url == f"{link}zeiten/"
    assert client.post(f"{link}verschieben/", {"hold": "x", "command": "y"}).url == f"{link}zeiten/"


def test_a_time_held_for_a_new_booking_moves_nothing(visitor: Visitor, link: str, booked: Booked) -> None:
    visitor.tap(TOMORROW, TIME + 24)
    assert visitor.client.get(f"{link}verschieben/").url == f"{link}zeiten/"


def test_a_time_held_for_moving_books_nothing_new(client: Client, link: str, booked: Booked, place: Bookable) -> None:
    client.post(f"{link}halten/", {"zeit": f"{planned(place, TOMORROW).pk}-{TIME + 12}"})
    assert client.get("/termin/angaben/").status_code == 410


def test_a_cancelled_appointment_cannot_be_moved(client: Client, link: str, booked: Booked, place: Bookable) -> None:
    client.post(f"{link}halten/", {"zeit": f"{planned(place, TOMORROW).pk}-{TIME + 12}"})
    fields = fields_of(client.get(f"{link}verschieben/"))
    cancel_elsewhere(booked)
    page = client.post(f"{link}verschieben/", {"hold": fields["hold"], "command": fields["command"]})
    assert page.status_code == 409
    assert "Dieser Termin ist bereits abgesagt." in text_of(page)
    assert client.get(f"{link}zeiten/").url == link


def cancel_elsewhere(booked: Booked) -> None:
    """Ayşe cancels on the telephone."""
    cancel_appointment(
        appointment_id=booked.appointment.pk, actor=CITIZEN, channel=Channel.HOTLINE, command_id=new_id(), now=NOW
    )


def test_a_cancelled_appointment_leads_from_every_page_to_what_became_of_it(
    client: Client, link: str, booked: Booked, place: Bookable
) -> None:
    cancel_elsewhere(booked)
    time = {"zeit": f"{planned(place, TOMORROW).pk}-{TIME + 12}"}
    answers = [client.get(f"{link}{page}") for page in ("absagen/", "zeiten/", "halten/")]
    answers += [client.post(f"{link}absagen/", {"command": ""}), client.post(f"{link}halten/", time)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, link)] * 5
    assert kept_holds() == 0
    assert "Dieser Termin ist abgesagt" in text_of(client.get(link))


@pytest.mark.parametrize("presses", [True, False])
def test_the_time_held_to_move_an_appointment_that_was_cancelled_is_given_back(
    client: Client, link: str, booked: Booked, place: Bookable, presses: bool
) -> None:
    client.post(f"{link}halten/", {"zeit": f"{planned(place, TOMORROW).pk}-{TIME + 12}"})
    fields = fields_of(client.get(f"{link}verschieben/"))
    cancel_elsewhere(booked)
    if presses:
        page = client.post(f"{link}verschieben/", {"hold": fields["hold"], "command": fields["command"]})
        assert "Termin verschieben?" not in text_of(page)
        assert "Dieser Termin ist abgesagt" in text_of(page)
    else:
        assert client.get(f"{link}verschieben/").url == link
    assert kept_holds() == 0


def test_who_is_being_served_early_is_offered_no_change(client: Client, link: str, booked: Booked) -> None:
    Case.objects.update(state="arrived")
    for page in ("absagen/", "zeiten/", "halten/"):
        assert client.get(f"{link}{page}").url == link
    page = client.post("/vorgang/", {"reference": booked.case.reference, "code": booked.code}, follow=True)
    assert "Angekommen" in text_of(page)
    assert "Termin ändern oder absagen" not in text_of(page)


def test_a_time_held_for_moving_that_is_given_back_leads_to_the_calendar_of_the_move(
    client: Client, link: str, booked: Booked, place: Bookable
) -> None:
    client.post(f"{link}halten/?wochentag=3", {"zeit": f"{planned(place, TOMORROW).pk}-{TIME + 12}"})
    assert client.post("/termin/freigeben/").url == f"{link}zeiten/?wochentag=3"
    assert kept_holds() == 0


@pytest.mark.parametrize("page", ["", "absagen/", "zeiten/", "verschieben/", "termin.ics"])
@pytest.mark.parametrize("token", ["0" * 32, "x", "ä", "a" * 3000, "..%2F..%2Fetc"])
def test_a_wrong_link_says_so_and_leaks_nothing(client: Client, booked: Booked, token: str, page: str) -> None:
    answer = client.get(f"/termin/aendern/{token}/{page}")
    assert answer.status_code == 404
    if "2F" not in token:
        assert "Dieser Link führt nirgendwohin" in text_of(answer)


def test_who_tries_many_links_has_to_wait(client: Client, booked: Booked, link: str) -> None:
    answers = [client.get(f"/termin/aendern/{number:032d}/").status_code for number in range(32)]
    assert answers.count(429) == 2
    assert client.get(link).status_code == 200


def test_the_calendar_file_holds_the_appointment(client: Client, link: str, booked: Booked) -> None:
    answer = client.get(f"{link}termin.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="termin.ics"'
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["DTSTART"].dt == booked.appointment.starts_at
