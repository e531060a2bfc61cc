"""The texts of a content language are those of its pages, found by following the templates."""

from pathlib import Path

import pytest

from tools import content_texts, translations


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page that extends one template, includes another, and shows a component."""
    templates = {
        "rooms/door/templates/door/page.html": (
            '{% extends "shell/base.html" %}{% include "door/part.html" %}{% notice %}'
        ),
        "rooms/door/templates/door/part.html": '{% translate "Teil" %}{% include "door/part.html" %}',
        "rooms/door/templates/door/other.html": '{% translate "Anderswo" %}',
        "shell/templates/shell/base.html": '{% translate "Rahmen" %}',
        "shell/templates/shell/components/notice.html": '{% translate "Hinweis" %}',
    }
    for name, text in templates.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "words.py").write_text('N_("heute")\n', encoding="utf-8")
    (tmp_path / "more.py").write_text('N_("niemals")\n', encoding="utf-8")
    monkeypatch.setattr(content_texts, "PAGES", ("door/page.html",))
    monkeypatch.setattr(content_texts, "MODULES", ("words.py",))
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "SOURCE", tmp_path)
    for locale in ("en", "uk"):
        path = translations.catalog_path(locale=locale)
        path.parent.mkdir(parents=True)
        path.touch()
    return tmp_path


def test_a_content_language_says_its_pages_with_all_their_parts_and_nothing_else(source: Path) -> None:
    texts = {message.id for message in translations.collected(locale="uk") if message.id}
    assert texts == {"Teil", "Rahmen", "Hinweis", "heute"}
    assert {message.id for message in translations.collected() if message.id} == texts | {"Anderswo", "niemals"}


def test_the_check_fails_for_a_content_language_alone(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    translations.update()
    assert translations.check() == 1
    problems = capsys.readouterr().out
    assert "uk missing" in problems
    assert "'heute'" in problems
    assert not any("uk" in line and "Anderswo" in line for line in problems.splitlines())


def test_a_missing_page_or_module_is_named(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_texts, "PAGES", ("door/gone.html",))
    with pytest.raises(FileNotFoundError, match=r"door/gone\.html"):
        content_texts.content_sources(source=source)
    monkeypatch.setattr(content_texts, "PAGES", ())
    monkeypatch.setattr(content_texts, "MODULES", ("gone.py",))
    with pytest.raises(FileNotFoundError, match=r"gone\.py"):
        content_texts.content_sources(source=source)


def test_the_catalogue_of_a_language_has_its_plural_forms(source: Path) -> None:
    (source / "words.py").write_text('ngettext("%(n)s Tag", "%(n)s Tage", n)\n', encoding="utf-8")
    translations.update()
    text = translations.catalog_path(locale="uk").read_text(encoding="utf-8")
    assert '"Plural-Forms: nplurals=3;' in text
    assert "msgstr[2]" in text
