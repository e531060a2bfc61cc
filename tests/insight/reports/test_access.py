"""Access to services is told as the catalogue knows it, and no more."""

from datetime import date
from typing import Any

import pytest

from einamt.catalog.models import PublicService
from einamt.insight.reports.access import Maturity, access, maturity_of
from einamt.insight.reports.drafting import draft, report_of
from einamt.kernel.periods import Days
from tests.factories.catalog import make_service

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("is_explained", "names_online", "has_address", "maturity"),
    [
        (False, False, False, Maturity.OFFLINE),
        (True, False, False, Maturity.INFORMATION),
        (True, True, False, Maturity.UNKNOWN),
        (True, True, True, Maturity.ONLINE),
        (True, False, True, Maturity.ONLINE),
    ],
)
def test_no_level_is_claimed_that_the_catalogue_does_not_know(
    is_explained: bool, names_online: bool, has_address: bool, maturity: Maturity
) -> None:
    assert maturity_of(is_explained=is_explained, names_online=names_online, has_address=has_address) is maturity


def test_public_services_are_counted_by_way_and_level() -> None:
    make_service(name="Wohngeld", offices=[])
    online = make_service(name="Anwohnerparken", offices=[])
    PublicService.objects.filter(pk=online.pk).update(channels=["online", "office"], online_url="https://example.org/")
    hidden = make_service(name="Intern", offices=[])
    PublicService.objects.filter(pk=hidden.pk).update(is_public=False)
    found = access()
    assert len(found.services) == 2
    assert found.at(Maturity.ONLINE) == 1
    assert (found.on("online"), found.on("post")) == (1, 0)


def test_languages_are_called_by_their_names() -> None:
    make_service(name="Wohngeld", offices=[])
    days = Days(date(2026, 1, 1), date(2026, 7, 1))
    contents = draft(report=report_of("zugang"), days=days, languages=["de", "en"], seen=None).contents
    assert "Deutsch" in heads(contents["de"], "Erklärt auf")
    assert "de" not in heads(contents["de"], "Erklärt auf")
    assert "German" in heads(contents["en"], "Explained in")


def heads(content: dict[str, Any], caption: str) -> list[str]:
    """The first cells of a table."""
    tables = [table for section in content["sections"] for table in section["tables"]]
    return [row[0] for table in tables if table["caption"] == caption for row in table["rows"]]
