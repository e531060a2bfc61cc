"""Translations: German texts stand in the code and templates, those of other languages in src/einamt/locale.

    python -m tools.translations update     collect the texts into the catalogues; new ones are empty
    python -m tools.translations check      fail where a catalogue is not complete
    python -m tools.translations compile    write what the running program reads

English says every text. The other folders are content languages, which say the texts of `tools.content_texts`.

Texts are found by Babel and by Django's own reading of templates, so GNU gettext is not needed.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from tools.content_texts import content_sources
from tools.system import ROOT

SOURCE = ROOT / "src" / "einamt"
ENGLISH = "en"

# Function name: which arguments are texts, "c" marks the context.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HEADER = """\
# {language} texts of EinAmt. Collected by `make messages`; only the lines that start with msgstr are written by hand.
msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms};\\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.translations", description="Keep the translations complete.")
    parser.add_argument("action", choices=("update", "check", "compile"))
    action = parser.parse_args().action
    if action == "update":
        return update()
    if action == "check":
        return check()
    return compile_catalogs()


def update() -> int:
    """Bring the catalogues to the texts in use; texts no longer used are dropped, translations of others kept."""
    for locale in locales():
        catalog = read_catalog(locale=locale)
        catalog.update(collected(locale=locale), no_fuzzy_matching=True, update_header_comment=False)
        catalog.obsolete.clear()
        path = catalog_path(locale=locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        body = BytesIO()
        # No line numbers and no dates: the file changes only where a text does.
        write_po(body, catalog, width=120, omit_header=True, sort_output=True, include_lineno=False)
        path.write_text(_header(catalog) + body.getvalue().decode("utf-8").lstrip(), encoding="utf-8")
        empty = [message for message in catalog if message.id and not _is_translated(message, catalog)]
        print(f"{len(catalog)} texts, {len(empty)} still without translation: {path.relative_to(ROOT)}")
    return 0


def check() -> int:
    """Print every text whose translation is missing, unsure, unused or has other placeholders."""
    found = 0
    for locale in locales():
        for problem in find_problems(used=collected(locale=locale), catalog=read_catalog(locale=locale)):
            print(f"{locale} {problem}")
            found += 1
    if found:
        print(f"\n{found} problems. `make messages` collects the texts for {SOURCE.relative_to(ROOT) / 'locale'}.")
    return 1 if found else 0


def compile_catalogs() -> int:
    """Write the .mo files beside the catalogues."""
    for locale in locales():
        compiled = BytesIO()
        write_mo(compiled, read_catalog(locale=locale))
        path = catalog_path(locale=locale)
        partial = path.with_suffix(".partial")
        partial.write_bytes(compiled.getvalue())
        partial.replace(path.with_suffix(".mo"))
    return 0


def locales() -> list[str]:
    """English, then every other language that has a catalogue."""
    folders = {path.parts[-3] for path in SOURCE.glob("locale/*/LC_MESSAGES/django.po")}
    return [ENGLISH, *sorted(folders - {ENGLISH})]


def catalog_path(*, locale: str) -> Path:
    """Where the texts of a language stand."""
    return SOURCE / "locale" / locale / "LC_MESSAGES" / "django.po"


def find_problems(*, used: Catalog, catalog: Catalog) -> Iterator[str]:
    """One line for each thing that keeps a catalogue from saying all that is used."""
    for message in used:
        if not message.id:
            continue
        translated = catalog.get(message.id, message.context)
        if translated is None or not _is_translated(translated, catalog):
            yield f"missing      {_place(message)}: {_singular(message)!r}"
        elif translated.fuzzy:
            yield f"fuzzy        {_place(message)}: {_singular(message)!r}"
        elif wrong := _wrong_placeholders(translated):
            yield f"placeholders {_place(message)}: {_singular(message)!r}: {wrong}"
    known = {(message.context, _singular(message)) for message in used}
    for message in [*catalog, *catalog.obsolete.values()]:
        if message.id and (message.context, _singular(message)) not in known:
            yield f"unused       {_singular(message)!r}"


def collected(*, locale: str = ENGLISH) -> Catalog:
    """The texts in Python modules and templates that a language must say."""
    catalog = Catalog(locale=locale, charset="utf-8")
    for path in _every_source() if locale == ENGLISH else content_sources(source=SOURCE):
        text = path.read_text(encoding="utf-8")
        code = text if path.suffix == ".py" else _template_as_code(text, path)
        where = str(path.relative_to(ROOT))
        for line, texts, _comments, context in extract("python", BytesIO(code.encode("utf-8")), keywords=KEYWORDS):
            catalog.add(texts, locations=[(where, line)], context=context)
    return catalog


def read_catalog(*, locale: str = ENGLISH) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    path = catalog_path(locale=locale)
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8", abort_invalid=True)


def _every_source() -> Iterable[Path]:
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        if "migrations" not in path.parts and "static" not in path.parts:
            yield path


def _header(catalog: Catalog) -> str:
    language = catalog.locale.english_name if catalog.locale else ""
    return HEADER.format(language=language, locale=catalog.locale, plural_forms=catalog.plural_forms.rstrip(";"))


def _template_as_code(text: str, path: Path) -> str:
    # What templatize leaves of the page is indented like the page, which is not how Python indents.
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())


def _is_translated(message: Message, catalog: Catalog) -> bool:
    translations = _texts(message.string)
    wanted = 1 if isinstance(message.id, str) else catalog.num_plurals
    return len(translations) == wanted and all(translations)


def _wrong_placeholders(message: Message) -> str:
    """What differs between the placeholders; the forms for few, all but the last, may leave the number out."""
    originals, translations = _texts(message.id), _texts(message.string)
    wanted = set[str]().union(*(PLACEHOLDER.findall(text) for text in originals))
    for position, text in enumerate(translations):
        found = set(PLACEHOLDER.findall(text))
        may_miss = wanted if len(originals) > 1 and position < len(translations) - 1 else set[str]()
        if found - wanted or wanted - found - may_miss:
            return f"{sorted(found)} instead of {sorted(wanted)}"
    return ""


def _singular(message: Message) -> str:
    return _texts(message.id)[0]


def _texts(value: str | Sequence[str] | None) -> list[str]:
    """Babel's texts: one, or the singular and its plurals."""
    return [value] if isinstance(value, str) else list(value or ())


def _place(message: Message) -> str:
    return message.locations[0][0] if message.locations else "?"


if __name__ == "__main__":
    # templatize asks Django for nothing but the settings' existence.
    settings.configure()
    sys.exit(main())
