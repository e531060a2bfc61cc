"""The planning pages: looked at, saved, taken back; who may plan what and see whom."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from einamt.accounts.rights import Role
from einamt.procedures.appointments import jobs
from einamt.procedures.appointments.models import BacklogEntry, Offer, Plan
from einamt.procedures.appointments.offers import offer_token
from einamt.procedures.appointments.operations import close_office, extend_capacity
from tests.channels.backoffice.conftest import NOW, desk, text_of
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable, make_booking, somebody
from tests.factories.catalog import make_office

DAY = date(2026, 11, 25)


@pytest.fixture
def at(db: None) -> Bookable:
    return make_bookable(now=NOW)


@pytest.fixture
def manager(at: Bookable) -> Client:
    """The manager of the one office."""
    return desk(staff=make_staff(role=Role.OFFICE_MANAGER, office=at.office, full_name="Nadia Yılmaz"))


def fields(at: Bookable, **changed: object) -> dict[str, object]:
    """One counter less on Wednesday from 10 to 12."""
    return {
        "group": at.group.pk,
        "counters": -1,
        "first_day": "25.11.2026",
        "last_day": "2026-11-25",
        "opens": "10:00",
        "closes": "12:00",
        "reason": "Erkrankung",
        "act": "preview",
        **changed,
    }


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def test_a_change_is_looked_at_saved_and_taken_back(at: Bookable, manager: Client) -> None:
    make_booking(at=at, day=DAY, minute=600, contact=somebody(name="Anna Muster"), now=NOW)
    url = f"/planung/{at.office.slug}/schalter/"
    assert "Mehr oder weniger Schalter" in text_of(manager.get(url))
    page = manager.post(url, fields(at))
    assert "Verloren: 2 Schalterstunden, etwa 10 Termine" in text_of(page)
    assert "Anna Muster" in text_of(page)
    assert not Plan.objects.exists()
    sent = {name: hidden(page.content.decode(), name) for name in ("seen", "command")}
    for _ in range(2):
        saved = manager.post(url, fields(at, act="save", **sent))
    assert saved.status_code in {302, 409}
    plan = Plan.objects.get()
    overview = text_of(manager.get(f"/planung/{at.office.slug}/"))
    assert "Nadia Yılmaz" in overview
    assert "Erkrankung" in overview
    page = manager.get(f"/planung/aenderung/{plan.pk}/")
    assert "Eine Person bekommt ihren verlorenen Termin zurück." in text_of(page)
    manager.post(f"/planung/aenderung/{plan.pk}/", {"seen": hidden(page.content.decode(), "seen")})
    assert at.free(DAY)[11:] == [1] * 9
    assert "zurückgenommen" in text_of(manager.get(f"/planung/{at.office.slug}/"))


def test_what_changed_meanwhile_is_shown_again(at: Bookable, manager: Client) -> None:
    url = f"/planung/{at.office.slug}/schalter/"
    page = manager.post(url, fields(at)).content.decode()
    make_booking(at=at, day=DAY, minute=600, now=NOW)
    again = manager.post(url, fields(at, act="save", seen=hidden(page, "seen"), command=hidden(page, "command")))
    assert again.status_code == 409
    assert "Inzwischen wurde gebucht oder umgeplant" in text_of(again)
    assert "Eine gebuchte Person verliert ihren Termin" in text_of(again)
    page = again.content.decode()
    manager.post(url, fields(at, act="save", seen=hidden(page, "seen"), command=hidden(page, "command")))
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "typed", "loses"),
    [
        ("frueher", {"day": "2026-11-25", "closes": "10:00", "reason": "Rohrbruch"}, 2),
        (
            "schliessen",
            {"where": "office", "first_day": "2026-11-25", "last_day": "2026-11-25", "reason": "Streik"},
            4,
        ),
        (
            "betrieb",
            {
                "where": "office",
                "percent": "0",
                "first_day": "2026-11-25",
                "last_day": "2026-11-25",
                "reason": "Abstand",
            },
            4,
        ),
        (
            "oeffnung",
            {"hours": "Mi 8-10 1", "first_day": "2026-11-25", "last_day": "2026-11-25", "reason": "Inventur"},
            2,
        ),
    ],
)
def test_each_kind_of_change_can_be_saved(
    at: Bookable, manager: Client, kind: str, typed: dict[str, str], loses: int
) -> None:
    url = f"/planung/{at.office.slug}/{kind}/"
    typed = {"group": str(at.group.pk), **typed}
    page = manager.post(url, {**typed, "act": "preview"})
    assert f"Verloren: {loses} Schalterstunden" in text_of(page), text_of(page)
    saved = manager.post(url, {**typed, "act": "save", "seen": hidden(page.content.decode(), "seen")})
    assert saved.status_code == 302
    assert sum(at.free(DAY)) == 20 - loses * 5


def test_all_offices_of_an_organisation_are_closed_by_who_plans_all_of_it(at: Bookable, manager: Client) -> None:
    beside = make_bookable(now=NOW, office=make_office(district=at.office.organisation))
    url = f"/planung/{at.office.slug}/schliessen/"
    where = str(at.office.organisation_id)
    typed = {"where": where, "first_day": "2026-11-25", "last_day": "2026-11-25", "reason": "Personalversammlung"}
    assert manager.post(url, {**typed, "act": "preview"}).status_code == 422, "one office is not the district"
    steering = desk(role=Role.STEERING)
    page = steering.post(url, {**typed, "act": "preview"})
    assert "Verloren: 8 Schalterstunden" in text_of(page)
    steering.post(url, {**typed, "act": "save", "seen": hidden(page.content.decode(), "seen")})
    assert (sum(at.free(DAY)), sum(beside.free(DAY))) == (0, 0)
    plan = Plan.objects.get()
    assert set(plan.offices.all()) == {at.office, beside.office}
    page = steering.get(f"/planung/aenderung/{plan.pk}/")
    steering.post(f"/planung/aenderung/{plan.pk}/", {"seen": hidden(page.content.decode(), "seen")})
    assert (sum(at.free(DAY)), sum(beside.free(DAY))) == (20, 20)


def test_lending_needs_the_right_at_both_offices(at: Bookable, manager: Client) -> None:
    elsewhere = make_bookable(now=NOW)
    url = f"/planung/{at.office.slug}/verleihen/"
    typed = fields(at, taker=elsewhere.group.pk, counters=1)
    assert manager.post(url, typed).status_code == 422
    steering = desk(role=Role.STEERING)
    page = steering.post(url, typed)
    assert "Gewonnen: 2 Schalterstunden" in text_of(page)
    saved = steering.post(url, {**typed, "act": "save", "seen": hidden(page.content.decode(), "seen")})
    assert saved.status_code == 302
    plan = Plan.objects.get()
    assert manager.get(f"/planung/aenderung/{plan.pk}/").status_code == 403


def test_who_may_not_see_visitors_sees_numbers_only(at: Bookable, manager: Client) -> None:
    make_booking(at=at, day=DAY, minute=600, contact=somebody(name="Anna Muster"), now=NOW)
    page = text_of(desk(role=Role.STEERING).post(f"/planung/{at.office.slug}/schalter/", fields(at)))
    assert "Eine gebuchte Person verliert ihren Termin" in page
    assert "Anna Muster" not in page


def test_only_ones_own_office_can_be_planned(at: Bookable, manager: Client) -> None:
    elsewhere = make_bookable(now=NOW)
    assert at.office.name in text_of(manager.get("/planung/"))
    assert manager.get(f"/planung/{elsewhere.office.slug}/").status_code == 403
    assert desk(role=Role.CLERK).get("/planung/").status_code == 403
    assert manager.get("/planung/gibt-es-nicht/").status_code == 404
    assert manager.get(f"/planung/{at.office.slug}/gibt-es-nicht/").status_code == 404


def test_a_past_day_and_a_wrong_order_are_named_at_their_fields(at: Bookable, manager: Client) -> None:
    url = f"/planung/{at.office.slug}/schalter/"
    page = manager.post(url, fields(at, first_day="2026-11-20", opens="12:00", closes="10:00"))
    assert page.status_code == 422
    assert "Dieser Tag ist schon vorbei" in text_of(page)
    assert "„Bis“ muss nach „Von“ liegen." in text_of(page)
    page = manager.post(f"/planung/{at.office.slug}/oeffnung/", fields(at, hours="Mo 8:00-12:00 3\nMontag früh"))
    assert "Zeile 2 können wir nicht lesen" in text_of(page)


def test_a_holiday_is_added_and_removed_by_those_who_plan_its_area(at: Bookable, manager: Client) -> None:
    steering = desk(role=Role.STEERING)
    url = f"/planung/{at.office.slug}/feiertag/"
    typed = {"where": at.office.organisation_id, "day": "2026-11-25", "reason": "Kirchweih"}
    assert manager.post(url, typed).status_code == 422
    page = steering.post(url, typed).content.decode()
    steering.post(url, {**typed, "act": "save", "seen": hidden(page, "seen")})
    assert not any(at.free(DAY))
    url = f"/planung/{at.office.slug}/kein-feiertag/"
    page = steering.get(url).content.decode()
    assert "Kirchweih" in page
    holiday = re.search(r'<option value="(\d+)"', page)
    assert holiday is not None
    page = steering.post(url, {"holiday": holiday[1]}).content.decode()
    steering.post(url, {"holiday": holiday[1], "act": "save", "seen": hidden(page, "seen")})
    assert all(at.free(DAY))


def test_a_group_s_services_are_changed_and_taken_back(at: Bookable, manager: Client) -> None:
    url = f"/planung/{at.office.slug}/gruppe/{at.group.pk}/"
    assert manager.get(url).status_code == 200
    assert manager.post(url, {"name": "Infothek", "services": []}).status_code == 302
    at.group.refresh_from_db()
    assert (at.group.name, at.group.services.count()) == ("Infothek", 0)
    page = manager.get(f"/planung/aenderung/{Plan.objects.get().pk}/").content.decode()
    manager.post(f"/planung/aenderung/{Plan.objects.get().pk}/", {"seen": hidden(page, "seen")})
    at.group.refresh_from_db()
    assert (at.group.name, at.group.services.count()) == ("Bürgerdienste", 1)
    assert manager.post(f"/planung/{at.office.slug}/gruppe/0/", {"name": "Neu", "services": [at.service.pk]})
    assert at.office.counter_groups.count() == 2


def test_a_roster_is_checked_line_by_line_and_taken_as_the_operator_chooses(at: Bookable, manager: Client) -> None:
    rows = f"Datum;Amt;Gruppe;von;bis;Schalter\n25.11.2026;{at.office.name};Bürgerdienste;9:00;10:00;3\n"
    file = SimpleUploadedFile("plan.csv", (rows + "25.13.2026;x;y;9;10;1\n").encode("cp1252"))
    page = manager.post("/planung/dienstplan/", {"file": file, "act": "save"})
    assert page.status_code == 422
    assert "Zeile 3: „25.13.2026“ ist kein Datum" in text_of(page)
    assert not Plan.objects.exists()
    text = rows + "25.13.2026;x;y;9;10;1\n"
    page = manager.post("/planung/dienstplan/", {"text": text, "only_good": "on", "act": "preview"})
    assert "Das würde sich ändern" in text_of(page)
    seen = hidden(page.content.decode(), "seen")
    manager.post("/planung/dienstplan/", {"text": text, "only_good": "on", "act": "save", "seen": seen})
    assert at.free(DAY) == [3] * 5
    assert "Unverändert: 1" in text_of(manager.post("/planung/dienstplan/", {"text": text}))


def test_who_can_only_be_rung_is_listed_until_ticked_off(at: Bookable, manager: Client) -> None:
    contact = somebody(name="Bert Ohnepost", phone="030 115")
    make_booking(at=at, day=DAY, minute=600, contact=contact, now=NOW)
    close_office(office_id=at.office.pk, starts_on=DAY, ends_on=DAY + timedelta(days=1), reason="Streik", now=NOW)
    jobs.work_off_backlog(NOW)
    assert "Bert Ohnepost" in text_of(manager.get("/planung/anrufe/"))
    entry = BacklogEntry.objects.get()
    assert desk(role=Role.STEERING).post(f"/planung/anrufe/{entry.pk}/").status_code == 403
    manager.post(f"/planung/anrufe/{entry.pk}/")
    assert "Niemand muss angerufen werden." in text_of(manager.get("/planung/anrufe/"))


def test_an_offer_is_answered_by_a_button_and_never_by_opening_the_link(at: Bookable, client: Client) -> None:
    extend_capacity(now=NOW)
    make_booking(at=at, day=DAY, minute=600, now=NOW)
    close_office(office_id=at.office.pk, starts_on=DAY, ends_on=DAY + timedelta(days=1), reason="Streik", now=NOW)
    jobs.work_off_backlog(NOW)
    offer = Offer.objects.get()
    url = f"/termin/angebot/{offer_token(offer_id=offer.pk)}/"
    for _ in range(2):
        page = client.get(url)
        assert "Passt Ihnen diese Zeit?" in text_of(page)
    command = hidden(page.content.decode(), "command")
    for _ in range(2):
        answer = client.post(url, {"command": command, "answer": "accept"})
        assert answer.status_code == 302
        assert answer["Location"].startswith("/termin/aendern/")
    assert client.post(url, {"command": command, "answer": "decline"}).status_code == 409
    assert "Sie haben diese Zeit angenommen." in text_of(client.get(url))
    assert client.get("/termin/angebot/0123/").status_code == 404
