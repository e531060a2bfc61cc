"""Saving while somebody writes: what it saves, and what it never overwrites."""

import pytest
from django.test import Client

from einamt.catalog.editing.content import from_json
from einamt.catalog.models import PublicService, ServiceVersion
from tests.channels.backoffice.conftest import address, fields_of

pytestmark = pytest.mark.django_db

SUMMARY, DESCRIPTION = "text.de.summary", "text.de.description"


def sent_by(client: Client, service: PublicService, **changes: str) -> dict[str, object]:
    return {**fields_of(client.get(address(service))), "act": "autosave", **changes}


def summary(service: PublicService) -> str:
    return from_json(ServiceVersion.objects.get(service=service, state="draft").content).texts["de"].summary


def test_what_is_typed_is_saved_and_the_time_is_said(editor: Client, service: PublicService) -> None:
    answer = editor.post(address(service), sent_by(editor, service) | {SUMMARY: "Kurz."})
    assert answer.status_code == 200
    assert answer.json()["sentence"] == "gespeichert 10:00"
    assert list(answer.json()["seen"]) == [SUMMARY]
    assert summary(service) == "Kurz."


def test_with_the_marks_that_come_back_the_next_saving_is_no_clash(editor: Client, service: PublicService) -> None:
    sent = sent_by(editor, service) | {SUMMARY: "Kurz."}
    for text in ("Kürzer.", "Am kürzesten."):
        seen = editor.post(address(service), sent).json()["seen"]
        sent |= {f"seen:{key}": mark for key, mark in seen.items()} | {SUMMARY: text}
    assert editor.post(address(service), sent).status_code == 200
    assert summary(service) == "Am kürzesten."


def test_nothing_typed_makes_no_draft(editor: Client, service: PublicService) -> None:
    assert editor.post(address(service), sent_by(editor, service)).json()["seen"] == {}
    assert not ServiceVersion.objects.exists()


def test_it_never_overwrites_what_somebody_else_has_saved(
    editor: Client, second_editor: Client, service: PublicService
) -> None:
    mine = sent_by(editor, service) | {SUMMARY: "Meins."}
    second_editor.post(address(service), sent_by(second_editor, service) | {SUMMARY: "Ihres."})
    answer = editor.post(address(service), mine)
    assert answer.status_code == 409
    assert answer.json()["sentence"].startswith("Noch nicht gespeichert. Jemand anderes")
    assert summary(service) == "Ihres."


def test_a_field_that_somebody_else_has_changed_keeps_the_mark_of_what_was_shown(
    editor: Client, second_editor: Client, service: PublicService
) -> None:
    mine = sent_by(editor, service) | {DESCRIPTION: "Mein Volltext."}
    second_editor.post(address(service), sent_by(second_editor, service) | {SUMMARY: "Ihres."})
    seen = editor.post(address(service), mine).json()["seen"]
    assert list(seen) == [DESCRIPTION]
    editor.post(address(service), mine | {f"seen:{DESCRIPTION}": seen[DESCRIPTION], DESCRIPTION: "Noch einer."})
    assert summary(service) == "Ihres."


def test_a_field_that_cannot_be_read_is_named(editor: Client, service: PublicService) -> None:
    answer = editor.post(address(service), sent_by(editor, service) | {"fees": "viel"})
    assert answer.status_code == 422
    assert "Noch nicht gespeichert. Gebühren: Zeile 1" in answer.json()["sentence"]


def test_who_is_signed_out_is_told_and_led_nowhere(editor: Client, service: PublicService) -> None:
    sent = sent_by(editor, service)
    editor.logout()
    answer = editor.post(address(service), sent)
    assert (answer.status_code, answer.json()["sentence"][:33]) == (401, "Noch nicht gespeichert. Ihre Anme")
