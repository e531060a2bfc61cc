"""Booking step by step: what is held, typed, checked and booked."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from einamt.catalog.models import ServiceOffer
from einamt.platform.outbox.models import OutboxMessage
from einamt.procedures.appointments.models import Appointment, Hold
from tests.channels.portal.conftest import TOMORROW, StandingClock, kept_holds
from tests.channels.portal.visitor import TIME, Visitor, fields_of, text_of, times_of
from tests.factories.appointments import make_booking, somebody
from tests.factories.catalog import make_service


def test_a_tap_holds_the_time_and_leads_to_the_form(visitor: Visitor) -> None:
    page = visitor.tap(TOMORROW, follow=True)
    assert page.redirect_chain[-1][0] == "/termin/angaben/"
    assert "Mittwoch, 25. November 2026, 8:12 Uhr" in text_of(page)
    assert "Für Sie gehalten bis 10:15 Uhr" in text_of(page)
    assert kept_holds() == 1


def test_every_time_that_is_shown_can_be_held(visitor: Visitor) -> None:
    page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}&tag={TOMORROW}")
    for value in times_of(page):
        assert visitor.client.post(f"/termin/halten/?{visitor.wish}", {"zeit": value}).status_code == 302
    assert kept_holds() == 1


def test_a_booking_shows_reference_and_code_and_sends_the_confirmation(visitor: Visitor) -> None:
    page = visitor.book(TOMORROW)
    appointment = Appointment.objects.get()
    assert page.status_code == 200
    assert appointment.case.reference in text_of(page)
    assert appointment.case_code in text_of(page)
    assert "Biometrisches Passfoto" in text_of(page)
    assert OutboxMessage.objects.filter(topic="appointments.confirmed").count() == 1
    assert (appointment.person_name, appointment.contact and appointment.contact.email) == (
        "Ayşe Öztürk",
        "ayse@example.org",
    )


def test_personal_pages_are_kept_by_no_cache_and_found_by_no_search_engine(visitor: Visitor) -> None:
    visitor.tap(TOMORROW)
    visitor.fill_in()
    pages = [visitor.client.get(path) for path in ("/termin/angaben/", "/termin/pruefen/", "/vorgang/")]
    pages.append(visitor.confirm(follow=True))
    for page in pages:
        assert page["Cache-Control"] == "no-store, private"
        assert "noindex" in page["X-Robots-Tag"]


def test_choosing_another_time_gives_the_first_one_back(visitor: Visitor) -> None:
    visitor.tap(TOMORROW)
    visitor.tap(TOMORROW, TIME + 12)
    assert kept_holds() == 1
    assert Hold.objects.filter(outcome=Hold.Outcome.RELEASED).count() == 1


def test_tapping_the_time_that_is_held_holds_it_once(visitor: Visitor) -> None:
    visitor.tap(TOMORROW)
    visitor.tap(TOMORROW)
    assert Hold.objects.count() == 1


def test_a_held_time_can_be_given_back_and_the_search_goes_on_where_it_was(visitor: Visitor) -> None:
    visitor.tap(TOMORROW, wish=f"{visitor.wish}&zeit=vormittags")
    page = visitor.client.post("/termin/freigeben/")
    assert page["Location"] == f"/termin/zeiten/?leistung={visitor.place.service.slug}&zeit=vormittags"
    assert kept_holds() == 0


def test_the_page_of_times_shows_what_is_held_and_the_way_on(visitor: Visitor) -> None:
    visitor.tap(TOMORROW)
    page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}&tag={TOMORROW}")
    assert "Weiter: Ihre Angaben" in text_of(page)


def test_a_time_that_is_gone_says_so_and_offers_the_next_one(visitor: Visitor) -> None:
    for _ in range(2):
        make_booking(at=visitor.place, day=TOMORROW, minute=TIME, now=clock_now())
    page = visitor.tap(TOMORROW)
    assert page.status_code == 409
    assert "Dieser Termin wurde gerade vergeben. Um 8:24 Uhr ist im selben Amt noch einer frei." in text_of(page)
    assert fields_of(page)["zeit"] == visitor.value(TOMORROW, TIME + 12)
    assert "Mi, 25. Nov, 8:24 Uhr nehmen" in text_of(page)


def test_a_failed_tap_keeps_what_was_held_before(visitor: Visitor) -> None:
    visitor.tap(TOMORROW, TIME + 24)
    for _ in range(2):
        make_booking(at=visitor.place, day=TOMORROW, minute=TIME, now=clock_now())
    assert visitor.tap(TOMORROW).status_code == 409
    assert kept_holds() == 1


def test_what_was_typed_outlives_the_time_it_was_typed_for(visitor: Visitor) -> None:
    visitor.tap(TOMORROW)
    visitor.fill_in(email="kaputt")
    visitor.client.post("/termin/freigeben/")
    visitor.tap(TOMORROW, TIME + 12)
    fields = fields_of(visitor.client.get("/termin/angaben/"))
    assert (fields["name"], fields["email"]) == ("Ayşe Öztürk", "kaputt")


def test_what_was_typed_is_not_readable_in_the_session(visitor: Visitor) -> None:
    visitor.tap(TOMORROW)
    visitor.fill_in()
    assert "ayse@example.org" not in str(dict(visitor.client.session.items()))


def test_the_same_press_twice_finds_the_same_booking(visitor: Visitor) -> None:
    visitor.tap(TOMORROW)
    visitor.fill_in()
    fields = fields_of(visitor.client.get("/termin/pruefen/"))
    sent = {"hold": fields["hold"], "command": fields["command"]}
    first = visitor.client.post("/termin/pruefen/", sent, follow=True)
    second = visitor.client.post("/termin/pruefen/", sent, follow=True)
    assert Appointment.objects.count() == 1
    assert text_of(first) == text_of(second)


def test_two_racing_presses_find_the_same_booking(visitor: Visitor) -> None:
    """The second request has read its session before the first one has written it."""
    visitor.tap(TOMORROW)
    visitor.fill_in()
    fields = fields_of(visitor.client.get("/termin/pruefen/"))
    before = dict(visitor.client.session.items())
    first = visitor.confirm(follow=True)
    session = visitor.client.session
    session.clear()
    session.update(before)
    session.save()
    sent = {"hold": fields["hold"], "command": fields["command"]}
    second = visitor.client.post("/termin/pruefen/", sent, follow=True)
    assert Appointment.objects.count() == 1
    assert text_of(first) == text_of(second)


def test_a_hold_that_ran_out_is_quietly_taken_again(visitor: Visitor, clock: StandingClock) -> None:
    visitor.tap(TOMORROW)
    visitor.fill_in()
    from einamt.procedures.appointments.operations import expire_holds

    expire_holds(now=clock.forward(minutes=16))
    page = visitor.confirm(follow=True)
    assert "Ihr Termin ist gebucht" in text_of(page)


def test_a_hold_that_ran_out_and_was_taken_by_others_keeps_what_was_typed(
    visitor: Visitor, clock: StandingClock
) -> None:
    visitor.tap(TOMORROW)
    visitor.fill_in()
    from einamt.procedures.appointments.operations import expire_holds

    expire_holds(now=clock.forward(minutes=16))
    for _ in range(2):
        make_booking(at=visitor.place, day=TOMORROW, minute=TIME, now=clock.now)
    page = visitor.confirm()
    assert page.status_code == 410
    assert "Wir konnten den Termin nicht länger für Sie halten" in text_of(page)
    assert "8:24 Uhr nehmen" in text_of(page)
    visitor.client.post(f"/termin/halten/?{visitor.wish}", {"zeit": fields_of(page)["zeit"]})
    assert fields_of(visitor.client.get("/termin/angaben/"))["email"] == "ayse@example.org"
    visitor.fill_in()
    assert "Ihr Termin ist gebucht" in text_of(visitor.confirm(follow=True))


def test_an_office_closed_after_the_hold_says_so(visitor: Visitor, clock: StandingClock) -> None:
    from einamt.procedures.appointments.operations import close_office

    visitor.tap(TOMORROW)
    visitor.fill_in()
    close_office(
        office_id=visitor.place.office.pk,
        starts_on=TOMORROW,
        ends_on=date(2026, 11, 26),
        reason="Wasserschaden",
        now=clock.now,
    )
    page = visitor.confirm()
    assert page.status_code == 409
    assert "Das Amt bleibt an diesem Tag geschlossen." in text_of(page)
    assert Appointment.objects.count() == 0


def test_a_form_from_another_window_is_kept_and_told(visitor: Visitor) -> None:
    visitor.tap(TOMORROW)
    old = fields_of(visitor.client.get("/termin/angaben/"))["hold"]
    visitor.tap(TOMORROW, TIME + 12)
    page = visitor.fill_in(hold=old)
    assert page.status_code == 409
    assert "in einem anderen Fenster inzwischen eine andere Zeit gewählt" in text_of(page)
    fields = fields_of(page)
    assert (fields["name"], fields["email"]) == ("Ayşe Öztürk", "ayse@example.org")
    assert fields["hold"] != old


def test_a_button_from_another_window_books_nothing(visitor: Visitor) -> None:
    visitor.tap(TOMORROW)
    visitor.fill_in()
    old = fields_of(visitor.client.get("/termin/pruefen/"))
    visitor.tap(TOMORROW, TIME + 12)
    visitor.fill_in()
    page = visitor.client.post("/termin/pruefen/", {"hold": old["hold"], "command": old["command"]})
    assert page.status_code == 409
    assert Appointment.objects.count() == 0


def test_nobody_books_with_somebody_elses_hold(visitor: Visitor, another: Visitor) -> None:
    another.tap(TOMORROW)
    foreign = fields_of(another.client.get("/termin/angaben/"))["hold"]
    visitor.tap(TOMORROW, TIME + 12)
    visitor.fill_in()
    page = visitor.confirm(hold=foreign)
    assert page.status_code == 409
    assert Appointment.objects.count() == 0
    assert kept_holds() == 2


@pytest.mark.parametrize("command", ["", "x", "00000000-0000-0000-0000-000000000000", "1" * 5000])
def test_a_command_that_was_changed_books_nothing(visitor: Visitor, command: str) -> None:
    visitor.tap(TOMORROW)
    visitor.fill_in()
    assert visitor.confirm(command=command).status_code == 409
    assert Appointment.objects.count() == 0


def test_the_back_button_after_booking_leads_to_the_confirmation(visitor: Visitor) -> None:
    visitor.book(TOMORROW)
    for path in ("/termin/angaben/", "/termin/pruefen/"):
        assert visitor.client.get(path).url == "/termin/gebucht/"


def test_a_time_given_back_after_a_booking_is_not_taken_for_the_booking(visitor: Visitor) -> None:
    visitor.book(TOMORROW)
    visitor.tap(TOMORROW, TIME + 12)
    form = fields_of(visitor.client.get("/termin/angaben/"))
    visitor.client.post("/termin/freigeben/")
    page = visitor.client.post("/termin/angaben/", {"hold": form["hold"], "name": "Ayşe", "email": visitor.email})
    assert page.status_code == 410
    assert "Für Sie ist gerade keine Zeit gehalten" in text_of(page)
    assert visitor.client.post("/termin/pruefen/", {"hold": form["hold"]}).status_code == 410
    for path in ("/termin/angaben/", "/termin/pruefen/"):
        assert visitor.client.get(path).status_code == 410
    assert "Ihr Termin ist gebucht" in text_of(visitor.client.get("/termin/gebucht/"))


def test_a_form_left_open_for_a_time_that_was_not_booked_does_not_show_the_one_that_was(visitor: Visitor) -> None:
    visitor.tap(TOMORROW, TIME + 12)
    left_open = fields_of(visitor.client.get("/termin/angaben/"))["hold"]
    visitor.book(TOMORROW)
    sent = {"name": "Ayşe", "email": visitor.email}
    assert visitor.client.post("/termin/angaben/", {**sent, "hold": left_open}).status_code == 410


def test_the_details_of_a_time_that_is_booked_sent_again_lead_to_its_confirmation(visitor: Visitor) -> None:
    visitor.tap(TOMORROW)
    hold = fields_of(visitor.client.get("/termin/angaben/"))["hold"]
    visitor.fill_in()
    visitor.confirm()
    page = visitor.client.post("/termin/angaben/", {"hold": hold, "name": "Ayşe", "email": visitor.email})
    assert page.url == "/termin/gebucht/"


@pytest.mark.parametrize("key", ["booking.held", "booking.booked", "booking.person"])
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda kept: {**kept, "of_another_version": 1}, id="a-field-more"),
        pytest.param(lambda kept: dict(list(kept.items())[1:]), id="a-field-less"),
        pytest.param(lambda kept: dict.fromkeys(kept, 7), id="other-types"),
        pytest.param(lambda _: 7, id="no-dictionary"),
    ],
)
def test_what_another_version_kept_in_a_session_breaks_no_page(
    visitor: Visitor, key: str, change: Callable[[Any], object]
) -> None:
    visitor.book(TOMORROW)
    visitor.tap(TOMORROW, TIME + 12)
    visitor.fill_in()
    session = visitor.client.session
    kept = session[key]
    session[key] = change(kept) if isinstance(kept, dict) else 7
    session.save()
    pages = ("/termin/angaben/", "/termin/pruefen/", "/termin/post/", "/termin/gebucht/")
    for path in (*pages, f"/termin/zeiten/?{visitor.wish}"):
        assert visitor.client.get(path).status_code in {200, 302, 410}
    visitor.tap(TOMORROW, TIME + 24)
    visitor.fill_in()
    assert "Ihr Termin ist gebucht" in text_of(visitor.confirm(follow=True))


def test_a_form_without_a_held_time_loses_nothing(visitor: Visitor) -> None:
    page = visitor.client.post("/termin/angaben/", {"name": "Ayşe Öztürk", "email": "ayse@example.org"})
    assert page.status_code == 410
    assert "Was Sie eingegeben haben, ist noch da" in text_of(page)
    visitor.tap(TOMORROW)
    assert fields_of(visitor.client.get("/termin/angaben/"))["name"] == "Ayşe Öztürk"


def test_nobody_skips_the_form(visitor: Visitor) -> None:
    visitor.tap(TOMORROW)
    assert visitor.client.get("/termin/pruefen/").url == "/termin/angaben/"
    visitor.fill_in(email="")
    assert visitor.client.get("/termin/pruefen/").url == "/termin/angaben/"


def test_one_person_books_no_more_than_the_city_allows(visitor: Visitor) -> None:
    for minute in range(3):
        contact = somebody(email=visitor.email)
        make_booking(at=visitor.place, day=TOMORROW, minute=8 * 60 + 48 + 12 * minute, now=clock_now(), contact=contact)
    visitor.tap(TOMORROW)
    visitor.fill_in()
    page = visitor.confirm()
    assert page.status_code == 409
    assert "Mit diesen Kontaktdaten sind bereits 3 Termine offen" in text_of(page)


def test_several_services_for_several_persons_fit_in_one_appointment(visitor: Visitor) -> None:
    other = make_service(name="Wohnung anmelden", offices=[visitor.place.office])
    visitor.place.group.services.add(other)
    wish = f"{visitor.wish}&personen=2&leistung={other.slug}&personen=1"
    visitor.tap(TOMORROW, wish=wish)
    page = text_of(visitor.client.get("/termin/angaben/"))
    assert "Reisepass beantragen für 2 Personen; Wohnung anmelden" in page
    visitor.fill_in()
    visitor.confirm()
    appointment = Appointment.objects.get()
    assert appointment.wishes == [[visitor.place.service.pk, 2], [other.pk, 1]]
    assert appointment.steps == 3


def test_a_program_that_buys_up_is_slowed_down(visitor: Visitor) -> None:
    minutes = [8 * 60 + 12 * step for step in range(20)]
    answers = [visitor.tap(date(2026, 11, 25 + number % 3), minutes[number % 20]).status_code for number in range(64)]
    assert answers.count(429) == 4
    assert kept_holds() == 1


def test_another_browser_does_not_see_the_booking(visitor: Visitor) -> None:
    visitor.book(TOMORROW)
    assert Client().get("/termin/gebucht/").url == "/termin/"
    assert len(mail.outbox) == 0


def test_an_office_that_serves_fewer_persons_says_so(visitor: Visitor) -> None:
    ServiceOffer.objects.update(max_persons=2)
    page = visitor.tap(TOMORROW, wish=f"{visitor.wish}&personen=3")
    assert page.status_code == 422
    assert "höchstens 2 Personen" in text_of(page)


def clock_now() -> object:
    from einamt.platform import clock

    return clock.now()
