"""Reading a case's status to its holder."""

import pytest
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.catalog.models import PublicService
from einamt.kernel.references import new_reference
from einamt.platform.audit.models import ReadingEntry
from tests.channels.counter.pages import text_of
from tests.factories.accounts import make_staff
from tests.factories.catalog import make_office
from tests.procedures.visits.conftest import Morning


@pytest.fixture
def elsewhere(client: Client, db: None) -> Client:
    """A clerk of another district."""
    client.force_login(make_staff(role=Role.CLERK, organisation=make_office().organisation))
    return client


def test_a_case_of_any_office_is_read_wherever_its_holder_asks(elsewhere: Client, morning: Morning) -> None:
    case = morning.appointments["Ada"].case
    page = text_of(elsewhere.get(f"/schalter/vorgang/{case.reference}/"))
    assert "Reisepass beantragen" in page
    assert "Gebucht" in page
    assert "Ada" not in page


def test_every_reading_is_recorded(at_counter: Client, morning: Morning, clerk: Staff) -> None:
    case = morning.appointments["Ada"].case
    at_counter.get(f"/schalter/vorgang/{case.reference}/")
    [entry] = ReadingEntry.objects.filter(purpose="read-out")
    assert (entry.actor, entry.what, entry.subject) == (str(clerk.actor), "case-read", f"case:{case.pk}")


def test_a_case_that_only_its_district_may_serve_stays_closed_elsewhere(elsewhere: Client, morning: Morning) -> None:
    PublicService.objects.update(responsible=PublicService.Responsible.DISTRICT)
    case = morning.appointments["Ada"].case
    assert elsewhere.get(f"/schalter/vorgang/{case.reference}/").status_code == 403
    assert not ReadingEntry.objects.exists()


def test_its_own_office_reads_it(at_counter: Client, morning: Morning) -> None:
    PublicService.objects.update(responsible=PublicService.Responsible.DISTRICT)
    assert at_counter.get(f"/schalter/vorgang/{morning.appointments['Ada'].case.reference}/").status_code == 200


def test_a_reference_that_does_not_exist_gets_a_sentence(at_counter: Client) -> None:
    for reference in (new_reference(), "unsinn"):
        page = at_counter.get(f"/schalter/vorgang/{reference}/")
        assert page.status_code == 404
        assert "finden wir nichts" in text_of(page)


def test_a_search_for_a_reference_of_another_day_leads_to_the_case(at_counter: Client) -> None:
    reference = new_reference()
    assert at_counter.post("/schalter/suche/", {"text": reference}).url == f"/schalter/vorgang/{reference}/"


def test_staff_get_no_link_that_only_the_holder_may_use(at_counter: Client, morning: Morning) -> None:
    page = at_counter.get(f"/schalter/vorgang/{morning.appointments['Ada'].case.reference}/")
    assert "ändern oder absagen" not in text_of(page)
