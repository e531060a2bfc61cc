"""Texts are found wherever they stand, and an incomplete English catalogue is reported."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import translations

TEMPLATE = """\
{% extends "page.html" %}
    <p title="{% trans 'Öffnungszeiten' %}">{{ value|default:_("geschlossen") }}</p>
  {% blocktrans trimmed count n=visits|length %}
      Ein Besuch am {{ day }}
    {% plural %}
      {{ n }} Besuche am {{ day }}
  {% endblocktrans %}
{% trans "Mai" context "month" %}
"""
CODE = 'ERROR = N_("Das geht nicht.")\nWORDS = ngettext("%(n)s Tag", "%(n)s Tage", n)\n'


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small package of its own, with a catalogue beside it."""
    (tmp_path / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "errors.py").write_text(CODE, encoding="utf-8")
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "SOURCE", tmp_path)
    return tmp_path


def test_texts_are_found_in_templates_and_code(source: Path) -> None:
    found = {(message.context, message.id) for message in translations.collected() if message.id}
    assert found == {
        (None, "Öffnungszeiten"),
        (None, "geschlossen"),
        (None, ("Ein Besuch am %(day)s", "%(n)s Besuche am %(day)s")),
        ("month", "Mai"),
        (None, "Das geht nicht."),
        (None, ("%(n)s Tag", "%(n)s Tage")),
    }


def test_an_update_keeps_translations_and_drops_what_is_unused(source: Path) -> None:
    translations.update()
    text = translations.catalog_path(locale="en").read_text(encoding="utf-8")
    translated = text.replace('msgid "Das geht nicht."\nmsgstr ""', 'msgid "Das geht nicht."\nmsgstr "Impossible."')
    translations.catalog_path(locale="en").write_text(translated, encoding="utf-8")
    (source / "page.html").unlink()
    translations.update()
    catalog = translations.read_catalog()
    assert {message.id for message in catalog if message.id} == {"Das geht nicht.", ("%(n)s Tag", "%(n)s Tage")}
    assert catalog["Das geht nicht."].string == "Impossible."


def test_an_update_without_changes_leaves_the_file_as_it_is(source: Path) -> None:
    translations.update()
    first = translations.catalog_path(locale="en").read_bytes()
    translations.update()
    assert translations.catalog_path(locale="en").read_bytes() == first


def test_a_catalogue_without_english_fails_the_check(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    translations.update()
    assert translations.check() == 1
    assert "missing      errors.py: 'Das geht nicht.'" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("english", "problem"),
    [
        ("On %(day)s", None),
        ("On %(date)s", "placeholders"),
        ("Some day", "placeholders"),
        ("", "missing"),
    ],
)
def test_a_translation_has_the_placeholders_of_its_original(english: str, problem: str | None) -> None:
    used, catalog = Catalog(locale="en"), Catalog(locale="en")
    used.add("Am %(day)s")
    catalog.add("Am %(day)s", english)
    kinds = [line.split()[0] for line in translations.find_problems(used=used, catalog=catalog)]
    assert kinds == ([problem] if problem else [])


def test_the_singular_may_leave_the_number_out() -> None:
    used, catalog = Catalog(locale="en"), Catalog(locale="en")
    used.add(("%(n)s Tag", "%(n)s Tage"))
    catalog.add(("%(n)s Tag", "%(n)s Tage"), ("one day", "%(n)s days"))
    assert list(translations.find_problems(used=used, catalog=catalog)) == []


def test_unsure_and_unused_translations_are_reported() -> None:
    used, catalog = Catalog(locale="en"), Catalog(locale="en")
    used.add("Termin")
    catalog.add("Termin", "Date", flags=["fuzzy"])
    catalog.add("Früher", "Formerly")
    kinds = [line.split()[0] for line in translations.find_problems(used=used, catalog=catalog)]
    assert kinds == ["fuzzy", "unused"]


def test_a_compiled_catalogue_can_be_read(source: Path) -> None:
    translations.update()
    translations.compile_catalogs()
    assert translations.catalog_path(locale="en").with_suffix(".mo").stat().st_size > 0
