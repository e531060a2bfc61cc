from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("q=%00", id="nul"),
        pytest.param("q=a%07b", id="bell"),
        pytest.param("%1b=1", id="escape-in-a-name"),
        pytest.param("q=" + "a" * 17_000, id="too-long"),
        pytest.param("&".join(f"f{number}=1" for number in range(300)), id="too-many-fields"),
    ],
)
def test_a_query_that_no_browser_sends_is_a_bad_request(browser: Client, query: str) -> None:
    assert browser.get(f"/?{query}").status_code == 400


def test_a_path_with_control_characters_is_a_bad_request(browser: Client) -> None:
    assert browser.get("/link/%00/").status_code == 400


def test_a_cookie_with_a_nul_does_not_reach_the_database(browser: Client) -> None:
    browser.cookies["sessionid"] = "\x00" * 16
    assert browser.get("/personal/").status_code == 400


def test_a_form_with_a_nul_is_a_bad_request_and_one_with_pasted_oddities_is_not(browser: Client) -> None:
    assert browser.post("/form/", {"name": "Erika\x00"}).status_code == 400
    assert browser.post("/form/", {"na\x00me": "Erika"}).status_code == 400
    assert browser.post("/form/", {"name": "Erika\x0bMustermann\r\n"}).status_code == 200


def test_a_form_that_is_too_large_is_told_so(browser: Client) -> None:
    answer = browser.post("/form/", "text=" + "a" * 3_000_000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


@pytest.mark.parametrize("query", ["q=" + "ä" * 2_000, "q=a%0d%0ab%09c", "q=%ff%fe", "q=%F0%9F%8F%9B", "a&b=&=c"])
def test_what_people_type_and_paste_is_sound(browser: Client, query: str) -> None:
    assert browser.get(f"/?{quote(query, safe='%&=')}").status_code == 200


@effort(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(query=st.binary(max_size=200), path=st.text(max_size=30))
def test_no_query_and_no_path_is_an_error_of_ours(browser: Client, query: bytes, path: str) -> None:
    answer = browser.get(f"/link/{quote(path, errors='surrogatepass')}/?{quote(query)}&{query.decode('latin-1')}")
    assert answer.status_code in {200, 301, 400, 404}
