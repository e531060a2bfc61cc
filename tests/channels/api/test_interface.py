import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from einamt.catalog.models import LifeEvent, MissedSearch, OpeningHours, PublicService, ServiceText
from einamt.catalog.search import loading
from einamt.channels.api import limits
from einamt.channels.parts.own_pages import said_page
from tests.factories.catalog import make_city, make_district, make_office, make_service

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"


@pytest.fixture(autouse=True)
def _no_index_of_an_earlier_test() -> Iterator[None]:
    loading.forget_indexes()
    yield
    loading.forget_indexes()


def get(client: Client, path: str, *, language: str = "de", **headers: str) -> Any:
    return client.get(f"{ROOT}{path}", headers={"accept-language": language, **headers})


def test_a_service_is_told_whole_in_the_language_asked_for(client: Client) -> None:
    office = make_office(district=make_district(city=make_city()))
    service = make_service(offices=[office])
    response = get(client, f"services/{service.slug}", language="en-GB,de;q=0.5")
    assert response["Content-Language"] == "en"
    said = response.json()
    assert (said["name"], said["language"], said["is_fallback"]) == ("Apply for a passport", "en", False)
    assert [item["name"] for item in said["evidence"]] == ["Biometrisches Passfoto", "Alter Ausweis"]
    assert said["offers"][0]["slug"] == office.slug


def test_a_language_that_is_not_there_falls_back_to_german_and_says_so(client: Client) -> None:
    service = make_service()
    said = get(client, f"services/{service.slug}", language="tr").json()
    assert (said["name"], said["language"], said["is_fallback"]) == ("Reisepass beantragen", "de", True)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("en", "Apply for a passport"),
        ("de;q=0.3, en;q=0.9", "Apply for a passport"),
        ("en;q=0, de", "Reisepass beantragen"),
        ("", "Reisepass beantragen"),
        ("*", "Reisepass beantragen"),
        ("en;q=viel", "Reisepass beantragen"),
        ("x" * 100_0 + ",en", "Reisepass beantragen"),
    ],
)
def test_the_header_is_weighed_as_browsers_mean_it(client: Client, header: str, name: str) -> None:
    assert get(client, f"services/{make_service().slug}", language=header).json()["name"] == name


def test_the_list_is_paged_without_losing_or_repeating_a_service(client: Client) -> None:
    slugs = sorted(make_service().slug for _ in range(7))
    found: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = get(client, f"services?limit=3&offset={offset}").json()
        assert page["total"] == 7
        found += [card["slug"] for card in page["services"]]
        offset = page["next_offset"]
    assert found == slugs


def test_what_is_not_public_or_not_listed_is_not_in_the_list(client: Client) -> None:
    hidden, unlisted = make_service(), make_service()
    PublicService.objects.filter(pk=hidden.pk).update(is_public=False)
    PublicService.objects.filter(pk=unlisted.pk).update(is_listed=False)
    assert get(client, "services").json()["total"] == 0
    assert get(client, f"services/{hidden.slug}").status_code == 404
    assert get(client, f"services/{unlisted.slug}").status_code == 200


@pytest.mark.parametrize("count", [3, 12])
def test_a_page_costs_the_same_queries_however_long(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_service()
    with django_assert_max_num_queries(5):
        get(client, "services")


def test_search_finds_and_says_when_nothing_fits(client: Client) -> None:
    service = make_service()
    found = get(client, "search?q=reisepass").json()
    assert (found["flagged"], found["services"][0]["slug"]) == (False, service.slug)
    assert get(client, "search?q=xyzzyqqq").json()["flagged"] is True


def test_search_says_who_else_is_responsible_and_counts_what_finds_nothing(client: Client) -> None:
    make_service()
    found = get(client, "search?q=finanzamt", language="en").json()
    assert found["matter"]["key"] == "finanzamt"
    assert found["matter"]["sentence"].startswith("The tax office")
    assert found["matter"]["link"] == "https://www.elster.de"
    assert get(client, "search?q=reisepass").json()["matter"] is None
    assert MissedSearch.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "key", "path"),
    [
        ("Öffnungszeiten", "offices", "/aemter/"),
        ("wer ist zuständig", "responsible", "/zustaendig/"),
        ("Notruf", "emergency", ""),
    ],
)
def test_search_names_the_citys_own_page_that_was_asked_for(client: Client, query: str, key: str, path: str) -> None:
    make_service()
    for language, prefix in (("de", ""), ("en", "/en")):
        found = client.get(f"{ROOT}search", {"q": query}, headers={"accept-language": language}).json()
        assert (found["page"]["key"], found["services"], found["flagged"]) == (key, [], True)
        assert found["page"]["link"] == (f"{settings.PUBLIC_URL}{prefix}{path}" if path else "")
        with translation.override(language):
            assert found["page"]["title"] == said_page(key=key).title
    assert get(client, "search?q=reisepass").json()["page"] is None
    assert not MissedSearch.objects.exists()


def test_suggestions_begin_like_what_is_typed(client: Client) -> None:
    service = make_service()
    assert get(client, "suggest?q=reis").json()[0]["slug"] == service.slug


def test_offices_come_with_their_week(client: Client) -> None:
    office = make_office()
    OpeningHours.objects.create(office=office, weekday=1, opens_minute=480, closes_minute=720)
    make_service(offices=[office])
    (card,) = get(client, "offices").json()
    assert card["week"][0] == {"weekday": 1, "spans": [{"opens_minute": 480, "closes_minute": 720}]}
    page = get(client, f"offices/{office.slug}").json()
    assert (page["name"], page["services"][0]["name"]) == (office.name, "Reisepass beantragen")


def test_life_events_come_with_their_services(client: Client) -> None:
    event = LifeEvent.objects.create(key="reisen", name="Reisen", name_en="Travel")
    make_service().life_events.add(event)
    assert get(client, "life-events", language="en").json() == [
        {"key": "reisen", "name": "Travel", "hint": "", "services": 1}
    ]
    assert len(get(client, "life-events/reisen").json()["services"]) == 1


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("services/gibt-es-nicht", 404, "service-not-found"),
        ("offices/gibt-es-nicht", 404, "office-not-found"),
        ("life-events/gibt-es-nicht", 404, "life-event-not-found"),
        ("services?limit=0", 422, "invalid-parameter"),
        ("services?limit=zehn", 422, "invalid-parameter"),
        ("services?offset=-1", 422, "invalid-parameter"),
        ("search", 422, "invalid-parameter"),
        ("search?q=", 422, "invalid-parameter"),
        (f"search?q={'x' * 3000}", 422, "invalid-parameter"),
        ("nirgendwo", 404, "not-found"),
        ("", 404, "not-found"),
        ("services/", 404, "not-found"),
        ("services/a b", 404, "not-found"),
    ],
)
def test_a_refusal_is_a_problem_with_a_code_and_a_sentence_in_the_callers_language(
    client: Client, path: str, status: int, code: str
) -> None:
    for language, is_german in (("de", True), ("en", False)):
        response = get(client, path, language=language)
        assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
        said = response.json()
        assert (said["code"], said["status"]) == (code, status)
        assert ("nicht" in said["detail"] or "nichts" in said["detail"]) == is_german
        assert response["Content-Language"] == language
        assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client: Client, method: str) -> None:
    response = getattr(client, method)(f"{ROOT}services")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response.json()["code"] == "method-not-allowed"


def test_pages_of_other_hosts_may_ask_before_they_ask(client: Client) -> None:
    response = client.options(
        f"{ROOT}services",
        headers={
            "origin": "https://zeitung.example.de",
            "access-control-request-method": "GET",
            "access-control-request-headers": "accept-language,if-none-match",
        },
    )
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "Accept-Language, If-None-Match"


@pytest.mark.parametrize("query", ["q=reise%00pass", "q=%ed%a0%80%1b", "q=" + "x" * 17_000])
def test_what_no_text_holds_is_a_problem_too(client: Client, query: str) -> None:
    response = client.get(f"{ROOT}search?{query}", headers={"accept-language": "en"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert (response.json()["code"], response["Content-Language"]) == ("bad-request", "en")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_any_tag_will_do_where_there_is_something_and_none_where_there_is_nothing(client: Client) -> None:
    service = make_service()
    assert get(client, f"services/{service.slug}", **{"if-none-match": "*"}).status_code == 304
    assert get(client, "services/gibt-es-nicht", **{"if-none-match": "*"}).status_code == 404
    assert get(client, "gibt-es-nicht", **{"if-none-match": "*"}).status_code == 404


def test_head_answers_without_a_body(client: Client) -> None:
    response = client.head(f"{ROOT}services")
    assert (response.status_code, response.content) == (200, b"")


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    from django.db import transaction

    from einamt.catalog import steps

    service = make_service()
    first = get(client, f"services/{service.slug}")
    tag = first["ETag"]
    again = get(client, f"services/{service.slug}", **{"if-none-match": f'W/"x", {tag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert get(client, f"services/{service.slug}", language="en")["ETag"] != tag
    with transaction.atomic():
        ServiceText.objects.filter(service=service, language="de").update(name="Neu")
        steps.bump_revision()
    changed = get(client, f"services/{service.slug}", **{"if-none-match": tag})
    assert (changed.status_code, changed.json()["name"]) == (200, "Neu")


def test_too_many_requests_are_told_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.ALLOWED, "api", limits.Limit(3, 3, timedelta(minutes=1)))
    statuses = [get(client, "offices").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = get(client, "offices", language="en")
    assert refused.json()["code"] == "too-many-attempts"
    assert int(refused["Retry-After"]) > 0


def test_pages_of_any_host_may_read_and_no_cookie_is_set(client: Client) -> None:
    response = get(client, "services", origin="https://zeitung.example.de")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


def test_script_in_a_text_is_only_a_text(client: Client) -> None:
    service = make_service(name="<script>alert(1)</script>")
    response = get(client, f"services/{service.slug}")
    assert response["Content-Type"].startswith("application/json")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert json.loads(response.content)["name"] == "<script>alert(1)</script>"
