"""At the terminal: checking in, drawing a number, what is refused and what to do then, in every language."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from einamt.accounts.models import Terminal as Device
from einamt.cases.models import CaseEvent
from einamt.cases.tokens import holder_token
from einamt.catalog.models import ServiceOffer, ServiceText
from einamt.catalog.search.results import Hit, SearchResult
from einamt.kernel.actor import CITIZEN, Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.platform.facts.models import Fact
from einamt.procedures.appointments.operations import cancel_appointment
from einamt.procedures.visits.estimating import Interval
from einamt.procedures.visits.models import EmergencyReason, FloorRules, Visit
from einamt.procedures.visits.sending_on import send_on
from einamt.procedures.visits.ticketing import stop_tickets
from tests.channels.counter.pages import text_of
from tests.channels.kiosk.conftest import Terminal, make_terminal
from tests.factories.appointments import make_bookable
from tests.factories.catalog import make_office
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at

LANGUAGES = ("de", "en", "tr", "uk", "ar")


@pytest.fixture(autouse=True)
def at_a_quarter_to_nine(set_clock: Callable[[str], None]) -> None:
    """Ada's appointment is in fifteen minutes."""
    set_clock("8:45")


def link_of(morning: Morning, name: str) -> str:
    """What a scanner types that is shown the QR code of a confirmation."""
    return f"https://stadt.example/warten/{holder_token(case_id=morning.id(name))}/"


def stop(morning: Morning, *, group_id: int | None = None) -> None:
    manager = Actor(ActorKind.STAFF, "manager")
    office = morning.place.office.pk
    stop_tickets(office_id=office, group_id=group_id, reason="Zu viele warten.", author=manager, now=at("8:40"))


def reasons() -> None:
    rules = FloorRules.objects.create(valid_from=at("9:00").date(), check_in_minutes=30, source="Beschluss 7")
    EmergencyReason.objects.create(rules=rules, code="reise", rank=1, name="Reise morgen", name_en="Journey tomorrow")


def test_the_start_offers_no_number_where_none_is_given_out(terminal: Terminal, morning: Morning) -> None:
    assert "Eine Nummer ziehen" in text_of(terminal.get(""))
    stop(morning, group_id=morning.place.group.pk)
    assert "Eine Nummer ziehen" in text_of(terminal.get("")), "other counters go on"
    stop(morning)
    page = text_of(terminal.get(""))
    assert "Zurzeit keine neuen Nummern" in page
    assert "Eine Nummer ziehen" not in page


# With an appointment


def test_somebody_types_the_reference_and_gets_the_number(terminal: Terminal, morning: Morning) -> None:
    response = terminal.arrive(morning.appointments["Ada"].case.reference.replace("-", " ").lower())
    assert response.status_code == 303
    text = text_of(terminal.client.get(response.url))
    assert "Ihre Nummer A001" in text
    assert "Sie sind angemeldet." in text
    assert CaseEvent.objects.get(kind="arrived").channel == "kiosk"


def test_the_qr_code_of_the_confirmation_is_taken_as_a_scanner_types_it(terminal: Terminal, morning: Morning) -> None:
    response = terminal.arrive(link_of(morning, "Ada"))
    assert "Ihre Nummer A001" in text_of(terminal.client.get(response.url))


@pytest.mark.parametrize("way", ["typed", "scanned"])
def test_whoever_another_office_has_sent_on_gets_the_number_of_this_one(
    terminal: Terminal, morning: Morning, way: str
) -> None:
    first = make_office(name="Erstes Amt")
    ServiceOffer.objects.create(service=morning.place.service, office=first, steps=1)
    elsewhere = Morning(make_bookable(now=BOOKED_AT, office=first, service=morning.place.service))
    elsewhere.book("Filiz", "9:00")
    elsewhere.call("Filiz", "8:30")
    sent = send_on(
        case_id=elsewhere.id("Filiz"),
        office_id=morning.place.office.pk,
        desk=elsewhere.desk(),
        command_id=uuid4(),
        now=at("8:31"),
    )
    shown = elsewhere.appointments["Filiz"].case.reference if way == "typed" else link_of(elsewhere, "Filiz")
    text = text_of(terminal.client.get(terminal.arrive(shown).url))
    assert f"Ihre Nummer {sent.number}" in text
    assert "Sie sind angemeldet." in text


def test_a_wait_that_may_be_short_is_told_so_although_it_may_be_very_long() -> None:
    def told(least: int) -> str:
        return render_to_string("parts/wait.html", {"wait": Interval(least, 240, is_open=True)}).strip()

    assert told(0) == "Sie können gleich dran sein, es kann aber auch vier Stunden oder länger dauern"
    assert told(35) == "Noch etwa 35 Minuten, vielleicht auch vier Stunden oder länger"


def test_keys_on_the_page_write_the_reference_without_a_script(terminal: Terminal) -> None:
    page = terminal.get("termin/").content.decode()
    assert "".join(re.findall(r'name="taste" value="(.)"', page)) == "34679ABCEFGHJKMNPRTUWXY"
    assert 'value="K7M"' in terminal.arrive("K7", taste="M").content.decode()
    assert 'value="K7"' in terminal.arrive("K7M", taste="zurueck").content.decode()


def test_nothing_typed_is_said(terminal: Terminal) -> None:
    page = terminal.arrive("  ")
    assert (page.status_code, "Bitte tippen Sie Ihre Vorgangsnummer ein." in text_of(page)) == (422, True)


def test_the_same_tap_twice_is_one_arrival(terminal: Terminal, morning: Morning) -> None:
    command = str(uuid4())
    for _ in range(2):
        assert terminal.arrive(morning.appointments["Ada"].case.reference, command=command).status_code == 303
    assert morning.events("Ada") == ["booked", "arrived"]


def test_a_form_that_is_not_ours_checks_nobody_in(terminal: Terminal, morning: Morning) -> None:
    assert terminal.arrive(morning.appointments["Ada"].case.reference, command="x").status_code == 200
    assert not Visit.objects.exists()


def elsewhere(morning: Morning, _: Callable[[str], None]) -> str:
    other = Morning(make_bookable(now=BOOKED_AT))
    other.book("Elif", "9:00")
    return link_of(other, "Elif")


def on_another_day(morning: Morning, set_clock: Callable[[str], None]) -> str:
    set_clock("32:45")
    return link_of(morning, "Ada")


def too_early(morning: Morning, set_clock: Callable[[str], None]) -> str:
    set_clock("8:20")
    return morning.appointments["Ada"].case.reference


def served(morning: Morning, _: Callable[[str], None]) -> str:
    morning.arrive("Ada", "8:30")
    morning.call("Ada", "8:31")
    morning.finish("Ada", "8:40")
    return morning.appointments["Ada"].case.reference


def missed(morning: Morning, set_clock: Callable[[str], None]) -> str:
    set_clock("9:30")
    morning.miss("Ada", "9:30")
    return morning.appointments["Ada"].case.reference


def cancelled(morning: Morning, _: Callable[[str], None]) -> str:
    cancel_appointment(
        appointment_id=morning.appointments["Ada"].pk,
        actor=CITIZEN,
        channel=Channel.PORTAL,
        command_id=uuid4(),
        now=at("8:00"),
    )
    return link_of(morning, "Ada")


def unknown(_: Morning, __: Callable[[str], None]) -> str:
    return "unsinn"


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (elsewhere, "nicht hier. Schaffen Sie es nicht mehr rechtzeitig dorthin, verschieben Sie ihn"),
        (on_another_day, "Ihr Termin ist nicht heute, sondern: Dienstag, 24. November"),
        (too_early, "Anmelden können Sie sich ab 8:30 Uhr"),
        (served, "Ihr Besuch ist schon abgeschlossen. Fehlt noch etwas, melden Sie sich an der Information."),
        (missed, "Melden Sie sich bitte gleich an der Information: Dort lässt sich das zurücknehmen."),
        (cancelled, "Dieser Termin ist abgesagt. An der Information bekommen Sie eine Nummer"),
        (unknown, "Unter dieser Vorgangsnummer erwarten wir hier heute niemanden."),
    ],
)
def test_whatever_is_refused_says_what_to_do_now(
    terminal: Terminal,
    morning: Morning,
    set_clock: Callable[[str], None],
    how: Callable[[Morning, Callable[[str], None]], str],
    sentence: str,
) -> None:
    typed = how(morning, set_clock)
    before = Visit.objects.filter(state="waiting").count()
    page = terminal.arrive(typed)
    assert page.status_code in {404, 409}
    assert sentence in text_of(page)
    assert Visit.objects.filter(state="waiting").count() == before
    assert {terminal.arrive(typed, language=language).status_code for language in LANGUAGES} == {page.status_code}


def test_whoever_is_called_already_is_told_where_to_go(terminal: Terminal, morning: Morning) -> None:
    morning.call("Ada", "8:44", counter="7")
    response = terminal.arrive(link_of(morning, "Ada"))
    assert "Sie sind dran. Bitte gehen Sie zu Schalter 7" in text_of(terminal.client.get(response.url))


# Without one


def test_what_is_asked_for_most_here_is_one_tap_away(terminal: Terminal, morning: Morning) -> None:
    page = text_of(terminal.get("anliegen/"))
    assert morning.place.service.texts.get(language="de").name in page
    assert "sonst mit Termin" in page


def test_a_service_is_found_by_first_letters_and_by_a_part_of_its_name(terminal: Terminal, morning: Morning) -> None:
    name = morning.place.service.texts.get(language="de").name
    assert name in text_of(terminal.get("anliegen/", q=name[:2]))
    assert name in text_of(terminal.get("anliegen/", q=name[0], taste=name[1]))
    assert name in text_of(terminal.get("anliegen/", q=name[2:6]))
    assert "So heißt hier keine Leistung." in text_of(terminal.get("anliegen/", q="xq"))


def test_what_the_citys_search_means_by_a_word_is_offered_where_the_office_has_it(
    terminal: Terminal, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, elsewhere = morning.place.service, make_bookable(now=BOOKED_AT).service
    hits = [Hit(each.pk, "", each.slug, "", "", 1.0) for each in (elsewhere, here)]
    monkeypatch.setattr(
        "einamt.procedures.visits.offered.search_identifiers", lambda **_: SearchResult(hits=hits, flagged=False)
    )
    page = terminal.get("anliegen/", q="perso verloren").content.decode()
    assert re.findall(r"anliegen/(\d+)/", page) == [str(here.pk)]


def test_before_the_number_is_drawn_the_wait_is_told_and_drawing_keeps_the_word(
    terminal: Terminal, morning: Morning
) -> None:
    morning.call("Ada", "8:44", counter="1")
    morning.take("Dora", "8:44")
    told = text_of(terminal.get(f"anliegen/{morning.place.service.pk}/"))
    assert "Vor Ihnen warten: 1" in told
    wait = re.search(r"Noch etwa \d+ bis \d+ Minuten|Sie sind gleich dran: höchstens etwa \d+ Minuten", told)
    assert wait is not None
    drawn = text_of(terminal.client.get(terminal.draw(morning.place.service.pk).url))
    assert wait[0] in drawn


def test_a_number_is_drawn_and_shown_for_the_phone(terminal: Terminal, morning: Morning) -> None:
    response = terminal.draw(morning.place.service.pk, persons="2")
    assert response.status_code == 303
    page = terminal.client.get(response.url)
    visit = Visit.objects.get()
    assert f"Ihre Nummer {visit.number}" in text_of(page)
    assert "data:image/svg+xml" in page.content.decode()
    assert (visit.case.channel, visit.case.walk_in.wishes) == ("kiosk", [[morning.place.service.pk, 2]])
    assert "Drucken" not in text_of(page)


def test_a_number_just_drawn_is_told_its_wait_though_the_screens_do_not_know_it_yet(
    terminal: Terminal, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning.call("Ada", "9:00", counter="1")
    terminal.get()
    monkeypatch.setattr("einamt.procedures.visits.halls.FRESH_SECONDS", 3600.0)
    page = text_of(terminal.client.get(terminal.draw(morning.place.service.pk).url))
    assert "lässt sich gerade nicht sagen" not in page
    assert re.search(r"Noch etwa|gleich dran", page)


def test_a_terminal_with_a_printer_prints_the_receipt_of_the_desk(morning: Morning) -> None:
    terminal = make_terminal(morning, has_printer=True)
    page = terminal.client.get(terminal.draw(morning.place.service.pk).url)
    assert "Drucken" in text_of(page)
    assert 'class="receipt__number">B001<' in page.content.decode()


def test_the_fact_of_the_visit_names_the_terminal_as_its_way_in(terminal: Terminal, morning: Morning) -> None:
    terminal.draw(morning.place.service.pk)
    morning.tickets["Emil"] = Visit.objects.get().case_id
    for step in (morning.call, morning.start, morning.finish):
        step("Emil", "8:50", counter="7")
    assert Fact.objects.get(schema="visits.visited").data["channel"] == "kiosk"


def test_a_double_tap_draws_one_number(terminal: Terminal, morning: Morning) -> None:
    command = str(uuid4())
    pages = [terminal.client.get(terminal.draw(morning.place.service.pk, command=command).url) for _ in range(2)]
    assert ["Ihre Nummer B001" in text_of(page) for page in pages] == [True, True]
    assert Visit.objects.count() == 1


def test_nobody_draws_numbers_without_end_at_a_terminal_and_others_draw_theirs(
    terminal: Terminal, morning: Morning, set_clock: Callable[[str], None]
) -> None:
    service, first = morning.place.service.pk, str(uuid4())
    terminal.draw(service, command=first)
    assert [terminal.draw(service).status_code for _ in range(19)] == [303] * 19
    refused = terminal.draw(service)
    assert refused.status_code == 429
    assert "An diesem Terminal wurden gerade sehr viele Nummern gezogen." in text_of(refused)
    assert Visit.objects.count() == 20
    assert terminal.draw(service, command=first).status_code == 303, "what was drawn is told again"
    assert make_terminal(morning, name="Ausgang").draw(service).status_code == 303
    set_clock("8:46")
    assert terminal.draw(service).status_code == 303, "a minute is enough for those who come one after the other"


@pytest.mark.parametrize("fields", [{"command": "x"}, {"persons": "7"}, {"persons": "viele"}])
def test_a_form_that_is_not_ours_draws_nothing(terminal: Terminal, morning: Morning, fields: dict[str, str]) -> None:
    assert terminal.draw(morning.place.service.pk, **fields).status_code == 200
    assert not Visit.objects.exists()


def test_a_service_that_needs_no_appointment_says_so(terminal: Terminal, morning: Morning) -> None:
    service = morning.place.service
    type(service).objects.filter(pk=service.pk).update(needs_appointment=False)
    page = text_of(terminal.get(f"anliegen/{service.pk}/"))
    assert "Dafür brauchen Sie keinen Termin." in page
    assert "Lieber einen Termin?" not in page


def test_a_service_by_appointment_shows_the_way_to_one(terminal: Terminal, morning: Morning) -> None:
    page = terminal.get(f"anliegen/{morning.place.service.pk}/")
    assert "Lieber einen Termin?" in text_of(page)


def test_where_numbers_are_stopped_the_page_says_why_and_since_when_and_draws_none(
    terminal: Terminal, morning: Morning
) -> None:
    drawn_before = terminal.get(f"anliegen/{morning.place.service.pk}/")
    assert "Nummer ziehen" in text_of(drawn_before)
    stop(morning)
    sentence = "Seit 8:40 Uhr gibt es heute keine neuen Nummern. Zu viele warten."
    for path in ("", "anliegen/", f"anliegen/{morning.place.service.pk}/"):
        assert sentence in text_of(terminal.get(path))
    assert "Nummer ziehen" not in text_of(terminal.get(f"anliegen/{morning.place.service.pk}/"))
    late = terminal.draw(morning.place.service.pk)  # the page was open when they were stopped
    assert (late.status_code, text_of(late).count("Zu viele warten.")) == (409, 1)
    assert not Visit.objects.exists()


def test_what_somebody_has_written_in_german_keeps_its_order_within_arabic(
    terminal: Terminal, morning: Morning
) -> None:
    stop(morning)
    assert '<bdi lang="de">Zu viele warten.</bdi>' in terminal.get(language="ar").content.decode()


def test_where_other_counters_are_stopped_this_service_goes_on(terminal: Terminal, morning: Morning) -> None:
    other = make_bookable(now=BOOKED_AT).group
    type(other).objects.filter(pk=other.pk).update(office=morning.place.office, key="kfz", name="Kfz-Zulassung")
    stop(morning, group_id=other.pk)
    assert "keine neuen Nummern für Kfz-Zulassung" in text_of(terminal.get())
    assert terminal.draw(morning.place.service.pk).status_code == 303


def test_an_emergency_needs_one_of_the_citys_reasons(terminal: Terminal, morning: Morning) -> None:
    path = f"anliegen/{morning.place.service.pk}/"
    assert "Es ist ein Notfall" not in text_of(terminal.get(path))
    reasons()
    stop(morning)
    assert "Es ist ein Notfall" in text_of(terminal.get(path))
    assert "Reise morgen" in text_of(terminal.get(f"{path}notfall/"))
    assert "Journey tomorrow" in text_of(terminal.get(f"{path}notfall/", language="tr"))
    assert "Diesen Grund für einen Notfall gibt es" in text_of(terminal.draw(morning.place.service.pk, reason="laune"))
    assert terminal.draw(morning.place.service.pk, reason="reise").status_code == 303
    assert Visit.objects.get().case.walk_in.reason == "reise"


def test_a_service_of_another_office_is_not_drawn_for_here(terminal: Terminal) -> None:
    other = make_bookable(now=BOOKED_AT).service
    assert terminal.get(f"anliegen/{other.pk}/").status_code == 409
    assert terminal.draw(other.pk).status_code == 409


# Nothing stays


def test_whoever_comes_next_and_goes_back_sees_the_start(terminal: Terminal, morning: Morning) -> None:
    shown = terminal.draw(morning.place.service.pk).url
    assert terminal.client.get(shown).status_code == 200
    terminal.get()  # „Fertig“, or nobody touched the screen
    again = terminal.client.get(shown)
    assert (again.status_code, again.url) == (302, terminal.address())


def test_a_number_is_not_shown_for_ever(terminal: Terminal, morning: Morning, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal.draw(morning.place.service.pk).url
    monkeypatch.setattr("einamt.channels.kiosk.devices.SHOWN", timedelta(seconds=-1))
    assert terminal.client.get(shown).status_code == 302


def test_another_terminal_does_not_show_it(terminal: Terminal, morning: Morning) -> None:
    shown = terminal.draw(morning.place.service.pk).url
    assert make_terminal(morning, name="Ausgang").client.get(shown).status_code == 302


def test_no_cache_keeps_a_page_and_no_field_offers_what_others_typed(terminal: Terminal, morning: Morning) -> None:
    for path in ("", "termin/", "anliegen/", f"anliegen/{morning.place.service.pk}/"):
        page = terminal.get(path)
        assert page["Cache-Control"] == "no-store, private"
        fields = re.findall(r"<(?:input|form)\b(?![^>]*type=\"(?:hidden|radio)\")[^>]*>", page.content.decode())
        assert [field for field in fields if "autocomplete" not in field and "data-scan" not in field] == []


def test_without_a_script_somebody_is_asked_before_the_page_begins_anew(terminal: Terminal) -> None:
    page = terminal.get("termin/").content.decode()
    [asks] = re.findall(r'http-equiv="refresh" content="45;url=([^"]+)"', page)
    asked = terminal.client.get(unescape(asks)).content.decode()
    assert f'content="20;url={terminal.address()}"' in asked
    assert f'href="{terminal.address("termin/")}"' in asked
    foreign = terminal.get("noch-da/", weiter="https://boese.example/").content.decode()
    assert "boese" not in foreign


# Languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_in_every_language_of_the_house(
    terminal: Terminal, morning: Morning, language: str
) -> None:
    reasons()
    service = f"anliegen/{morning.place.service.pk}/"
    shown = terminal.draw(morning.place.service.pk, language=language).url
    paths = ("", "termin/", "anliegen/", service, f"{service}notfall/")
    for address in [shown, *(terminal.address(path, language=language) for path in paths)]:
        page = terminal.client.get(address)
        assert (page.status_code, page["Content-Language"]) == (200, language)
        html = page.content.decode()
        assert ('<html lang="ar" dir="rtl">' if language == "ar" else f'<html lang="{language}">') in html
        assert len(re.findall(r"<li><a href=[^>]+hreflang=", html)) == len(LANGUAGES)


def test_another_language_is_the_same_page(terminal: Terminal, morning: Morning) -> None:
    ServiceText.objects.create(service=morning.place.service, language="tr", name="Pasaport")
    page = terminal.get(f"anliegen/{morning.place.service.pk}/").content.decode()
    [turkish] = re.findall(r'<a href="([^"]+)" lang="tr"', page)
    assert "Pasaport" in text_of(terminal.client.get(turkish))


def test_pages_take_few_queries(
    terminal: Terminal, morning: Morning, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        morning.take(f"Somebody {number}", "8:40")
    for path, most in (("", 5), ("termin/", 3), ("anliegen/", 6), (f"anliegen/{morning.place.service.pk}/", 18)):
        terminal.get(path)
        with django_assert_max_num_queries(most):
            assert terminal.get(path).status_code == 200
    assert Device.objects.count() == 1
