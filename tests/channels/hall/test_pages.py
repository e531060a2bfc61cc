"""The pages of the hall: the wall, checking in, one's own place, and the rule."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from einamt.cases.tokens import holder_token
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.references import new_reference
from einamt.procedures.appointments.models import BookingRules
from einamt.procedures.visits.hall_codes import display_key, hall_code
from einamt.procedures.visits.models import EmergencyReason, FloorRules, Visit
from einamt.procedures.visits.ticketing import resume_tickets, stop_tickets
from tests.channels.counter.pages import text_of
from tests.procedures.visits.conftest import Morning, at


@pytest.fixture(autouse=True)
def at_a_quarter_to_nine(set_clock: Callable[[str], None]) -> None:
    """Ada's appointment is in fifteen minutes."""
    set_clock("8:45")


def code(morning: Morning, clock: str = "8:45") -> str:
    return hall_code(office_id=morning.place.office.pk, now=at(clock))


def arrive(client: Client, morning: Morning, reference: str, typed: str | None = None) -> HttpResponse:
    fields = {"reference": reference, "code": code(morning) if typed is None else typed}
    return client.post(f"/da/{morning.place.office.slug}/", fields)


def wall(morning: Morning, *, key: str | None = None) -> str:
    """The address of the office's screen, with its key."""
    office = morning.place.office
    return f"/anzeige/{office.slug}/{display_key(office_id=office.pk) if key is None else key}/"


def visit_page(morning: Morning, name: str) -> str:
    return f"/warten/{holder_token(case_id=morning.id(name))}/"


def test_the_wall_shows_numbers_and_counters_in_two_languages_and_no_names(client: Client, morning: Morning) -> None:
    morning.call("Ada", "8:44", counter="7")
    text = text_of(client.get(wall(morning)))
    assert "A001 7" in text
    assert "Nummer · Number" in text
    assert code(morning) in text
    assert not [name for name in morning.appointments if name in text]


def test_a_wall_that_no_longer_shows_a_call_does_not_say_that_nobody_is_called(
    client: Client, morning: Morning, set_clock: Callable[[str], None]
) -> None:
    morning.call("Ada", "8:44", counter="7")
    set_clock("8:55")
    text = text_of(client.get(wall(morning)))
    assert "A001 7" not in text
    assert "In den letzten zehn Minuten wurde niemand aufgerufen." in text
    assert "Gerade ist niemand" not in text


def test_everybody_can_see_the_calls_but_nobody_the_code_from_afar(client: Client, morning: Morning) -> None:
    morning.call("Ada", "8:44", counter="7")
    page = client.get(f"/anzeige/{morning.place.office.slug}/")
    assert "A001 7" in text_of(page)
    assert code(morning) not in page.content.decode()
    for path in (wall(morning, key="0" * 24), f"{wall(morning, key='0' * 24)}da.svg"):
        assert client.get(path).status_code == 404


def test_the_wall_speaks_the_languages_it_is_asked_for(client: Client, morning: Morning) -> None:
    page = client.get(f"/anzeige/{morning.place.office.slug}/", {"sprachen": "de,tr,ar,xx"}).content.decode()
    assert "Numara" in page
    assert '<bdi lang="ar">الرقم</bdi>' in page
    assert "Number {number}" not in page


def test_the_wall_of_an_office_that_does_not_exist_says_so(client: Client, morning: Morning) -> None:
    assert client.get("/anzeige/gibt-es-nicht/").status_code == 404
    assert client.get("/anzeige/gibt-es-nicht/0/da.svg").status_code == 404


def test_the_walls_qr_code_is_made_anew_with_each_code(
    client: Client, morning: Morning, set_clock: Callable[[str], None]
) -> None:
    path = f"{wall(morning)}da.svg"
    first = client.get(path)
    assert (first["Content-Type"], first["Cache-Control"]) == ("image/svg+xml", "no-store")
    assert client.get(path).content == first.content
    set_clock("8:50")
    assert client.get(path).content != first.content


def test_somebody_types_reference_and_code_and_sees_the_own_place(client: Client, morning: Morning) -> None:
    page = client.get(f"/da/{morning.place.office.slug}/{code(morning)}/")
    assert f'value="{code(morning)}"' in page.content.decode()
    response = arrive(client, morning, morning.appointments["Ada"].case.reference.lower())
    assert response.url == visit_page(morning, "Ada")
    text = text_of(client.get(response.url))
    assert "Ihre Nummer A001" in text
    assert "Vor Ihnen warten: 0" in text
    assert "Wie lange es dauert, lässt sich gerade nicht sagen" in text


def test_without_the_code_on_the_wall_nobody_is_there(client: Client, morning: Morning) -> None:
    page = arrive(client, morning, morning.appointments["Ada"].case.reference, "AAAA")
    assert page.status_code == 422
    assert "Dieser Code steht hier gerade nicht auf der Anzeige." in text_of(page)
    assert not Visit.objects.exists()


def test_a_reference_that_is_not_expected_here_today_is_told_where_to_look(client: Client, morning: Morning) -> None:
    page = arrive(client, morning, new_reference())
    assert page.status_code == 404
    assert "erwarten wir hier heute niemanden" in text_of(page)


def test_whoever_comes_without_an_appointment_reads_that_numbers_are_stopped(client: Client, morning: Morning) -> None:
    office = morning.place.office
    manager = Actor(ActorKind.STAFF, "manager")
    stop_tickets(office_id=office.pk, group_id=None, reason="Zu viele warten.", author=manager, now=at("8:40"))
    page = text_of(client.get(f"/da/{office.slug}/"))
    assert "Seit 8:40 Uhr gibt es heute keine neuen Nummern. Zu viele warten." in page
    assert "Ohne Termin bekommen Sie eine Nummer" not in page


def test_a_stop_that_ends_today_is_told_with_its_end(client: Client, morning: Morning) -> None:
    office, manager = morning.place.office, Actor(ActorKind.STAFF, "manager")
    for group_id, until in ((None, "14:00"), (morning.place.group.pk, "10:30")):
        stop_tickets(
            office_id=office.pk,
            group_id=group_id,
            reason="Zu viele warten.",
            author=manager,
            now=at("8:40"),
            until_at=at(until),
        )
    group = morning.place.group.name
    phone = text_of(client.get(f"/da/{office.slug}/"))
    assert "Von 8:40 bis 14:00 Uhr gibt es keine neuen Nummern. Zu viele warten." in phone
    assert f"Von 8:40 bis 10:30 Uhr gibt es keine neuen Nummern für {group}." in phone
    wall = text_of(client.get(f"/anzeige/{office.slug}/"))
    assert "Von 8:40 bis 14:00 Uhr keine neuen Nummern · No new numbers from 8:40 until 14:00 ·" in wall
    assert f"No new numbers for {group} from 8:40 until 10:30 ·" in wall


def test_the_wall_says_what_no_numbers_are_given_out_for_in_its_languages(client: Client, morning: Morning) -> None:
    office, manager = morning.place.office, Actor(ActorKind.STAFF, "manager")
    for group_id in (None, morning.place.group.pk):
        stop_tickets(office_id=office.pk, group_id=group_id, reason="Voll.", author=manager, now=at("8:40"))
    page = client.get(f"/anzeige/{office.slug}/", {"sprachen": "de,ar"})
    text, group = text_of(page), morning.place.group.name
    assert "Seit 8:40 Uhr keine neuen Nummern · لا أرقام جديدة منذ الساعة 8:40 · Voll." in text
    assert f"Seit 8:40 Uhr keine neuen Nummern für {group} ·" in text
    resume_tickets(office_id=office.pk, group_id=None, author=manager, now=at("8:45"))
    resume_tickets(office_id=office.pk, group_id=morning.place.group.pk, author=manager, now=at("8:45"))
    assert "keine neuen Nummern" not in text_of(client.get(f"/anzeige/{office.slug}/"))


def test_too_early_is_told_when(client: Client, morning: Morning, set_clock: Callable[[str], None]) -> None:
    set_clock("8:20")
    page = arrive(client, morning, morning.appointments["Ada"].case.reference, code(morning, "8:20"))
    assert page.status_code == 409
    assert "Anmelden können Sie sich ab 8:30 Uhr" in text_of(page)


def test_on_the_own_page_the_code_alone_is_enough(client: Client, morning: Morning) -> None:
    path = visit_page(morning, "Ada")
    assert "Sind Sie da?" in text_of(client.get(path))
    wrong = client.post(f"{path}da/", {"code": "AAAA"})
    assert (wrong.status_code, "Er wechselt alle fünf Minuten" in text_of(wrong)) == (422, True)
    assert client.post(f"{path}da/", {"code": ""}).status_code == 422
    response = client.post(f"{path}da/", {"code": code(morning).lower()})
    assert (response.status_code, response.url) == (303, path)
    assert client.post(f"{path}da/", {"code": code(morning)}).status_code == 303
    assert morning.events("Ada") == ["booked", "arrived"]


def test_before_its_time_the_own_page_says_from_when_on(
    client: Client, morning: Morning, set_clock: Callable[[str], None]
) -> None:
    set_clock("8:20")
    assert "Anmelden können Sie sich ab 8:30 Uhr" in text_of(client.get(visit_page(morning, "Ada")))
    set_clock("-15:00")
    assert "Ihr Termin ist nicht heute." in text_of(client.get(visit_page(morning, "Ada")))


def test_the_own_page_goes_with_the_visit_to_its_end(
    client: Client, morning: Morning, set_clock: Callable[[str], None]
) -> None:
    set_clock("9:05")
    path = visit_page(morning, "Ada")
    morning.call("Ada", "9:00", counter="7")
    assert "Bitte gehen Sie zu Schalter 7" in text_of(client.get(path))
    morning.start("Ada", "9:01", counter="7")
    assert "Sie sind am Schalter." in text_of(client.get(path))
    morning.park("Ada", "9:02", counter="7")
    assert "Wieder da?" in text_of(client.get(path))
    client.post(f"{path}da/", {"code": code(morning, "9:05")})
    assert morning.visit("Ada").state == "waiting"
    morning.call("Ada", "9:06", counter="7")
    morning.finish("Ada", "9:07", counter="7")
    assert "Ihr Besuch ist abgeschlossen." in text_of(client.get(path))


def test_whoever_does_not_want_to_wait_says_so(client: Client, morning: Morning) -> None:
    morning.take("Dora", "8:40")
    path = visit_page(morning, "Dora")
    assert "Ihre Nummer B001" in text_of(client.get(path))
    assert client.post(f"{path}gehen/").status_code == 303
    assert "Sie haben gesagt, dass Sie gehen." in text_of(client.get(path))
    morning.call("Ada", "8:45")
    refused = client.post(f"{visit_page(morning, 'Ada')}gehen/")
    assert refused.status_code == 409


def test_the_own_page_knows_a_step_that_the_hall_on_the_screens_does_not_know_yet(
    client: Client, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning.take("Dora", "8:40")
    client.get(f"/anzeige/{morning.place.office.slug}/")
    monkeypatch.setattr("einamt.procedures.visits.halls.FRESH_SECONDS", 3600.0)
    response = arrive(client, morning, morning.appointments["Ada"].case.reference)
    assert "Vor Ihnen warten: 1" in text_of(client.get(response.url))
    client.post(f"{response.url}gehen/")
    assert "Sie haben gesagt, dass Sie gehen." in text_of(client.get(response.url))


@pytest.mark.parametrize("path", ["warten", "warten/{}/da", "warten/{}/gehen"])
def test_a_link_that_is_none_of_ours_says_so(client: Client, morning: Morning, path: str) -> None:
    for token in ("x" * 32, holder_token(case_id=uuid4())):
        address = f"/{path.format(token)}/" if "{}" in path else f"/{path}/{token}/"
        page = client.post(address, {"code": "AAAA"}) if "{}" in path else client.get(address)
        assert page.status_code == 404
        assert "Zu diesem Link gibt es keinen Besuch" in text_of(page)


def test_the_own_page_is_nobody_elses(client: Client, morning: Morning) -> None:
    page = client.get(visit_page(morning, "Ada"))
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store, private", "noindex, nofollow")
    assert "Ada" not in text_of(page)


def test_the_rule_is_told_with_the_citys_numbers_and_reasons(client: Client, morning: Morning) -> None:
    rules = FloorRules.objects.create(valid_from=at("9:00").date(), check_in_minutes=45, source="Beschluss 7")
    EmergencyReason.objects.create(rules=rules, code="reise", rank=1, name="Reise", name_en="Journey")
    german = text_of(client.get("/so-rufen-wir-auf/"))
    for told in (
        "frühestens 12 Minuten davor",
        "bis zu 10 Minuten zu spät",
        "frühestens 45 Minuten vorher",
        "Beschluss 7",
    ):
        assert told in german
    assert "Journey" in text_of(client.get("/en/so-rufen-wir-auf/"))


def test_the_rule_takes_as_many_queries_however_much_is_to_come(
    client: Client, morning: Morning, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for month in range(1, 13):
        FloorRules.objects.create(valid_from=date(2026, month, 1), check_in_minutes=20 + month, source="früher")
        later = FloorRules.objects.create(valid_from=date(2027, month, 1), check_in_minutes=40 + month, source="dann")
        EmergencyReason.objects.create(rules=later, code=f"grund-{month}", rank=1, name="Neu", name_en="New")
        booking = BookingRules.objects.get(valid_from=date(2020, 1, 1))
        booking.pk, booking.valid_from, booking.late_arrival_minutes = None, date(2027, month, 2), 20 + month
        booking.save()
    client.get("/so-rufen-wir-auf/")
    with django_assert_max_num_queries(10):
        page = text_of(client.get("/so-rufen-wir-auf/"))
    assert "Anmelden geht frühestens 52 Minuten vor dem Termin statt 51 Minuten." in page
    assert "Wer bis zu 32 Minuten zu spät kommt, gilt noch als Termin, statt bis zu 31 Minuten." in page


def test_the_own_page_takes_few_queries(
    client: Client, morning: Morning, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    morning.take("Dora", "8:40")
    client.get(visit_page(morning, "Dora"))
    with django_assert_max_num_queries(6):
        client.get(visit_page(morning, "Dora"))
