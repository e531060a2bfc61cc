"""Finding a time: wishes as an address that can be passed on."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from einamt.catalog.models import PostalArea, ServiceOffer
from einamt.kernel.actor import SYSTEM
from einamt.procedures.appointments.models import BookingRules
from einamt.procedures.appointments.operations import set_rules
from einamt.procedures.appointments.rulebook import rule_set
from tests.channels.portal.conftest import NOW, TOMORROW, kept_holds
from tests.channels.portal.visitor import TIME, Visitor, text_of, times_of
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_office, make_service


@pytest.fixture
def far_place(place: Bookable) -> Bookable:
    """A second office for the same service, eleven kilometres away, open in the afternoon."""
    office = make_office(name="Bürgeramt Ganz Weit", district=place.office.organisation)
    office.latitude = 52.47
    office.save()
    ServiceOffer.objects.create(service=place.service, office=office, steps=1)
    return make_bookable(now=NOW, office=office, service=place.service, days=14, opens=13 * 60, closes=18 * 60)


@pytest.fixture
def postal_code(db: None) -> str:
    """A postal code in the far office's street."""
    PostalArea.objects.create(postal_code="10707", latitude=52.475, longitude=13.4)
    return "10707"


def test_the_first_free_day_is_chosen_unless_another_one_is_asked_for(visitor: Visitor) -> None:
    page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}")
    assert "Dienstag, 24. November" in text_of(page)
    page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}&tag={TOMORROW}")
    assert "Mittwoch, 25. November" in text_of(page)
    assert f"tag={date(2026, 11, 26)}#zeiten" in page.content.decode()


def test_the_calendar_reaches_from_this_week_to_the_end_of_what_can_be_booked(visitor: Visitor) -> None:
    page = text_of(visitor.client.get(f"/termin/zeiten/?{visitor.wish}"))
    assert "Montag, 23. November, vorbei" in page
    assert "Samstag, 5. Dezember, 20 Zeiten frei" in page
    assert "Montag, 11. Januar, geschlossen" in page
    assert "Dienstag, 19. Januar, noch nicht zu buchen" in page


def test_times_of_today_that_are_over_are_not_shown(visitor: Visitor) -> None:
    values = times_of(visitor.client.get(f"/termin/zeiten/?{visitor.wish}"))
    minutes = [int(value.split("-")[1]) for value in values]
    assert min(minutes) >= 10 * 60


def test_only_offices_at_most_so_far_away_can_be_asked_for(
    visitor: Visitor, far_place: Bookable, postal_code: str
) -> None:
    page = text_of(visitor.client.get(f"/termin/zeiten/?{visitor.wish}&plz={postal_code}&umkreis=5&tag={TOMORROW}"))
    assert "Höchstens 5 km von 10707" in page
    times = page[page.index("Mittwoch, 25. November", page.index("Eingrenzen")) :]
    assert "Bürgeramt Ganz Weit" in times
    assert "Bürgeramt Rathaus Nord" not in times


def test_where_no_office_is_that_near_the_nearest_is_named_and_all_times_stay(
    visitor: Visitor, postal_code: str
) -> None:
    response = visitor.client.get(f"/termin/zeiten/?{visitor.wish}&plz={postal_code}&umkreis=5")
    assert response.status_code == 400
    page = text_of(response)
    assert "So nah ist kein Amt, das dafür da ist. Das nächste ist Bürgeramt Rathaus Nord, 10" in page
    assert times_of(response)


def test_offices_stand_by_distance_when_a_postal_code_is_given(
    visitor: Visitor, far_place: Bookable, postal_code: str
) -> None:
    page = text_of(visitor.client.get(f"/termin/zeiten/?{visitor.wish}&plz={postal_code}&tag={TOMORROW}"))
    assert page.index("Bürgeramt Ganz Weit") < page.index("Bürgeramt Rathaus Nord")
    assert "0,6\u00a0km".replace("\u00a0", " ") in page.replace("\u00a0", " ")
    page = text_of(
        visitor.client.get(f"/termin/zeiten/?{visitor.wish}&plz={postal_code}&tag={TOMORROW}&sortierung=frueh")
    )
    chosen_day = page[page.index("Mittwoch, 25. November", page.index("Eingrenzen")) :]
    assert chosen_day.index("Bürgeramt Rathaus Nord") < chosen_day.index("Bürgeramt Ganz Weit")


@pytest.mark.parametrize(
    ("wish", "offices"),
    [
        ("zeit=vormittags", {"Bürgeramt Rathaus Nord"}),
        ("zeit=nachmittags", {"Bürgeramt Ganz Weit"}),
        ("zeit=spaet", {"Bürgeramt Ganz Weit"}),
        ("", {"Bürgeramt Rathaus Nord", "Bürgeramt Ganz Weit"}),
    ],
)
def test_the_time_of_day_narrows_it_down(visitor: Visitor, far_place: Bookable, wish: str, offices: set[str]) -> None:
    page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}&tag={TOMORROW}&{wish}").content.decode()
    assert {name for name in ("Bürgeramt Rathaus Nord", "Bürgeramt Ganz Weit") if f"<h3>{name}</h3>" in page} == offices


def test_weekdays_and_a_first_day_narrow_it_down(visitor: Visitor) -> None:
    page = text_of(visitor.client.get(f"/termin/zeiten/?{visitor.wish}&wochentag=4&ab=2026-11-27"))
    assert "Donnerstag, 3. Dezember, 20 Zeiten frei" in page
    assert "Donnerstag, 26. November, nichts Passendes" in page
    assert "Mittwoch, 2. Dezember, nichts Passendes" in page


def test_only_the_chosen_offices_are_asked(visitor: Visitor, far_place: Bookable) -> None:
    page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}&amt={far_place.office.slug}").content.decode()
    assert "<h3>Bürgeramt Ganz Weit</h3>" in page
    assert "<h3>Bürgeramt Rathaus Nord</h3>" not in page


def test_wishes_that_nothing_fits_are_told_with_the_way_back(visitor: Visitor) -> None:
    page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}&zeit=spaet")
    assert page.status_code == 200
    assert "Mit diesen Wünschen ist zurzeit nichts frei." in text_of(page)
    assert f'href="/termin/zeiten/?leistung={visitor.place.service.slug}&amp;personen=1"' in page.content.decode()


def test_a_first_day_behind_the_last_free_one_is_told_as_a_wish_with_the_way_back(visitor: Visitor) -> None:
    page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}&ab=2027-01-11")
    assert "Mit diesen Wünschen ist zurzeit nichts frei." in text_of(page)
    assert "ist alles vergeben" not in text_of(page)
    assert "Ab Mo, 11. Jan" in text_of(page)
    assert "Alles zurücksetzen" in text_of(page)
    assert f'href="/termin/zeiten/?leistung={visitor.place.service.slug}&amp;personen=1"' in page.content.decode()


def test_a_postal_code_narrows_nothing_and_is_not_blamed(client: Client, postal_code: str) -> None:
    place = make_bookable(now=NOW, days=1, closes=8 * 60 + 12)
    page = text_of(client.get(f"/termin/zeiten/?leistung={place.service.slug}&plz={postal_code}"))
    assert "Bis Montag, 18. Januar 2027 ist alles vergeben." in page
    assert "Mit diesen Wünschen" not in page


def test_a_day_without_anything_leads_to_the_next_one(visitor: Visitor) -> None:
    page = text_of(visitor.client.get(f"/termin/zeiten/?{visitor.wish}&tag=2026-11-23"))
    assert "An diesem Tag ist nichts mehr frei." in page
    assert "Dienstag, 24. November zeigen" in page


def test_services_that_no_office_serves_together_say_so(visitor: Visitor) -> None:
    elsewhere = make_bookable(now=NOW, days=3)
    for narrowed in ("", "&zeit=vormittags"):
        page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}&leistung={elsewhere.service.slug}{narrowed}")
        assert "Zusammen in einem Termin macht das kein Amt." in text_of(page)


def test_when_everything_is_taken_the_page_says_until_when(client: Client, db: None) -> None:
    place = make_bookable(now=NOW, days=1, closes=8 * 60 + 12)
    page = text_of(client.get(f"/termin/zeiten/?leistung={place.service.slug}"))
    assert "Bis Montag, 18. Januar 2027 ist alles vergeben." in page


def test_how_long_it_takes_stands_beside_the_wish(visitor: Visitor) -> None:
    assert "etwa 36 Minuten" in text_of(visitor.client.get(f"/termin/zeiten/?{visitor.wish}&personen=3"))


def test_only_some_offices_are_shown_at_first(visitor: Visitor) -> None:
    for number in range(9):
        office = make_office(name=f"Bürgeramt {number}", district=visitor.place.office.organisation)
        ServiceOffer.objects.create(service=visitor.place.service, office=office, steps=1)
        make_bookable(now=NOW, office=office, service=visitor.place.service, days=2)
    address = f"/termin/zeiten/?{visitor.wish}&tag={TOMORROW}"
    page = visitor.client.get(address)
    assert "Noch 2 Ämter mit freien Zeiten zeigen" in text_of(page)
    assert page.content.decode().count("<h3>") == 8
    assert visitor.client.get(f"{address}&alle=1").content.decode().count("<h3>") == 10


def test_the_page_of_times_asks_the_database_the_same_few_questions_for_ten_offices(
    visitor: Visitor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(9):
        office = make_office(name=f"Bürgeramt {number}", district=visitor.place.office.organisation)
        ServiceOffer.objects.create(service=visitor.place.service, office=office, steps=1)
        make_bookable(now=NOW, office=office, service=visitor.place.service, days=14)
    with django_assert_max_num_queries(12):
        visitor.client.get(f"/termin/zeiten/?{visitor.wish}")


def test_without_a_wish_one_is_asked_for(visitor: Visitor) -> None:
    assert visitor.client.get("/termin/zeiten/").url == "/termin/"
    page = visitor.client.get("/termin/")
    assert "Wofür brauchen Sie einen Termin?" in text_of(page)
    assert f"/termin/zeiten/?leistung={visitor.place.service.slug}" in page.content.decode()


def test_services_and_persons_are_chosen_in_the_address(visitor: Visitor) -> None:
    other = make_service(name="Wohnung anmelden", offices=[visitor.place.office])
    page = visitor.client.get(f"/termin/?{visitor.wish}&personen=2&leistung={other.slug}&personen=1&leistung=")
    content = page.content.decode()
    assert content.index("Reisepass beantragen") < content.index("Wohnung anmelden")
    assert '<option value="2" selected>2</option>' in content
    assert f'href="?leistung={other.slug}&amp;personen=1"' in content


def test_the_same_service_twice_adds_up(visitor: Visitor) -> None:
    page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}&personen=1&{visitor.wish}&personen=2")
    assert "Reisepass beantragen für 3 Personen" in text_of(page)


@pytest.mark.parametrize("persons", ["0", "-1", "abc", "1.5", "²", "99999999999999999999", "", "1;DROP"])
def test_persons_that_are_no_number_get_a_sentence_at_the_field(visitor: Visitor, persons: str) -> None:
    page = visitor.client.get(
        f"/termin/zeiten/?{visitor.wish}", {"leistung": visitor.place.service.slug, "personen": persons}
    )
    assert page.status_code == 400
    assert "Bitte wählen Sie, für wie viele Personen Sie kommen" in text_of(page)
    assert 'id="problem-1"' in page.content.decode()


def test_fifty_persons_are_asked_to_call(visitor: Visitor) -> None:
    page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}&personen=50")
    assert page.status_code == 400
    assert "Online geht es für bis zu 6 Personen. Für größere Gruppen rufen Sie uns bitte an." in text_of(page)
    assert 'href="#personen-' in page.content.decode()


def test_six_services_are_too_many_for_one_appointment(visitor: Visitor) -> None:
    services = [make_service(name=f"Sache {number}", offices=[visitor.place.office]) for number in range(6)]
    page = visitor.client.get("/termin/zeiten/?" + "&".join(f"leistung={service.slug}" for service in services))
    assert page.status_code == 400
    assert "In einen Termin passen bis zu 5 Anliegen." in text_of(page)


@pytest.mark.parametrize("slug", ["gibt-es-nicht", "<script>alert(1)</script>", "x" * 5000])
def test_an_unknown_service_is_not_found_and_said_so(visitor: Visitor, slug: str) -> None:
    for path in ("/termin/", "/termin/zeiten/"):
        page = visitor.client.get(path, {"leistung": slug})
        assert page.status_code == 404
        assert "gibt es bei uns keinen Termin zu buchen" in text_of(page)
        assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ("plz=123", "Eine Postleitzahl hat fünf Ziffern"),
        ("umkreis=5", "Entfernt wovon? Bitte geben Sie eine Postleitzahl an."),
        ("plz=123&umkreis=5", "Eine Postleitzahl hat fünf Ziffern"),
        ("plz=99999", "Die Postleitzahl 99999 kennen wir nicht."),
        ("plz=１０７０７", "Eine Postleitzahl hat fünf Ziffern"),
        ("plz=" + "1" * 3000, "Eine Postleitzahl hat fünf Ziffern"),
        ("ab=2026-02-31", "mit Tag, Monat und Jahr"),
        ("ab=2031-01-01", "So weit voraus kann noch niemand buchen."),
        ("zeit=mitternacht", "Bitte wählen Sie bei „Tageszeit“ etwas aus der Liste."),
        ("wochentag=9", "Bitte wählen Sie bei „Wochentage“ etwas aus der Liste."),
        ("amt=schloss", "Bitte wählen Sie bei „Ämter“ etwas aus der Liste."),
        ("sortierung=zufall", "etwas aus der Liste"),
        ("tag=2026-13-45", "Diesen Tag gibt es nicht im Kalender."),
        ("tag=morgen", "Diesen Tag gibt es nicht im Kalender."),
        ("tag=2029-01-01", "So weit voraus kann noch niemand buchen."),
        ("tag=" + "9" * 5000, "Diesen Tag gibt es nicht im Kalender."),
    ],
)
def test_a_wish_that_cannot_be_read_gets_a_sentence_and_the_rest_is_shown(
    visitor: Visitor, wish: str, sentence: str
) -> None:
    page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}&{wish}")
    assert page.status_code == 400
    assert sentence in text_of(page)
    assert times_of(page)


@pytest.mark.parametrize("value", ["", "x", "1", "-1-500", "1-99999", "1-500-3", "9" * 400, "1' OR 1=1", "１-５００"])
def test_a_time_that_no_button_sends_is_refused(visitor: Visitor, value: str) -> None:
    page = visitor.client.post(f"/termin/halten/?{visitor.wish}", {"zeit": value})
    assert page.status_code == 400
    assert "Diese Zeit kennen wir nicht. Bitte wählen Sie eine aus dem Kalender." in text_of(page)


@pytest.mark.parametrize(
    ("minute", "status"), [(7 * 60, 422), (12 * 60, 422), (8 * 60 + 1, 422), (9999, 422), (0, 422)]
)
def test_a_minute_outside_the_hours_is_refused(visitor: Visitor, minute: int, status: int) -> None:
    page = visitor.tap(TOMORROW, minute)
    assert page.status_code == status
    assert "bietet das Amt keine Termine für Ihr Anliegen an" in text_of(page)


def test_a_time_that_is_over_is_refused(visitor: Visitor) -> None:
    page = visitor.tap(NOW.date(), TIME)
    assert page.status_code == 410
    assert "Diese Zeit ist schon vorbei." in text_of(page)


def test_a_day_that_nobody_has_planned_is_refused(visitor: Visitor) -> None:
    page = visitor.client.post(f"/termin/halten/?{visitor.wish}", {"zeit": f"999999999999-{TIME}"})
    assert page.status_code == 422


def test_a_tap_without_a_wish_asks_for_one(visitor: Visitor) -> None:
    assert visitor.client.post("/termin/halten/", {"zeit": visitor.value(TOMORROW)}).status_code == 200
    assert visitor.client.post("/termin/halten/?leistung=quatsch", {"zeit": "1-1"}).status_code == 404


def test_nothing_is_held_by_looking(visitor: Visitor) -> None:
    page = visitor.client.get(f"/termin/halten/?{visitor.wish}&zeit=vormittags")
    assert page.url == f"/termin/zeiten/?{visitor.wish}&zeit=vormittags"
    assert visitor.client.get("/termin/freigeben/").status_code == 405
    assert kept_holds() == 0


def test_english_addresses_give_english_pages(visitor: Visitor) -> None:
    page = visitor.client.get(f"/en/termin/zeiten/?{visitor.wish}")
    assert "Apply for a passport" in text_of(page)
    assert "Wednesday, 25 November" in text_of(page)


def test_in_restricted_operation_the_page_says_so_and_what_to_do_instead(visitor: Visitor) -> None:
    BookingRules.objects.update(horizon_days=0)
    page = text_of(visitor.client.get(f"/termin/zeiten/?{visitor.wish}"))
    assert "Zurzeit vergeben wir keine neuen Termine." in page
    assert "Er gilt, solange wir Ihnen nichts anderes schreiben." in page
    assert "Warteliste" not in page, "it would end before anything opens"
    assert "wieder buchen" not in page
    again = replace(rule_set(rules=BookingRules.objects.get()), horizon_days=28)
    set_rules(valid_from=date(2026, 12, 7), values=again, author=SYSTEM, now=NOW)
    page = text_of(visitor.client.get(f"/termin/zeiten/?{visitor.wish}"))
    assert "Ab Montag, 7. Dezember 2026 können Sie wieder buchen." in page
