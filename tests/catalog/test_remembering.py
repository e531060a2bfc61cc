"""What the catalogue's queries answered is kept until the content changes, and never longer."""

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from einamt.catalog import steps
from einamt.catalog.errors import ServiceNotFound
from einamt.catalog.models import PublicService, ServiceText
from einamt.catalog.queries import offices, one_revision, service_languages, service_page
from einamt.catalog.queries.remembering import per_revision
from tests.factories.catalog import make_office, make_service

pytestmark = pytest.mark.django_db


def change() -> None:
    """The content has changed."""
    with transaction.atomic():
        steps.bump_revision()


def rename(service: PublicService, name: str) -> None:
    """Without counting the revision up, as nobody does."""
    ServiceText.objects.filter(service=service, language="de").update(name=name)


def test_a_page_is_read_once_for_each_revision(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    service = make_service()
    change()
    first = service_page(slug=service.slug, language="de")
    with django_assert_num_queries(1):
        assert service_page(slug=service.slug, language="de") is first


def test_a_page_of_several_answers_asks_for_the_revision_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    service = make_service()
    change()
    service_page(slug=service.slug, language="de")
    service_languages(slug=service.slug)
    with django_assert_num_queries(1), one_revision():
        service_page(slug=service.slug, language="de")
        service_languages(slug=service.slug)


def test_what_changes_while_a_page_is_made_is_on_the_next() -> None:
    service = make_service()
    change()
    with one_revision():
        rename(service, "Pass beantragen")
        change()
        service_page(slug=service.slug, language="de")
        rename(service, "Pass bestellen")
        change()
    with one_revision():
        assert service_page(slug=service.slug, language="de").name == "Pass bestellen"


def test_a_change_of_the_content_is_seen_at_once() -> None:
    service = make_service()
    change()
    service_page(slug=service.slug, language="de")
    rename(service, "Pass beantragen")
    change()
    assert service_page(slug=service.slug, language="de").name == "Pass beantragen"


def test_each_language_is_kept_by_itself() -> None:
    service = make_service()
    change()
    names = {language: service_page(slug=service.slug, language=language).name for language in ("de", "en")}
    assert names == {"de": "Reisepass beantragen", "en": "Apply for a passport"}


def test_a_catalogue_that_is_being_made_is_read_anew() -> None:
    service = make_service()
    service_page(slug=service.slug, language="de")
    rename(service, "Pass beantragen")
    assert service_page(slug=service.slug, language="de").name == "Pass beantragen"


def test_what_was_not_there_is_looked_for_again() -> None:
    change()
    with pytest.raises(ServiceNotFound):
        service_page(slug="reisepass", language="de")
    PublicService.objects.filter(pk=make_service().pk).update(slug="reisepass")
    assert service_page(slug="reisepass", language="de").name == "Reisepass beantragen"


def test_offices_are_kept_for_each_set_of_services() -> None:
    office, other = make_office(), make_office(name="Bürgeramt Süd")
    service = make_service(offices=[office])
    change()
    assert {entry.id for entry in offices()} == {office.pk, other.pk}
    assert {entry.id for entry in offices(service_ids=[service.pk])} == {office.pk}


def test_only_what_was_used_last_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("einamt.catalog.queries.remembering.KEPT", 2)
    asked: list[int] = []

    @per_revision
    def double(*, number: int) -> int:
        asked.append(number)
        return 2 * number

    change()
    for number in (1, 2, 1, 3, 1, 2):
        assert double(number=number) == 2 * number
    assert asked == [1, 2, 3, 2]
