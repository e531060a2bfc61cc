"""Content as editors type it: one text for each field, and back again. Plain Python.

A field has a key: `text.de.name`, `items.de.evidence`, `synonyms.de`, `fees`, `life_events`, `channels`, `online_url`,
`needs_appointment`, `is_public`, `is_listed`. What each looks like:

- texts and addresses stand as they are;
- a list has an entry a line; lines below it that are set in belong to the entry: its explanation, and its address
  where a line is nothing but one;
- fees have one a line: `46,00 | label | English label | tr: Turkish label`, with as many languages as there are;
- synonyms, life events and channels have one a line;
- yes is `1`, no is nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from einamt.catalog.editing.content import KINDS, TEXT_FIELDS, Content, Entry, Fee, Text, tidied
from einamt.catalog.rules.texts import tidy
from einamt.kernel.errors import N_

GENERAL = ("needs_appointment", "channels", "online_url", "fees", "life_events", "is_public", "is_listed")
"""The fields that belong to no language."""
FLAGS = frozenset({"needs_appointment", "is_public", "is_listed"})
MAX_CENTS = 10_000_000

_FURTHER_LABEL = re.compile(r"([a-z]{2,3}(?:-[a-z0-9]{2,8})?):\s*(.*)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+")
_AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,6})(?:[,.](\d{2}))?(?:\s*(?:€|Euro|EUR))?", re.IGNORECASE)

NO_AMOUNT = N_(
    "Zeile %(line)d: Bitte beginnen Sie mit dem Betrag in Euro, zum Beispiel „46,00 | ab 24 Jahren“. "
    "Was nichts kostet, hat den Betrag 0,00."
)
TOO_LONG = N_("Zeile %(line)d ist zu lang: höchstens %(limit)d Zeichen.")
BAD_ADDRESS = N_(
    "Zeile %(line)d: Die Adresse muss mit https:// oder http:// beginnen und darf höchstens 1000 Zeichen haben."
)
ORPHAN = N_("Zeile %(line)d ist eingerückt, aber darüber steht kein Eintrag, zu dem sie gehört.")


class BadWording(ValueError):
    """A field cannot be read. `message` is a German msgid with the placeholders of `params`."""

    def __init__(self, message: str, **params: int) -> None:
        self.message = message
        self.params = params
        super().__init__(message % params)


@dataclass(frozen=True, slots=True)
class _Key:
    kind: str
    language: str = ""
    part: str = ""


def language_keys(language: str) -> list[str]:
    """The keys of the fields that belong to `language`."""
    return [
        *(f"text.{language}.{name}" for name in TEXT_FIELDS),
        *(f"items.{language}.{kind}" for kind in KINDS),
        f"synonyms.{language}",
    ]


def all_keys(*contents: Content) -> list[str]:
    """The keys of every field that one of `contents` may fill, German first, in the order of a page."""
    languages = {
        code for content in contents for part in (content.texts, content.items, content.synonyms) for code in part
    }
    ordered = sorted(languages, key=lambda code: (code != "de", code))
    return [*(key for code in ordered for key in language_keys(code)), *GENERAL]


def wording(content: Content, key: str) -> str:
    """What stands in the field `key`."""
    return _render(content, _parsed(key))


def with_wording(content: Content, changes: Mapping[str, str]) -> Content:
    """`content` with the texts of some fields changed.

    A field whose text is what `wording` gives keeps its value to the letter, whatever the text can express.

    :raises BadWording: a text cannot be read.
    """
    for key, text in changes.items():
        if _same(text, wording(content, key)):
            continue
        content = _write(content, _parsed(key), text)
    return tidied(content)


def read_fees(text: str) -> tuple[Fee, ...]:
    """Fees, one a line.

    :raises BadWording: a line does not begin with an amount.
    """
    return tuple(_fee(number, line) for number, line in _lines(text))


def read_entries(text: str) -> tuple[Entry, ...]:
    """The entries of a list.

    :raises BadWording: a line is set in below nothing, or an address is too long.
    """
    entries: list[tuple[str, list[str], str]] = []
    for number, raw in enumerate(_normal(text).split("\n"), start=1):
        line = raw.strip()
        if not line:
            if entries and entries[-1][1]:
                entries[-1][1].append("")
            continue
        if not raw[0].isspace():
            entries.append((line, [], ""))
            continue
        if not entries:
            raise BadWording(ORPHAN, line=number)
        name, explanation, link = entries[-1]
        if _ADDRESS.fullmatch(line) and not link:
            if len(line) > 1000:
                raise BadWording(BAD_ADDRESS, line=number)
            entries[-1] = (name, explanation, line)
        else:
            explanation.append(line)
    return tuple(
        Entry(name=name, description=tidy("\n".join(explanation)), link=link) for name, explanation, link in entries
    )


def read_lines(text: str, *, limit: int) -> tuple[str, ...]:
    """Short texts, one a line, each of at most `limit` characters.

    :raises BadWording: one is longer.
    """
    found = []
    for number, line in _lines(text):
        if len(line) > limit:
            raise BadWording(TOO_LONG, line=number, limit=limit)
        found.append(line)
    return tuple(dict.fromkeys(found))


def _parsed(key: str) -> _Key:
    kind, _, rest = key.partition(".")
    language, _, part = rest.partition(".")
    is_known = (
        (kind == "text" and part in TEXT_FIELDS)
        or (kind == "items" and part in KINDS)
        or (kind == "synonyms" and language and not part)
        or (kind in GENERAL and not rest)
    )
    if not is_known:
        raise KeyError(key)
    return _Key(kind, language, part)


def _render(content: Content, key: _Key) -> str:
    match key.kind:
        case "text":
            return str(getattr(content.texts.get(key.language, Text()), key.part))
        case "items":
            entries = content.items.get(key.language, {}).get(key.part, ())
            return "\n".join(line for entry in entries for line in _entry_lines(entry))
        case "synonyms":
            return "\n".join(content.synonyms.get(key.language, ()))
        case "fees":
            return "\n".join(_fee_line(fee) for fee in content.fees)
        case _:
            value = getattr(content, key.kind)
            if isinstance(value, bool):
                return "1" if value else ""
            return value if isinstance(value, str) else "\n".join(value)


def _write(content: Content, key: _Key, text: str) -> Content:
    match key.kind:
        case "text":
            old = content.texts.get(key.language, Text())
            # not by asdict and a name: the type checker sees that every part is a text
            new = Text(**{each.name: getattr(old, each.name) for each in fields(Text)} | {key.part: tidy(text)})
            return replace(content, texts={**content.texts, key.language: new})
        case "items":
            kinds = {**content.items.get(key.language, {}), key.part: read_entries(text)}
            return replace(content, items={**content.items, key.language: kinds})
        case "synonyms":
            return replace(content, synonyms={**content.synonyms, key.language: read_lines(text, limit=200)})
        case _:
            return _GENERAL_WRITERS[key.kind](content, text)


_GENERAL_WRITERS: dict[str, Callable[[Content, str], Content]] = {
    "fees": lambda content, text: replace(content, fees=read_fees(text)),
    "life_events": lambda content, text: replace(content, life_events=read_lines(text, limit=60)),
    "channels": lambda content, text: replace(content, channels=read_lines(text, limit=20)),
    "online_url": lambda content, text: replace(content, online_url=text.strip()),
    "needs_appointment": lambda content, text: replace(content, needs_appointment=bool(text)),
    "is_public": lambda content, text: replace(content, is_public=bool(text)),
    "is_listed": lambda content, text: replace(content, is_listed=bool(text)),
}


def _entry_lines(entry: Entry) -> Iterator[str]:
    yield " ".join(entry.name.split())
    for line in entry.description.split("\n") if entry.description else ():
        yield f"  {line}" if line.strip() else ""
    if entry.link:
        yield f"  {entry.link}"


def _fee_line(fee: Fee) -> str:
    amount = f"{fee.cents // 100},{fee.cents % 100:02d}"
    further = [f"{code}: {label}" for code, label in sorted(fee.further_labels.items()) if label]
    labels = [fee.label, fee.label_en] if fee.label_en else [fee.label] if fee.label or further else []
    return " | ".join([amount, *labels, *further])


def _fee(number: int, line: str) -> Fee:
    amount, *labels = (part.strip() for part in line.split("|"))
    found = _AMOUNT.fullmatch(amount)
    if found is None:
        raise BadWording(NO_AMOUNT, line=number)
    further = {}
    while len(labels) > 1 and (spoken := _FURTHER_LABEL.fullmatch(labels[-1])):
        further[spoken[1].lower()] = spoken[2]
        labels.pop()
    cents = int(found[1].replace(".", "")) * 100 + int(found[2] or 0)
    if cents > MAX_CENTS or len(labels) > 2:
        raise BadWording(NO_AMOUNT, line=number)
    if any(len(label) > 300 for label in (*labels, *further.values())):
        raise BadWording(TOO_LONG, line=number, limit=300)
    label, label_en = (*labels, "", "")[:2]
    return Fee(cents, label, label_en, {code: text for code, text in sorted(further.items()) if text})


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(_normal(text).split("\n"), start=1):
        if line.strip():
            yield number, " ".join(line.split())


def _normal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _same(one: str, other: str) -> bool:
    return _normal(one).strip() == _normal(other).strip()
