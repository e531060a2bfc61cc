"""The counter's page: what it shows, what it lets one do, and what it says when that is refused."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from einamt.accounts.models import Staff
from einamt.cases.tokens import holder_token
from einamt.catalog.models import SpecialistSystem
from einamt.platform.audit.models import ReadingEntry
from einamt.procedures.appointments.models import CounterGroup
from tests.channels.counter.pages import command_of, possible_acts, text_of
from tests.factories.accounts import make_clerk, make_staff
from tests.factories.appointments import make_bookable
from tests.factories.catalog import make_office, make_service
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at


def act(client: Client, what: str, case_id: UUID | None = None, command: UUID | None = None) -> HttpResponse:
    fields = {"act": what, "case": str(case_id or ""), "command": str(command or uuid4())}
    return client.post("/schalter/aktion/", fields)


def shown(client: Client, morning: Morning, name: str) -> HttpResponse:
    return client.get("/schalter/", {"vorgang": str(morning.id(name))})


def test_nobody_sees_the_day_without_signing_in(client: Client, morning: Morning) -> None:
    assert client.get("/schalter/").url.startswith("/schalter/anmelden/")


def test_without_the_right_the_day_stays_closed(client: Client, morning: Morning) -> None:
    client.force_login(make_staff())
    for path in ("/schalter/", "/schalter/platz/"):
        assert client.get(path).status_code == 403


def test_a_counter_is_chosen_first(signed_in: Client, morning: Morning) -> None:
    assert signed_in.get("/schalter/").url == "/schalter/platz/"
    page = signed_in.get("/schalter/platz/")
    assert morning.place.office.name in text_of(page)
    assert signed_in.post("/schalter/platz/", {"counter": " 7a "}).url == "/schalter/"
    assert "Schalter 7A" in text_of(signed_in.get("/schalter/"))


def test_a_counter_with_a_strange_name_gets_a_sentence(signed_in: Client) -> None:
    page = signed_in.post("/schalter/platz/", {"counter": "<7>"})
    assert page.status_code == 422
    assert "Ein Schalter heißt mit Ziffern oder Buchstaben" in text_of(page)


def test_who_serves_in_several_offices_chooses_one(client: Client, morning: Morning) -> None:
    office = morning.place.office
    make_office(name="Bürgeramt Weit Weg")
    neighbour = make_office(name="Bürgeramt Nebenan", district=office.organisation)
    from einamt.accounts.rights import Role

    client.force_login(make_staff(role=Role.CLERK, organisation=office.organisation))
    page = text_of(client.get("/schalter/platz/"))
    assert office.name in page
    assert neighbour.name in page
    assert "Weit Weg" not in page
    assert neighbour.name in text_of(client.get("/schalter/platz/", {"amt": neighbour.slug}))


def test_who_may_no_longer_serve_there_is_refused(at_counter: Client, clerk: Staff) -> None:
    clerk.assignments.update(office=make_office())
    assert at_counter.get("/schalter/").status_code == 403


def test_the_list_says_who_waits_in_which_order_and_why(
    at_counter: Client, morning: Morning, set_clock: Callable[[str], None]
) -> None:
    morning.arrive("Ada", "9:15")
    morning.arrive("Bilal", "9:12")
    set_clock("9:16")
    page = text_of(at_counter.get("/schalter/"))
    bilal, ada = (morning.appointments[name].case.reference for name in ("Bilal", "Ada"))
    assert page.index(bilal) < page.index(ada)
    assert "wartet 4 Minuten, pünktlich" in page
    assert "wartet 1 Minute, kam zu spät, um 9:15 Uhr" in page
    assert "Warum diese Reihenfolge?" in page


def test_the_list_names_nobody_until_a_case_is_opened(at_counter: Client, morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    page = text_of(at_counter.get("/schalter/"))
    assert not [name for name in morning.appointments if name in page]
    assert "Ada" in text_of(shown(at_counter, morning, "Ada"))


def test_the_case_says_what_to_bring_and_what_happened(at_counter: Client, morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    page = text_of(shown(at_counter, morning, "Ada"))
    for said in ("Reisepass beantragen", "Biometrisches Passfoto", "Im Amt angekommen", "Termin gebucht"):
        assert said in page


def test_every_opened_case_is_recorded_once_a_look(at_counter: Client, morning: Morning, clerk: Staff) -> None:
    for name in ("Ada", "Ada", "Bilal"):
        shown(at_counter, morning, name)
    entries = ReadingEntry.objects.filter(what="case-read").order_by("id")
    assert [(entry.actor, entry.subject, entry.purpose) for entry in entries] == [
        (str(clerk.actor), f"case:{morning.appointments['Ada'].case_id}", "visit"),
        (str(clerk.actor), f"case:{morning.appointments['Bilal'].case_id}", "visit"),
    ]


def test_a_visit_goes_its_way_by_buttons_alone(at_counter: Client, morning: Morning) -> None:
    page = shown(at_counter, morning, "Ada")
    assert possible_acts(page) == {"arrive": "A", "next": "N", "call": "G"}
    page = at_counter.get(act(at_counter, "arrive", morning.id("Ada"), command_of(page)).url)
    assert possible_acts(page) == {"next": "N", "call": "G", "leave": "I", "undo": "U"}
    response = act(at_counter, "next")
    assert response.status_code == 303
    page = at_counter.get(response.url)
    assert "Ada" in text_of(page)
    called = {"recall": "W", "start": "B", "finish": "F", "finish-with": "F", "park": "E", "miss": "X", "undo": "U"}
    assert possible_acts(page) == called
    act(at_counter, "recall", morning.id("Ada"))
    page = at_counter.get(act(at_counter, "start", morning.id("Ada")).url)
    assert possible_acts(page) == {"finish": "F", "finish-with": "F", "park": "E", "undo": "U"}
    assert "Schalter 7, seit 9:00 Uhr" in text_of(page)
    page = at_counter.get(act(at_counter, "finish", morning.id("Ada")).url)
    assert possible_acts(page) == {"next": "N", "undo": "U"}
    assert morning.visit("Ada").state == "done"


def test_what_was_done_is_said_when_it_is_not_what_was_wished(at_counter: Client, morning: Morning) -> None:
    card = make_service(name="Personalausweis beantragen", offices=[morning.place.office])
    morning.call("Ada", "9:00", counter="7")
    page = shown(at_counter, morning, "Ada").content.decode()
    assert f'name="done-0" value="{morning.place.service.pk}" checked' in page
    assert f'<option value="{card.pk}">Personalausweis beantragen</option>' in page
    fields = {"act": "finish-with", "case": str(morning.id("Ada")), "command": str(uuid4())}
    said = {"done-1": str(card.pk), "for-0": "1", "for-1": "2", "done-2": "", "for-2": "1", "done-3": "9" * 400}
    page = text_of(at_counter.post("/schalter/aktion/", fields | said, follow=True))
    assert morning.visit("Ada").done == [[card.pk, 2]]
    assert "Personalausweis beantragen für 2 Personen" in page
    assert "Damit fertig" not in page, "whoever is no longer at the counter is not finished again"


def test_a_service_of_another_office_is_not_done_here(at_counter: Client, morning: Morning) -> None:
    elsewhere = make_service(name="Jagdschein")
    morning.call("Ada", "9:00", counter="7")
    fields = {"act": "finish-with", "case": str(morning.id("Ada")), "command": str(uuid4())}
    page = at_counter.post("/schalter/aktion/", fields | {"done-1": str(elsewhere.pk), "for-1": "1"})
    assert (page.status_code, "„Jagdschein“ gibt es in diesem Amt nicht" in text_of(page)) == (409, True)
    assert morning.visit("Ada").state == "called"


def test_whoever_fetches_a_paper_is_listed_and_registered_again(at_counter: Client, morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="7")
    page = at_counter.get(act(at_counter, "park", morning.id("Ada")).url)
    assert "holt etwas, was fehlt" in text_of(page)
    assert "Es fehlt noch etwas" in text_of(page)
    assert possible_acts(page) == {"arrive": "A", "next": "N", "call": "G", "leave": "I", "undo": "U"}
    page = at_counter.get(act(at_counter, "arrive", morning.id("Ada")).url)
    assert "wartet 0 Minuten, war schon am Schalter" in text_of(page)


def test_the_office_s_other_counters_can_take_over(at_counter: Client, morning: Morning) -> None:
    office = morning.place.office
    cars = CounterGroup.objects.create(office=office, key="kfz", name="Kfz-Zulassung")
    morning.call("Ada", "9:00", counter="7")
    page = shown(at_counter, morning, "Ada")
    assert f'value="hand-on:{cars.pk}"' in page.content.decode()
    assert f'value="hand-on:{morning.place.group.pk}"' not in page.content.decode()
    page = at_counter.get(act(at_counter, f"hand-on:{cars.pk}", morning.id("Ada")).url)
    assert "Kfz-Zulassung" in text_of(page)
    assert "hand-on" not in page.content.decode(), "whoever waits cannot be handed on"
    assert morning.visit("Ada").group == cars


def test_whoever_goes_is_noted_and_can_be_taken_back(at_counter: Client, morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    page = at_counter.get(act(at_counter, "leave", morning.id("Ada")).url)
    assert "gegangen" in text_of(page)
    assert possible_acts(page) == {"next": "N", "undo": "U"}
    act(at_counter, "undo", morning.id("Ada"))
    assert morning.visit("Ada").state == "waiting"


def test_at_the_information_desk_one_only_registers(signed_in: Client, morning: Morning) -> None:
    signed_in.post("/schalter/platz/", {"counter": ""})
    page = shown(signed_in, morning, "Ada")
    assert "Information" in text_of(page)
    assert possible_acts(page) == {"arrive": "A"}


def test_somebody_overdue_can_be_marked_as_missing(
    at_counter: Client, morning: Morning, set_clock: Callable[[str], None]
) -> None:
    assert "miss" not in possible_acts(shown(at_counter, morning, "Ada"))
    set_clock("9:10")
    page = shown(at_counter, morning, "Ada")
    assert possible_acts(page)["miss"] == "X"
    assert "überfällig" in text_of(page)


def test_the_page_says_from_when_on_somebody_who_was_called_may_be_given_up(
    at_counter: Client, morning: Morning, set_clock: Callable[[str], None]
) -> None:
    morning.arrive("Ada", "8:55")
    morning.call("Ada", "9:00", counter="7")
    set_clock("9:01")
    assert "Nicht erschienen ab 9:02" in text_of(shown(at_counter, morning, "Ada"))
    refused = act(at_counter, "miss", morning.id("Ada"))
    assert refused.status_code == 409
    assert "Als nicht erschienen gilt der Besuch ab 9:02 Uhr." in text_of(refused)
    set_clock("9:02")
    assert "ab 9:02" not in text_of(shown(at_counter, morning, "Ada"))
    act(at_counter, "miss", morning.id("Ada"))
    assert morning.visit("Ada").state == "no-show"


def test_the_information_desk_takes_back_that_somebody_did_not_come_to_a_counter(
    signed_in: Client, morning: Morning
) -> None:
    morning.call("Ada", "9:00", counter="4")
    morning.miss("Ada", "9:02", counter="4")
    signed_in.post("/schalter/platz/", {"counter": ""})
    assert possible_acts(shown(signed_in, morning, "Ada")) == {"undo": "U"}
    act(signed_in, "undo", morning.id("Ada"))
    assert morning.visit("Ada").state == "waiting"


def test_a_double_click_gets_the_same_answer(at_counter: Client, morning: Morning) -> None:
    morning.arrive("Ada", "8:58")
    morning.arrive("Bilal", "8:59")
    command = uuid4()
    first, second = act(at_counter, "next", command=command), act(at_counter, "next", command=command)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert morning.visit("Bilal").state == "waiting"


def test_a_stale_tab_is_told_by_reference_where_the_person_is(at_counter: Client, morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="4")
    page = act(at_counter, "call", morning.id("Ada"))
    assert page.status_code == 409
    reference = morning.appointments["Ada"].case.reference
    assert f"{reference} wurde schon an Schalter 4 aufgerufen." in text_of(page)
    assert possible_acts(page) == {"next": "N"}


def test_the_information_desk_does_not_say_that_nobody_waits_while_somebody_does(
    signed_in: Client, morning: Morning
) -> None:
    signed_in.post("/schalter/platz/", {"counter": ""})
    assert "Gerade wartet niemand." in text_of(signed_in.get("/schalter/"))
    morning.arrive("Ada", "9:00")
    page = text_of(signed_in.get("/schalter/"))
    assert "Gerade wartet niemand." not in page
    assert "Hier steht, wen Sie öffnen." in page


def test_nobody_waiting_is_said_on_the_page(at_counter: Client) -> None:
    page = act(at_counter, "next")
    assert page.status_code == 409
    assert "Gerade wartet niemand." in text_of(page)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"act": "explode", "command": str(uuid4())},
        {"act": "finish", "command": str(uuid4())},
        {"act": "hand-on", "case": str(uuid4()), "command": str(uuid4())},
        {"act": "finish:7", "case": str(uuid4()), "command": str(uuid4())},
        {"act": "next", "command": "not an id"},
        {"act": "finish", "case": "x' OR 1=1", "command": str(uuid4())},
    ],
)
def test_a_form_that_is_not_ours_changes_nothing(at_counter: Client, fields: dict[str, str]) -> None:
    assert at_counter.post("/schalter/aktion/", fields).url == "/schalter/"


def test_an_appointment_that_does_not_exist_gets_a_sentence(at_counter: Client) -> None:
    page = act(at_counter, "arrive", uuid4())
    assert page.status_code == 404
    assert "Diesen Termin gibt es nicht" in text_of(page)


def test_a_strange_address_shows_the_day(at_counter: Client) -> None:
    assert at_counter.get("/schalter/", {"vorgang": "keine-id"}).status_code == 200
    assert at_counter.get("/schalter/", {"vorgang": str(uuid4())}).status_code == 200


def test_somebody_is_found_by_name_and_the_search_is_recorded(
    at_counter: Client, morning: Morning, clerk: Staff
) -> None:
    response = at_counter.post("/schalter/suche/", {"text": "cigdem"})
    assert response.url == f"/schalter/?vorgang={morning.id('Çiğdem')}"
    [entry] = ReadingEntry.objects.filter(what="day-searched")
    assert (entry.actor, entry.subject) == (str(clerk.actor), f"office:{morning.place.office.pk}")


def test_several_who_fit_are_listed_with_their_names(at_counter: Client, morning: Morning) -> None:
    morning.book("Adam Kowalski", "9:36")
    page = text_of(at_counter.post("/schalter/suche/", {"text": "ada"}))
    assert "2 Termine gefunden" in page
    assert "Adam Kowalski" in page


def test_a_scanned_code_leads_to_whose_it_is(at_counter: Client, morning: Morning) -> None:
    scanned = f"https://stadt.example/warten/{holder_token(case_id=morning.id('Ada'))}/"
    found = at_counter.post("/schalter/suche/", {"text": scanned})
    assert found.url == f"/schalter/?vorgang={morning.id('Ada')}"
    forged = at_counter.post("/schalter/suche/", {"text": scanned.replace("/warten/", "/warten/x")[:-2] + "/"})
    assert forged.status_code == 200


def test_a_scanned_code_of_another_day_leads_to_the_case(at_counter: Client, morning: Morning) -> None:
    elsewhere = Morning(make_bookable(now=BOOKED_AT))
    booked = elsewhere.book("Dora", "9:00").case
    scanned = f"https://stadt.example/warten/{holder_token(case_id=booked.pk)}/"
    found = at_counter.post("/schalter/suche/", {"text": scanned})
    assert found.url == f"/schalter/vorgang/{booked.reference}/"


@pytest.mark.parametrize("text", ["Niemand", "\x01\x02", "%' OR 1=1 --", "x" * 10_000, "🙂"])
def test_a_search_that_finds_nobody_helps(at_counter: Client, text: str) -> None:
    page = at_counter.post("/schalter/suche/", {"text": text})
    assert page.status_code == 200
    assert "Heute hat hier niemand so einen Termin." in text_of(page)


def test_a_search_with_a_nul_is_refused_in_words(at_counter: Client) -> None:
    page = at_counter.post("/schalter/suche/", {"text": "Ada\x00"})
    assert page.status_code == 400
    assert "<h1" in page.content.decode()


def test_an_empty_search_shows_the_day(at_counter: Client) -> None:
    assert at_counter.post("/schalter/suche/", {"text": "  "}).url == "/schalter/"


def test_a_name_is_never_in_an_address(at_counter: Client) -> None:
    assert at_counter.get("/schalter/suche/", {"text": "Ada"}).status_code == 405


def test_a_note_is_kept_with_the_visit(at_counter: Client, morning: Morning) -> None:
    fields = {"case": str(morning.id("Ada")), "note": "Foto fehlt <b>"}
    page = at_counter.post("/schalter/notiz/", fields, follow=True)
    assert "Die Notiz ist gespeichert." in text_of(page)
    assert "Foto fehlt &lt;b&gt;" in page.content.decode()


def test_the_page_tells_when_the_list_has_changed(at_counter: Client, morning: Morning) -> None:
    found = re.search(r'data-live="([^"]+)" data-version="([^"]+)"', at_counter.get("/schalter/").content.decode())
    assert found is not None
    address, version = found.groups()
    assert at_counter.get(address).content.decode() == version
    morning.arrive("Ada", "8:58")
    assert at_counter.get(address).content.decode() != version


def test_an_empty_day_says_so(client: Client, set_clock: Callable[[str], None], db: None) -> None:
    office = make_office()
    client.force_login(make_clerk(office=office))
    client.post("/schalter/platz/", {"counter": "1"})
    assert "Heute sind in diesem Amt keine Termine gebucht." in text_of(client.get("/schalter/"))


def test_the_page_takes_a_fixed_number_of_queries(
    at_counter: Client, morning: Morning, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        morning.book(f"Person {number}", f"{10 + number // 5}:{number % 5 * 12:02d}")
        morning.arrive(f"Person {number}", "8:30")
    shown(at_counter, morning, "Ada")
    with django_assert_max_num_queries(22):
        shown(at_counter, morning, "Ada")


def test_english_is_there_for_who_wants_it(at_counter: Client, morning: Morning) -> None:
    page = text_of(at_counter.get("/en/schalter/", {"vorgang": str(morning.id("Ada"))}))
    assert "Apply for a passport" in page


def test_the_day_ends_at_the_citys_midnight(
    at_counter: Client, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    from einamt.platform import clock
    from tests.procedures.visits.conftest import at

    before_midnight = at("0:00") - timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: before_midnight)
    assert "Heute sind in diesem Amt keine Termine gebucht." in text_of(at_counter.get("/schalter/"))
    monkeypatch.setattr(clock, "now", lambda: at("0:00"))
    assert morning.appointments["Ada"].case.reference in text_of(at_counter.get("/schalter/"))


def test_who_looks_at_somebody_else_finds_the_way_back_to_the_counter(at_counter: Client, morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="7")
    reference = morning.appointments["Ada"].case.reference
    assert f"An Ihrem Schalter: {reference}" in text_of(shown(at_counter, morning, "Bilal"))
    assert "An Ihrem Schalter:" not in text_of(shown(at_counter, morning, "Ada"))


def test_a_clerk_opens_the_specialist_system_with_what_is_known_or_copies_it(
    at_counter: Client, morning: Morning
) -> None:
    system = SpecialistSystem.objects.create(key="meso", name="MESO", link="meso://person?name={name}&ref={reference}")
    system.services.add(morning.place.service)
    reference = morning.appointments["Ada"].case.reference
    page = shown(at_counter, morning, "Ada").content.decode()
    assert f'href="meso://person?name=Ada&amp;ref={reference}"' in page
    assert 'data-copy="Ada" data-copy-label="Name"' in page
    assert f'data-copy="{reference}" data-copy-label="Vorgangsnummer"' in page


def test_a_step_that_was_kept_without_a_network_counts_from_when_its_key_was_pressed(
    at_counter: Client, morning: Morning, set_clock: Callable[[str], None]
) -> None:
    morning.call("Ada", "9:00", counter="7")
    set_clock("9:30")
    for act, age in (("start", 25 * 60), ("finish", 10 * 60)):
        fields = {"act": act, "case": str(morning.id("Ada")), "command": str(uuid4()), "age": str(age)}
        at_counter.post("/schalter/aktion/", fields)
    visit = morning.visit("Ada")
    assert (visit.started_at, visit.ended_at) == (at("9:05"), at("9:20"))


@pytest.mark.parametrize("age", ["-60", "viel", "9" * 7, ""])
def test_a_time_that_is_no_time_is_now(
    at_counter: Client, morning: Morning, set_clock: Callable[[str], None], age: str
) -> None:
    morning.call("Ada", "9:00", counter="7")
    set_clock("9:30")
    fields = {"act": "start", "case": str(morning.id("Ada")), "command": str(uuid4()), "age": age}
    at_counter.post("/schalter/aktion/", fields)
    assert morning.visit("Ada").started_at == at("9:30")


def test_a_call_counts_from_when_the_wall_can_show_it(
    at_counter: Client, morning: Morning, set_clock: Callable[[str], None]
) -> None:
    set_clock("9:30")
    fields = {"act": "call", "case": str(morning.id("Ada")), "command": str(uuid4()), "age": "600"}
    at_counter.post("/schalter/aktion/", fields)
    assert morning.visit("Ada").called_at == at("9:30")
