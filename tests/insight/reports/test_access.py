"""Access to services is told as the catalogue knows it, and no more."""

import pytest

from einamt.catalog.models import PublicService
from einamt.insight.reports.access import Maturity, access, maturity_of
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
