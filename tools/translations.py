"""Translations: German texts stand in the code and templates, English ones in src/einamt/locale.

    python -m tools.translations update     collect the texts into the English catalogue; new ones are empty
    python -m tools.translations check      fail where the English catalogue is not complete
    python -m tools.translations compile    write what the running program reads

Texts are found by Babel and by Django's own reading of templates, so GNU gettext is not needed.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from tools.system import ROOT

SOURCE = ROOT / "src" / "einamt"
CATALOG = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
LOCALE = "en"

# Function name: which arguments are texts, "c" marks the context.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HEADER = """\
# English texts of EinAmt. Collected by `make messages`; only the lines that start with msgstr are written by hand.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.translations", description="Keep the English texts complete."
    )
    parser.add_argument("action", choices=("update", "check", "compile"))
    action = parser.parse_args().action
    if action == "update":
        return update()
    if action == "check":
        return check()
    return compile_catalog()


def update() -> int:
    """Bring the catalogue to the texts in use; texts no longer used are dropped, translations of others kept."""
    catalog = read_catalog()
    catalog.update(collected(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    body = BytesIO()
    # No line numbers and no dates: the file changes only where a text does.
    write_po(body, catalog, width=120, omit_header=True, sort_output=True, include_lineno=False)
    CATALOG.write_text(HEADER + body.getvalue().decode("utf-8").lstrip(), encoding="utf-8")
    empty = [message for message in catalog if message.id and not _is_translated(message)]
    print(f"{len(catalog)} texts, {len(empty)} still without English: {CATALOG.relative_to(ROOT)}")
    return 0


def check() -> int:
    """Print every text whose English is missing, unsure, unused or has other placeholders."""
    problems = list(find_problems(used=collected(), catalog=read_catalog()))
    for problem in problems:
        print(problem)
    if problems:
        print(f"\n{len(problems)} problems. `make messages` collects the texts for {CATALOG.relative_to(ROOT)}.")
    return 1 if problems else 0


def compile_catalog() -> int:
    """Write the .mo file beside the catalogue."""
    compiled = BytesIO()
    write_mo(compiled, read_catalog())
    partial = CATALOG.with_suffix(".partial")
    partial.write_bytes(compiled.getvalue())
    partial.replace(CATALOG.with_suffix(".mo"))
    return 0


def find_problems(*, used: Catalog, catalog: Catalog) -> Iterator[str]:
    """One line for each thing that keeps the English catalogue from being complete."""
    for message in used:
        if not message.id:
            continue
        translated = catalog.get(message.id, message.context)
        if translated is None or not _is_translated(translated):
            yield f"missing      {_place(message)}: {_singular(message)!r}"
        elif translated.fuzzy:
            yield f"fuzzy        {_place(message)}: {_singular(message)!r}"
        elif wrong := _wrong_placeholders(translated):
            yield f"placeholders {_place(message)}: {_singular(message)!r}: {wrong}"
    known = {(message.context, _singular(message)) for message in used}
    for message in [*catalog, *catalog.obsolete.values()]:
        if message.id and (message.context, _singular(message)) not in known:
            yield f"unused       {_singular(message)!r}"


def collected() -> Catalog:
    """All texts in Python modules and templates."""
    catalog = Catalog(locale=LOCALE, charset="utf-8")
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        if "migrations" in path.parts or "static" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        code = text if path.suffix == ".py" else _template_as_code(text, path)
        where = str(path.relative_to(ROOT))
        for line, texts, _comments, context in extract("python", BytesIO(code.encode("utf-8")), keywords=KEYWORDS):
            catalog.add(texts, locations=[(where, line)], context=context)
    return catalog


def read_catalog() -> Catalog:
    """The English catalogue; an empty one where there is none yet."""
    if not CATALOG.exists():
        return Catalog(locale=LOCALE, charset="utf-8")
    with CATALOG.open("rb") as file:
        return read_po(file, locale=LOCALE, charset="utf-8", abort_invalid=True)


def _template_as_code(text: str, path: Path) -> str:
    # What templatize leaves of the page is indented like the page, which is not how Python indents.
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())


def _is_translated(message: Message) -> bool:
    translations = _texts(message.string)
    return bool(translations) and all(translations)


def _wrong_placeholders(message: Message) -> str:
    """What differs between the German and the English placeholders; the singular may leave the number out."""
    originals = _texts(message.id)
    wanted = set[str]().union(*(PLACEHOLDER.findall(text) for text in originals))
    for position, text in enumerate(_texts(message.string)):
        found = set(PLACEHOLDER.findall(text))
        may_miss = wanted if len(originals) > 1 and position == 0 else set[str]()
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
