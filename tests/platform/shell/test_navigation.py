"""The bars and the foot of the page."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path

from einamt.platform.shell import navigation


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", nothing, name="start"),
    path("leistungen/", nothing, name="services"),
    path("leistungen/neu/", nothing, name="new-services"),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.usefixtures("empty_bars")]


def labels(request: HttpRequest, area: navigation.Area = "citizen") -> list[str]:
    return [link.label for link in navigation.links(area=area, request=request)]


def current(request: HttpRequest) -> list[str]:
    return [link.label for link in navigation.links(area="citizen", request=request) if link.is_current]


@pytest.fixture
def entries(empty_bars: None) -> None:
    navigation.add(area="citizen", label="Neues", url_name="new-services", order=20)
    navigation.add(area="citizen", label="Leistungen", url_name="services", order=10)
    navigation.add(area="citizen", label="Start", url_name="start", order=5)


@pytest.mark.usefixtures("entries")
def test_entries_stand_in_their_order(requests: RequestFactory) -> None:
    assert labels(requests.get("/")) == ["Start", "Leistungen", "Neues"]


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/", ["Start"]),
        ("/leistungen/", ["Leistungen"]),
        ("/leistungen/reisepass/", ["Leistungen"]),
        ("/leistungen/neu/", ["Neues"]),
        ("/andere/", []),
    ],
)
def test_the_entry_that_fits_the_address_best_is_current(
    requests: RequestFactory, address: str, label: list[str]
) -> None:
    assert current(requests.get(address)) == label


def test_adding_a_page_again_replaces_it(requests: RequestFactory) -> None:
    navigation.add(area="citizen", label="Alt", url_name="services", order=1)
    navigation.add(area="citizen", label="Neu", url_name="services", order=1)
    assert labels(requests.get("/")) == ["Neu"]


def test_an_entry_that_needs_a_right_is_hidden_while_nobody_says_who_has_it(requests: RequestFactory) -> None:
    navigation.add(area="staff", label="Cockpit", url_name="services", order=1, needs="steer")
    assert labels(requests.get("/"), "staff") == []


def test_an_entry_that_needs_a_right_is_shown_to_who_has_it(requests: RequestFactory) -> None:
    navigation.add(area="staff", label="Cockpit", url_name="services", order=1, needs="steer")
    navigation.guard(allows=lambda request, right: right in request.GET.getlist("right"))
    assert labels(requests.get("/?right=steer"), "staff") == ["Cockpit"]
    assert labels(requests.get("/?right=serve"), "staff") == []


@pytest.mark.usefixtures("entries")
def test_entries_that_fit_in_a_row_stand_in_one(requests: RequestFactory) -> None:
    [row] = navigation.sections(area="citizen", request=requests.get("/"))
    assert (row.label, [link.label for link in row.links]) == ("", ["Start", "Leistungen", "Neues"])


def test_where_more_entries_are_there_than_fit_they_stand_by_section(
    requests: RequestFactory, empty_bars: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(navigation, "FIT_IN_A_ROW", 2)
    navigation.add(area="staff", label="Start", url_name="start", order=1)
    navigation.add(area="staff", label="Leistungen", url_name="services", order=2, section="Redaktion")
    navigation.add(area="staff", label="Neues", url_name="new-services", order=3, section="Redaktion")
    start, editing = navigation.sections(area="staff", request=requests.get("/leistungen/neu/"))
    assert (start.label, start.url, start.is_current) == ("Start", "/", False)
    assert (editing.label, editing.url, editing.is_current) == ("Redaktion", "/leistungen/", True)
    assert [link.label for link in editing.links if link.is_current] == ["Neues"]


def test_who_sees_nothing_sees_no_section(requests: RequestFactory, empty_bars: None) -> None:
    assert navigation.sections(area="staff", request=requests.get("/")) == []


def test_an_entry_without_a_page_is_found_by_the_system_check() -> None:
    navigation.add(area="foot", label="Weg", url_name="gone", order=1)
    assert [message.id for message in navigation._every_entry_has_a_page()] == ["einamt.E010"]
