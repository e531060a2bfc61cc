"""Giving out numbers at the desk: found by a few letters, printed, watched on a phone, and stopped."""

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from einamt.accounts.rights import Role
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits.models import EmergencyReason, FloorRules, TicketStop, Visit, WalkIn
from einamt.procedures.visits.operations import Desk
from einamt.procedures.visits.ticketing import take_ticket
from tests.channels.counter.pages import command_of, text_of
from tests.factories.accounts import make_staff
from tests.factories.appointments import make_bookable
from tests.factories.catalog import make_service
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at


@pytest.fixture
def manager(client: Client, morning: Morning, set_clock: object) -> Client:
    """The office manager's browser at the information desk."""
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, office=morning.place.office))
    client.post("/schalter/platz/", {"counter": ""})
    return client


def draw(client: Client, morning: Morning, **fields: object) -> HttpResponse:
    posted = {"service": morning.place.service.pk, "persons": 1, "command": str(uuid4())} | fields
    return client.post("/schalter/nummer/", posted)


def services(page: HttpResponse) -> list[str]:
    return re.findall(r'class="queue__what">([^<]+)<', page.content.decode())


def test_a_number_is_given_out_and_shown_for_the_printer_and_the_phone(at_counter: Client, morning: Morning) -> None:
    response = draw(at_counter, morning)
    visit = Visit.objects.get()
    assert response.url == f"/schalter/nummer/{visit.case_id}/"
    page = at_counter.get(response.url)
    assert "B001" in text_of(page)
    assert "Reisepass beantragen" in text_of(page)
    content = page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in content
    assert "ticket.css" in content


def test_the_receipt_tells_the_wait_though_the_screens_do_not_know_the_number_yet(
    at_counter: Client, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning.call("Ada", "9:00", counter="1")
    at_counter.get(f"/anzeige/{morning.place.office.slug}/")
    monkeypatch.setattr("einamt.procedures.visits.halls.FRESH_SECONDS", 3600.0)
    page = text_of(at_counter.get(draw(at_counter, morning).url))
    assert re.search(r"Noch etwa|gleich dran", page)


def test_a_receipt_that_is_printed_again_tells_when_the_number_was_drawn(
    at_counter: Client, morning: Morning, set_clock: Callable[[str], None]
) -> None:
    address = draw(at_counter, morning).url
    set_clock("10:30")
    page = text_of(at_counter.get(address))
    assert "Dienstag, 24. November 2026, 9:00 Uhr" in page
    assert "10:30" not in page


def test_the_number_is_in_the_language_of_whoever_gets_it(at_counter: Client, morning: Morning) -> None:
    assert "Sprache der Person" in text_of(at_counter.get("/schalter/nummer/"))
    for language in ("en", "de", "xx"):
        draw(at_counter, morning, language=language)
    given = WalkIn.objects.order_by("case__opened_at", "case__visit__number").values_list("language", flat=True)
    assert list(given) == ["en", "de", "de"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", ""), ("en", "Englisch"), ("tr", "Türkisch"), ("uk", "Ukrainisch"), ("ar", "Arabisch")],
)
def test_the_counter_reads_which_language_somebody_has_chosen_at_the_terminal(
    at_counter: Client, morning: Morning, language: str, said: str
) -> None:
    terminal = Desk(morning.place.office.pk, "", CITIZEN, Channel.KIOSK)
    visit = take_ticket(
        wishes=[(morning.place.service.pk, 1)], desk=terminal, command_id=uuid4(), now=at("9:00"), language=language
    )
    found = re.search(r"spricht lieber (\w+)", text_of(at_counter.get("/schalter/", {"vorgang": str(visit.case_id)})))
    assert (found[1] if found else "") == said


def test_a_service_is_found_by_a_few_letters_of_any_word(at_counter: Client, morning: Morning) -> None:
    make_service(name="Meldebescheinigung", offices=[morning.place.office])
    make_service(name="Hund anmelden")
    assert services(at_counter.get("/schalter/nummer/", {"q": "meld"})) == ["Meldebescheinigung"]
    assert services(at_counter.get("/schalter/nummer/", {"q": "pass bean"})) == ["Reisepass beantragen"]
    make_service(name="Abmeldung", offices=[morning.place.office])
    found = services(at_counter.get("/schalter/nummer/", {"q": "meld"}))
    assert found == ["Meldebescheinigung", "Abmeldung"], "what begins so stands in front"
    assert len(services(at_counter.get("/schalter/nummer/"))) == 3
    assert "So heißt hier keine Leistung." in text_of(at_counter.get("/schalter/nummer/", {"q": "hund"}))


def test_a_service_that_needs_no_appointment_says_so(at_counter: Client, morning: Morning) -> None:
    anywhere = make_service(name="Meldebescheinigung", offices=[morning.place.office])
    anywhere.needs_appointment = False
    anywhere.save()
    page = text_of(at_counter.get("/schalter/nummer/"))
    assert "Meldebescheinigung ohne Termin" in page
    assert "Reisepass beantragen sonst mit Termin" in page


def test_the_same_click_gives_out_one_number(at_counter: Client, morning: Morning) -> None:
    command = str(command_of(at_counter.get("/schalter/nummer/")))
    first, second = (draw(at_counter, morning, command=command) for _ in range(2))
    assert first.url == second.url
    assert Visit.objects.count() == 1


def test_one_number_is_for_several_services_with_their_persons(at_counter: Client, morning: Morning) -> None:
    card = make_service(name="Personalausweis beantragen", offices=[morning.place.office])
    passport = morning.place.service
    page = at_counter.get("/schalter/nummer/", {"mehrere": "1"})
    assert f'name="add" value="{card.pk}"' in page.content.decode()
    first = at_counter.post("/schalter/nummer/", {"add": passport.pk, "persons": 1})
    assert Visit.objects.count() == 0, "gathering gives out no number"
    page = at_counter.get(first.url)
    gathered = {"mit": f"{passport.pk}:1", "add": card.pk, "persons": 2}
    assert f'name="mit" value="{passport.pk}:1"' in page.content.decode()
    page = at_counter.post("/schalter/nummer/", gathered, follow=True)
    assert "Eine Nummer für Reisepass beantragen für 1 Person" in text_of(page)
    assert "Personalausweis beantragen für 2 Personen" in text_of(page)
    both = {"mit": [f"{passport.pk}:1", f"{card.pk}:2"], "command": str(command_of(page)), "persons": 1}
    for _ in range(2):
        at_counter.post("/schalter/nummer/", both)
    assert WalkIn.objects.get().wishes == [[passport.pk, 1], [card.pk, 2]]


def test_an_emergency_stays_one_while_services_are_gathered(at_counter: Client, morning: Morning) -> None:
    rules = FloorRules.objects.create(valid_from=date(2026, 1, 1), source="test")
    EmergencyReason.objects.create(rules=rules, code="reise", rank=1, name="Reise in Kürze", name_en="Journey soon")
    added = {"add": morning.place.service.pk, "persons": 1, "reason": "reise"}
    page = at_counter.post("/schalter/nummer/", added, follow=True).content.decode()
    assert '<option value="reise" selected>' in page


def test_the_language_of_the_person_is_kept_while_services_are_gathered(at_counter: Client, morning: Morning) -> None:
    card = make_service(name="Personalausweis beantragen", offices=[morning.place.office])
    chosen = '<option value="en" selected>'
    assert chosen not in at_counter.get("/schalter/nummer/", {"mehrere": "1"}).content.decode()
    added = {"add": morning.place.service.pk, "persons": 1, "language": "en"}
    page = at_counter.post("/schalter/nummer/", added, follow=True).content.decode()
    assert chosen in page
    looked = at_counter.get("/schalter/nummer/", dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page)))
    assert chosen in looked.content.decode(), "looking for the next service keeps it too"
    page = at_counter.post("/schalter/nummer/", {"mit": f"{morning.place.service.pk}:1", **added, "add": card.pk}).url
    without = re.search(
        r'href="([^"]+)" aria-label="Personalausweis beantragen wieder', at_counter.get(page).content.decode()
    )
    assert without is not None
    assert chosen in at_counter.get(without[1].replace("&amp;", "&")).content.decode()


def test_a_service_that_was_gathered_by_mistake_is_left_out_again(at_counter: Client, morning: Morning) -> None:
    service = morning.place.service.pk
    page = at_counter.get("/schalter/nummer/", {"mehrere": "1", "mit": f"{service}:2"}).content.decode()
    without = re.search(r'href="([^"]+)" aria-label="Reisepass beantragen wieder weglassen"', page)
    assert without is not None
    page = text_of(at_counter.get(without[1].replace("&amp;", "&")))
    assert "Eine Nummer für" not in page
    assert "Nummer dafür ausgeben" not in page


@pytest.mark.parametrize("strange", ["x", "1", "1:0", "1:99", ":2", "9" * 400 + ":1"])
def test_what_the_page_did_not_offer_is_not_gathered(at_counter: Client, morning: Morning, strange: str) -> None:
    assert "Eine Nummer für" not in text_of(at_counter.get("/schalter/nummer/", {"mehrere": "1", "mit": strange}))
    assert at_counter.post("/schalter/nummer/", {"mit": strange, "command": str(uuid4())}).url == "/schalter/nummer/"
    assert Visit.objects.count() == 0


def test_an_emergency_is_chosen_from_the_citys_reasons(at_counter: Client, morning: Morning) -> None:
    rules = FloorRules.objects.create(valid_from=date(2026, 1, 1), source="test")
    EmergencyReason.objects.create(rules=rules, code="reise", rank=1, name="Reise in Kürze", name_en="Journey soon")
    assert "Reise in Kürze" in text_of(at_counter.get("/schalter/nummer/"))
    draw(at_counter, morning, reason="reise")
    visit = Visit.objects.get()
    page = text_of(at_counter.get("/schalter/", {"vorgang": str(visit.case_id)}))
    assert "wartet 0 Minuten, Notfall" in page
    assert "ohne Termin · Reise in Kürze" in page
    refused = draw(at_counter, morning, reason="eile")
    assert (refused.status_code, "Diesen Grund für einen Notfall gibt es" in text_of(refused)) == (409, True)


def test_whoever_has_a_number_stands_in_the_line_and_is_called_from_it(at_counter: Client, morning: Morning) -> None:
    draw(at_counter, morning)
    page = text_of(at_counter.get("/schalter/"))
    assert "B001" in page
    assert "wartet 0 Minuten, ohne Termin" in page
    called = at_counter.post("/schalter/aktion/", {"act": "next", "case": "", "command": str(uuid4())}, follow=True)
    assert Visit.objects.get().state == "called"
    assert "B001" in text_of(called)


def test_a_manager_stops_numbers_and_everybody_reads_why(manager: Client, morning: Morning) -> None:
    refused = manager.post("/schalter/nummer/stopp/", {"act": "stop", "why": " "})
    assert refused.status_code == 409
    page = manager.post("/schalter/nummer/stopp/", {"act": "stop", "why": "Zu viele warten."}, follow=True)
    assert "Seit 9:00 Uhr gibt es keine Nummern: Zu viele warten." in text_of(page)
    assert draw(manager, morning).status_code == 409
    manager.post("/schalter/nummer/stopp/", {"act": "resume"})
    assert draw(manager, morning).status_code == 302


def test_a_stop_that_is_over_is_not_lifted_again_and_the_page_says_so(manager: Client, morning: Morning) -> None:
    manager.post("/schalter/nummer/stopp/", {"act": "stop", "why": "Zu viele warten."})
    first, second = (manager.post("/schalter/nummer/stopp/", {"act": "resume"}, follow=True) for _ in range(2))
    assert "Es werden wieder Nummern ausgegeben." in text_of(first)
    assert "Dieser Stopp war schon vorbei. Sie müssen nichts mehr tun." in text_of(second)


def test_a_group_that_is_none_stops_nothing(manager: Client, morning: Morning) -> None:
    manager.post("/schalter/nummer/stopp/", {"act": "stop", "why": "Voll.", "group": "alle"})
    assert not TicketStop.objects.exists()


def test_one_group_of_counters_is_stopped_alone(manager: Client, morning: Morning) -> None:
    cars = CounterGroup.objects.create(office=morning.place.office, key="kfz", name="Kfz-Zulassung")
    page = manager.post("/schalter/nummer/stopp/", {"act": "stop", "why": "Voll.", "group": cars.pk}, follow=True)
    assert "keine Nummern für Kfz-Zulassung" in text_of(page)
    assert draw(manager, morning).status_code == 302
    elsewhere = make_bookable(now=BOOKED_AT)
    manager.post("/schalter/nummer/stopp/", {"act": "stop", "why": "Voll.", "group": elsewhere.group.pk})
    assert TicketStop.objects.count() == 1


def test_the_desk_knows_the_address_of_the_halls_screen(at_counter: Client, morning: Morning) -> None:
    address = re.search(r'href="(/anzeige/[^"]+)"', at_counter.get("/schalter/nummer/").content.decode())
    assert address is not None
    assert "Ich bin da" in text_of(at_counter.get(address[1]))


def test_a_clerk_cannot_stop_numbers(at_counter: Client, morning: Morning) -> None:
    assert "Ausgabe stoppen" not in text_of(at_counter.get("/schalter/nummer/"))
    assert at_counter.post("/schalter/nummer/stopp/", {"act": "stop", "why": "Feierabend."}).status_code == 403
    assert not TicketStop.objects.exists()


def test_a_ticket_of_another_office_is_not_shown(at_counter: Client, morning: Morning) -> None:
    elsewhere = Morning(make_bookable(now=BOOKED_AT))
    visit = elsewhere.take("Dora", "8:40")
    assert at_counter.get(f"/schalter/nummer/{visit.case_id}/").status_code == 404
    assert at_counter.get(f"/schalter/nummer/{uuid4()}/").status_code == 404


@pytest.mark.parametrize("fields", [{"service": "x"}, {"persons": "0"}, {"persons": "99"}, {"command": "x"}])
def test_a_form_that_is_not_ours_gives_out_nothing(
    at_counter: Client, morning: Morning, fields: dict[str, object]
) -> None:
    assert draw(at_counter, morning, **fields).url == "/schalter/nummer/"
    assert not Visit.objects.exists()


def test_without_a_place_one_chooses_one_first(signed_in: Client, morning: Morning) -> None:
    assert signed_in.get("/schalter/nummer/").url == "/schalter/platz/"
    assert draw(signed_in, morning).url == "/schalter/platz/"


def test_the_page_takes_a_fixed_number_of_queries(
    at_counter: Client, morning: Morning, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        make_service(name=f"Leistung {number}", offices=[morning.place.office])
    at_counter.get("/schalter/nummer/")
    with django_assert_max_num_queries(14):
        assert "9 weitere Leistungen" in text_of(at_counter.get("/schalter/nummer/"))
