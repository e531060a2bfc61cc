"""The text of a service is rendered once for each revision, language, address and variant; no other gets it."""

import pytest
from django.db import transaction
from django.test import Client

from einamt.catalog import steps
from einamt.catalog.models import PublicService, ServiceText
from tests.channels.portal.visitor import text_of
from tests.factories.catalog import make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> PublicService:
    """A service of a catalogue that has a revision."""
    service = make_service()
    describe(service, "Sie brauchen einen Pass.")
    return service


def describe(service: PublicService, text: str, *, is_counted: bool = True, language: str = "de") -> None:
    """Change the text, as an edit does; without counting the revision up, as nobody does."""
    with transaction.atomic():
        ServiceText.objects.filter(service=service, language=language).update(
            description=text, plain=f"Einfach: {text}"
        )
        if is_counted:
            steps.bump_revision()


def page(client: Client, service: PublicService, query: str = "", **extra: str) -> str:
    """What is read on the page of the service."""
    return text_of(client.get(f"/leistungen/{service.slug}/{query}", headers=extra))


def test_the_text_is_rendered_once(client: Client, service: PublicService) -> None:
    page(client, service)
    describe(service, "Niemand hat es gezählt.", is_counted=False)
    assert "Sie brauchen einen Pass." in page(client, service)


def test_a_change_is_on_the_next_page(client: Client, service: PublicService) -> None:
    page(client, service)
    describe(service, "Sie brauchen jetzt zwei.")
    changed = page(client, service)
    assert "Sie brauchen jetzt zwei." in changed
    assert "Sie brauchen einen Pass." not in changed


def test_plain_words_and_the_whole_text_are_kept_apart(client: Client, service: PublicService) -> None:
    whole, plain = page(client, service), page(client, service, "?einfach=1")
    assert "Einfach: Sie brauchen einen Pass." not in whole
    assert "Einfach: Sie brauchen einen Pass." in plain
    assert page(client, service) == whole


def test_each_language_has_its_own(client: Client, service: PublicService) -> None:
    describe(service, "You need a passport.", language="en")
    assert "Sie brauchen einen Pass." in page(client, service)
    english = text_of(client.get(f"/en/leistungen/{service.slug}/"))
    assert "You need a passport." in english
    assert "Print" in english
    assert "Drucken" not in english


def test_the_address_to_hand_on_is_the_one_that_was_asked_for(client: Client, service: PublicService) -> None:
    first, second = page(client, service, host="testserver"), page(client, service, host="localhost")
    assert f"Diese Seite: http://testserver/leistungen/{service.slug}/" in first
    assert f"Diese Seite: http://localhost/leistungen/{service.slug}/" in second
