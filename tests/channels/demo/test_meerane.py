"""The house is not Berlin's alone: a community of municipalities, in which Meerane serves its neighbour Schönberg."""

import re
from datetime import date, datetime

import pytest
from django.test import Client
from django.utils.html import strip_tags

from einamt.catalog.models import LifeEvent, Office, Organisation, PostalArea, PublicService
from einamt.channels.demo.seeding.people import PASSWORD
from einamt.procedures.appointments.models import CapacityDay, Holiday
from einamt.procedures.appointments.queries import city_rules
from tests.channels.demo.conftest import NOW

pytestmark = pytest.mark.django_db

MOBILE = "mobil-schoenberg"
PENANCE_DAY = date(2026, 11, 18)
WEDNESDAY = 3


def test_two_municipalities_share_one_root(community: datetime) -> None:
    root = Organisation.objects.get(parent=None)
    assert (root.kind, root.name) == (Organisation.Kind.CITY, "Verwaltungsgemeinschaft Meerane-Schönberg")
    parts = Organisation.objects.filter(parent=root).order_by("name")
    assert [(part.kind, part.name, part.area_key) for part in parts] == [
        (Organisation.Kind.MUNICIPALITY, "Meerane", "145245118190"),
        (Organisation.Kind.MUNICIPALITY, "Schönberg", "145245118270"),
    ]
    candidates = PostalArea.objects.get(postal_code="08393").districts.order_by("name")
    assert list(candidates) == list(parts)


def test_the_town_has_rules_and_a_grid_of_its_own(community: datetime) -> None:
    rules = city_rules(on=community.date())
    assert (rules.step_minutes, rules.horizon_days, rules.promise_days) == (15, 42, 7)
    assert set(CapacityDay.objects.values_list("step_minutes", flat=True)) == {15}


def test_saxonys_holidays_close_the_offices_and_fronleichnam_does_not(community: datetime) -> None:
    names = dict(Holiday.objects.filter(day__year=2026).values_list("name", "day"))
    assert names["Buß- und Bettag"] == PENANCE_DAY
    assert names["Reformationstag"] == date(2026, 10, 31)
    assert "Fronleichnam" not in names
    assert not CapacityDay.objects.filter(day=PENANCE_DAY).exists()
    assert CapacityDay.objects.filter(day=date(2026, 11, 19)).exists()


def test_the_suitcase_stands_in_the_village_on_one_afternoon_a_week(community: datetime) -> None:
    days = CapacityDay.objects.filter(group__office__identifier=MOBILE)
    assert {day.isoweekday() for day in days.values_list("day", flat=True)} == {WEDNESDAY}
    assert PublicService.objects.filter(offers__office__identifier=MOBILE, needs_appointment=True).count() >= 5


def _pages() -> list[str]:
    """The addresses of all that citizens and staff can read without a booking, in German."""
    return [
        *("/", "/leistungen/", "/aemter/", "/aemter/?q=quark", "/suche/?q=ausweis", "/suche/?q=quark", "/termin/"),
        *("/impressum/", "/datenschutz/", "/barrierefreiheit/", "/einfache-sprache/", "/vorgang/", "/demo/"),
        *("/zustaendig/", "/zustaendig/?q=quark"),
        *(f"/zustaendig/{slug}/" for slug in PublicService.objects.values_list("slug", flat=True)),
        *("/termin/zeiten/?leistung=personalausweis-beantragen&plz=08393", "/leistungen/gibt-es-nicht/"),
        *(f"/leistungen/{slug}/" for slug in PublicService.objects.values_list("slug", flat=True)),
        *(f"/lebenslagen/{key}/" for key in LifeEvent.objects.values_list("key", flat=True)),
        *(f"/aemter/{slug}/" for slug in Office.objects.values_list("slug", flat=True)),
    ]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_word_of_berlin_stands_on_the_pages(
    community: datetime, client: Client, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
    for address in _pages():
        answer = client.get(prefix + address)
        assert answer.status_code in {200, 404}, address
        page = answer.content.decode()
        assert "Meerane" in strip_tags(page), address
        assert re.findall("Berlin|Bezirk|\\b115\\b|Bürgeramt", page) == [], address


def test_no_word_of_berlin_stands_on_the_pages_of_the_staff(
    community: datetime, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
    monkeypatch.setattr("einamt.channels.cockpit.views.now", lambda: NOW)
    for username, addresses in {"steuerung": ["/cockpit/", "/cockpit/zahlen.csv"], "schalter": ["/schalter/"]}.items():
        assert client.login(username=username, password=PASSWORD)
        for address in addresses:
            answer = client.get(address, follow=True)
            assert answer.status_code == 200, address
            assert re.findall("Berlin|Bezirk", answer.content.decode()) == [], address


def test_the_list_of_offices_is_ordered_by_municipality(community: datetime, client: Client) -> None:
    page = client.get("/aemter/").content.decode()
    assert re.findall(r'<h2 id="teil-\d">(.*?)</h2>', page) == ["Meerane", "Schönberg"]
    assert "Name, Gemeinde oder Postleitzahl" in page
