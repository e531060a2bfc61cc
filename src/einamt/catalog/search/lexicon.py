"""What people say and what the administration calls it: general words of the field, from the files in `data`.

Nothing here names a service of a city; services are found because their own names use the official words.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources

from einamt.catalog.search.elsewhere import Elsewhere, read_elsewhere
from einamt.catalog.search.language import stemmed, words
from einamt.catalog.search.own_pages import OwnPages, read_own_pages
from einamt.catalog.search.turkish import TurkishForms

DICTIONARY = 0.85
_OTHER_KEYS = frozenset({"means", "note"})
_NOT_ENTRIES = frozenset({"general.toml", "elsewhere.toml", "pages.toml"})
TURKISH = "tr"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Official words (stems, all of them needed) and how well they render what was said, 0 to 1."""

    stems: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Saying:
    """Words (stems, all of them said, in any order) and what they mean."""

    stems: frozenset[str]
    meanings: tuple[Meaning, ...]


@dataclass
class Lexicon:
    """All of it, stemmed."""

    stopwords: frozenset[str]
    """Folded words that say nothing by themselves."""
    silent: frozenset[str]
    """Those of them that say nothing even in a saying of several words."""
    weak: frozenset[str]
    """Stems that say little: found in many names, or in any question."""
    actions: frozenset[str]
    """Stems of what is to be done: more telling than weak ones, less than the thing itself."""
    forms: dict[str, str]
    """Folded irregular forms and their folded basic form (verloren: verlieren)."""
    turkish: TurkishForms
    """Of the Turkish words, whose forms are too many for a list."""
    special: dict[str, float]
    """Stems that make a name a special case, and what its score is multiplied with where nobody asked for it."""
    same: dict[str, frozenset[str]]
    """For a stem, others that mean the same in names of services."""
    sayings: dict[str, list[Saying]]
    """Sayings by each of their stems that comes first in the alphabet, so that each is looked up once."""
    vocabulary: frozenset[str]
    """Every folded word of the files, weak ones included, for the speller."""
    parts: frozenset[str]
    """Stems that compounds are made of."""
    kinds: dict[str, frozenset[str]]
    """For a stem, those of the kind it belongs to: whoever says Motorrad has said Fahrzeug."""
    circumstances: frozenset[str]
    """Stems that are weak, but whose kind is not: countries."""
    elsewhere: Elsewhere
    own_pages: OwnPages


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon of the files that come with einamt."""
    general, foreign, pages = (_file(name) for name in ("general.toml", "elsewhere.toml", "pages.toml"))
    files = [_file(name) for name in _entry_files()]
    entries = [entry for content in files for entry in (*content.get("entries", ()), *_dictionary(content))]
    sayings: dict[str, list[Saying]] = {}
    vocabulary: set[str] = set()
    silent = frozenset(word for text in general["silent"] for word in words(text))
    stopwords = silent | frozenset(word for text in general["stopwords"] for word in words(text))
    said_in_turkish = _said_in(TURKISH, (*entries, *foreign["matters"], *pages["pages"])) - stopwords
    turkish = TurkishForms(said_in_turkish)
    forms = {_one(form): _one(basic) for basic, list_of in general["forms"].items() for form in list_of}
    forms = turkish.among(said_in_turkish) | forms
    for entry in entries:
        meanings = tuple(_meaning(text, stopwords) for text in entry["means"])
        vocabulary.update(word for text in entry["means"] for word in words(text.split("~")[0]))
        for language, said in entry.items():
            if language in _OTHER_KEYS:
                continue
            for text in said:
                stems = said_stems(text, forms=forms, stopwords=stopwords, silent=silent)
                sayings.setdefault(min(stems), []).append(Saying(stems, meanings))
                vocabulary.update(word for word in words(text) if word not in stopwords)
    kinds, circumstances = _kinds(files, vocabulary)
    elsewhere = read_elsewhere(foreign, forms=forms, stopwords=stopwords)
    own_pages = read_own_pages(
        pages,
        stems_of=partial(said_stems, forms=forms, stopwords=stopwords, silent=silent),
        words_of=words,
    )
    groups = [frozenset(stemmed(word) for text in group for word in words(text)) for group in general["same"]]
    vocabulary.update(word for group in general["same"] for text in group for word in words(text))
    return Lexicon(
        stopwords=stopwords,
        silent=silent,
        actions=frozenset(stemmed(word) for text in general["actions"] for word in words(text)),
        weak=circumstances | {stemmed(word) for text in general["weak"] for word in words(text)},
        forms=forms,
        turkish=turkish,
        special={stemmed(_one(word)): weight for word, weight in general["special"].items()},
        same={
            stem: frozenset().union(*(g for g in groups if stem in g)) - {stem} for group in groups for stem in group
        },
        sayings=sayings,
        kinds=kinds,
        circumstances=circumstances,
        elsewhere=elsewhere,
        own_pages=own_pages,
        vocabulary=frozenset(vocabulary)
        | elsewhere.vocabulary
        | {word for text in general["weak"] for word in words(text)},
        parts=frozenset(stemmed(word) for text in general["parts"] for word in words(text)),
    )


def _said_in(language: str, rows: Iterable[dict[str, list[str]]]) -> frozenset[str]:
    """The folded words of what the rows say in a language."""
    return frozenset(word for row in rows for text in row.get(language, ()) for word in words(text))


def _dictionary(content: dict[str, dict]) -> Iterator[dict[str, list[str]]]:  # type: ignore[type-arg]
    """The rows of a dictionary, as entries: less sure than a saying, since a word alone has more than one meaning."""
    for language, rows in content.get("words", {}).items():
        for word, means in rows.items():
            yield {"means": [_doubted(text) for text in means], language: [word]}


def _doubted(text: str) -> str:
    said, _, weight = text.partition("~")
    return f"{said}~{DICTIONARY * float(weight or 1):.3f}"


def _kinds(
    files: list[dict[str, dict]],  # type: ignore[type-arg]
    vocabulary: set[str],
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """For each stem its kinds, and which of the stems are weak."""
    kinds: dict[str, frozenset[str]] = {}
    weak: set[str] = set()
    for row in (row for content in files for row in content.get("kinds", ())):
        named = frozenset(stemmed(word) for text in row["as"] for word in words(text))
        for word in words(" ".join(row["words"])):
            stem = stemmed(word)
            vocabulary.add(word)
            if word not in named:
                kinds[stem] = kinds.get(stem, frozenset()) | named - {stem}
            if row.get("weak"):
                weak.add(stem)
    return kinds, frozenset(weak)


def said_stems(
    text: str, *, forms: dict[str, str], stopwords: frozenset[str], silent: frozenset[str]
) -> frozenset[str]:
    """The stems of what is said. Stop words count only where less than two other words are left, silent ones never
    but where there is nothing else ("wer bin ich").
    """
    found = [forms.get(word, word) for word in words(text)]
    telling = [word for word in found if word not in stopwords]
    if len(telling) < 2:
        telling = [word for word in found if word not in silent] or found
    return frozenset(map(stemmed, telling))


def _meaning(text: str, stopwords: frozenset[str]) -> Meaning:
    said, _, weight = text.partition("~")
    stems = dict.fromkeys(stemmed(word) for word in words(said) if word not in stopwords)
    return Meaning(stems=tuple(stems), weight=float(weight or 1))


def _one(text: str) -> str:
    return words(text)[0]


def _entry_files() -> list[str]:
    folder = resources.files("einamt.catalog.search") / "data"
    return sorted(
        file.name for file in folder.iterdir() if file.name.endswith(".toml") and file.name not in _NOT_ENTRIES
    )


def _file(name: str) -> dict[str, dict]:  # type: ignore[type-arg] # the shapes are told in docs/reference/search-words.md
    text = (resources.files("einamt.catalog.search") / "data" / name).read_text(encoding="utf-8")
    return tomllib.loads(text)
