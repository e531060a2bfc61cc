"""Beyond what a process can do it hands out tickets, at once; whoever has waited comes first."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from einamt.platform.web import admission
from einamt.platform.web.admission import AFTER_SECONDS, COOKIE, NEWCOMERS, RETURNERS, Admission

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The clock."""
    times = [NOW]
    monkeypatch.setattr(admission.clock, "now", lambda: times[-1])
    return times


def busy(request: HttpRequest, count: int) -> HttpResponse:
    """The answer to a request while `count` others are being worked on."""
    gate = Admission(lambda _request: HttpResponse("done"))
    gate._busy = count
    return gate(request)


def test_a_process_with_little_to_do_lets_everybody_in(moment: list[datetime]) -> None:
    assert busy(RequestFactory().get("/termin/"), NEWCOMERS - 1).content == b"done"


def test_a_busy_process_gives_a_ticket_that_lets_in_before_newcomers(moment: list[datetime]) -> None:
    page = busy(RequestFactory().get("/termin/"), NEWCOMERS)
    assert (page.status_code, page["Retry-After"]) == (202, str(AFTER_SECONDS))
    assert b'http-equiv="refresh"' in page.content
    again = RequestFactory().get("/termin/")
    again.COOKIES[COOKIE] = page.cookies[COOKIE].value
    assert busy(again, NEWCOMERS).status_code == 202
    moment.append(NOW + timedelta(seconds=AFTER_SECONDS))
    assert busy(again, NEWCOMERS).content == b"done"
    assert busy(again, RETURNERS).status_code == 202


def test_a_ticket_that_is_not_ours_is_none(moment: list[datetime]) -> None:
    forged = RequestFactory().get("/termin/")
    forged.COOKIES[COOKIE] = "1:abc:def"
    assert busy(forged, NEWCOMERS).status_code == 202


def test_what_was_sent_is_on_the_page_and_harmless(moment: list[datetime]) -> None:
    page = busy(RequestFactory().post("/warteliste/", {"name": '"><script>'}), NEWCOMERS).content.decode()
    assert 'name="name" value="&quot;&gt;&lt;script&gt;"' in page


def test_other_pages_are_not_kept_waiting(moment: list[datetime]) -> None:
    assert busy(RequestFactory().get("/vorgang/"), 99).content == b"done"


def test_the_count_goes_down_whatever_happens(moment: list[datetime]) -> None:
    def fails(_request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    gate = Admission(fails)
    for _ in range(NEWCOMERS + 1):
        with pytest.raises(ZeroDivisionError):
            gate(RequestFactory().get("/termin/"))
