"""The catalogue made ready for searching: for every word, in which services it stands and how much it says there."""

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log1p

import numpy as np
import numpy.typing as npt

from einamt.catalog.search.compounds import Splitter
from einamt.catalog.search.language import folded, stemmed, words
from einamt.catalog.search.lexicon import Lexicon
from einamt.catalog.search.spelling import Speller
from einamt.catalog.search.starts import Starts

Floats = npt.NDArray[np.float64]
Posting = tuple[npt.NDArray[np.intp], Floats]
"""The documents (by position, ascending) that a word or several stand in, and how much they say there."""

NAME, NAME_PART, KEYWORD, KEYWORD_PART, SUMMARY, TOPIC, TEXT = 1.0, 0.7, 0.85, 0.5, 0.5, 0.35, 0.25
"""How much a word says about a service by where it stands. A part is a word within a compound."""
WITHOUT = 0.5
"""What is left of that after "ohne": "ohne Halterwechsel" is not about one."""
SAME = 0.92
"""What is left of that where another word of the same meaning stands."""
NAMED = 0.9
"""From this value on a word stands in a service's name, itself or by another of the same meaning."""


@dataclass(frozen=True, slots=True)
class Document:
    """A service as the search reads it; `demand` is its share of what is asked for, 0 to 1."""

    service_id: int
    identifier: str
    slug: str
    names: tuple[str, ...]
    """In every language, the most wanted first."""
    keywords: tuple[str, ...]
    topics: tuple[str, ...]
    summary: str
    text: str
    demand: float
    is_listed: bool
    languages: tuple[str, ...] = ()
    """Of the names, in the same order."""
    keyword_languages: tuple[str, ...] = ()
    """Of the keywords, in the same order; empty where they are not known."""

    def is_said_in(self, text: str, language: str) -> bool:
        """Whether a name or keyword is of `language`, or of none that is known."""
        said = (
            *zip(self.names, self.languages, strict=False),
            *zip(self.keywords, self.keyword_languages, strict=False),
        )
        known = [its for word, its in said if word == text]
        return not known or language in known

    def name_in(self, language: str) -> str:
        """The name in `language`, else the most wanted one."""
        return next(
            (name for name, its in zip(self.names, self.languages, strict=False) if its == language), self.names[0]
        )


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a service."""

    stems: tuple[tuple[str, float, tuple[str, ...]], ...]
    """Each stem, the weight that it has in the name, and the parts that it is made of."""
    total: float
    special: tuple[tuple[str, float], ...]
    """The stems that make it a special case, and what its score is multiplied with where nobody asked for them."""


@dataclass(frozen=True, slots=True)
class Said:
    """A name or a keyword of a document: its folded words, and its place among the document's names and keywords."""

    position: int
    rank: int
    text: str
    words: tuple[str, ...]
    is_name: bool


@dataclass
class Index:
    """What `ranking` reads. Never changed after it is built, so that threads may share it."""

    documents: Sequence[Document]
    lexicon: Lexicon
    postings: dict[str, Posting]
    """For a stem, the documents it stands in, synonyms included."""
    names: list[list[Name]]
    priors: list[float]
    """How likely a service is meant at all: often asked for, offered in many places."""
    said: list[Said]
    """Every name and keyword, for suggestions."""
    starts: Starts
    """Of `said`, by number."""
    phrases: dict[str, list[frozenset[str]]]
    """For a stem, the names and keywords that it stands in: the telling stems of a name, all of a keyword's."""
    wholes: dict[frozenset[str], list[int]]
    """The documents of which a name or keyword of several words has just these stems."""
    said_words: Starts
    """The words that people say, of the lexicon."""
    stems_by_word: dict[str, str]
    splitter: Splitter
    speller: Speller
    _joint: Callable[[tuple[str, ...]], Posting | None] = field(init=False)

    def __post_init__(self) -> None:
        # what several words mean together is the same at every query that says them
        self._joint = lru_cache(maxsize=20_000)(self._joint_posting)

    def posting(self, stems: tuple[str, ...]) -> Posting | None:
        """The documents that all of the stems stand in, and how much they say there in the mean; none without."""
        if len(stems) == 1:
            return self.postings.get(stems[0])
        return self._joint(stems)

    def _joint_posting(self, stems: tuple[str, ...]) -> Posting | None:
        found = [self.postings.get(stem) for stem in dict.fromkeys(stems)]
        if not found or any(posting is None for posting in found):
            return None
        (positions, values), *others = sorted((p for p in found if p is not None), key=lambda p: len(p[0]))
        total = values
        for other, its_values in others:
            positions, mine, its = np.intersect1d(positions, other, assume_unique=True, return_indices=True)
            total = total[mine] + its_values[its]
        return (positions, total / len(found)) if len(positions) else None


def built_index(*, documents: Sequence[Document], lexicon: Lexicon) -> Index:
    """Read all documents; about a quarter of a millisecond each."""
    vocabulary = _vocabulary(documents)
    known = {stemmed(word) for word in vocabulary | lexicon.vocabulary if len(word) > 4} - lexicon.weak
    known = {stem for stem in known if len(stem) >= 4 and stem.isalpha()} | lexicon.parts
    splitter = Splitter(frozenset(known - _NO_PARTS))
    spelled = vocabulary | lexicon.vocabulary | lexicon.own_pages.vocabulary
    own: dict[str, dict[int, float]] = defaultdict(dict)
    for position, document in enumerate(documents):
        for stem, value in _values(document, lexicon, splitter, spelled).items():
            own[stem][position] = value
    commonness = {stem: log1p(len(found)) / log1p(len(documents) + 1) for stem, found in own.items()}
    said = [
        Said(position=position, rank=rank, text=text, words=found, is_name=rank < len(document.names))
        for position, document in enumerate(documents)
        for rank, text in enumerate((*document.names, *document.keywords))
        if (found := tuple(words(text)))
    ]
    phrases, wholes = _phrases(said, lexicon)
    return Index(
        documents=documents,
        lexicon=lexicon,
        postings=_with_synonyms(own, lexicon),
        names=[[_name(name, lexicon, splitter, commonness) for name in document.names] for document in documents],
        priors=_priors(documents),
        said=said,
        starts=Starts([phrase.words for phrase in said], splitter.parts),
        phrases=phrases,
        wholes=wholes,
        said_words=_lexicon_starts(lexicon.vocabulary),
        stems_by_word={word: stemmed(word) for word in spelled},
        splitter=splitter,
        speller=Speller(spelled - lexicon.stopwords),
    )


_NO_PARTS = frozenset(
    {"aus", "ein", "auf", "ver", "vor", "nach", "unt", "uber", "mit", "bei", "ent", "gen", "ion", "tion", "ung", "che"}
    | {"lich", "keit", "heit", "schaft", "and", "all", "als", "alt", "auch", "dem", "den", "der", "die", "das", "des"}
    | {
        "eig",
        "ist",
        "ige",
        "igen",
        "lung",
        "nis",
        "str",
        "ter",
        "tag",
        "zug",
        "neu",
        "her",
        "hin",
        "ander",
        "dass",
        "zeug",
        "gang",
        "stuck",
        "mal",
    }
)
"""Stems that are more often a syllable than a part."""


def _phrases(
    said: Iterable[Said], lexicon: Lexicon
) -> tuple[dict[str, list[frozenset[str]]], dict[frozenset[str], list[int]]]:
    phrases: dict[str, list[frozenset[str]]] = defaultdict(list)
    wholes: dict[frozenset[str], list[int]] = defaultdict(list)
    for phrase in said:
        stems = frozenset(
            stemmed(lexicon.forms.get(word, word)) for word in phrase.words if word not in lexicon.stopwords
        )
        said_so = (phrase.is_name and stems - lexicon.weak) or stems
        for stem in said_so:
            phrases[stem].append(said_so)
        if len(stems) > 1:
            wholes[stems].append(phrase.position)
    return dict(phrases), dict(wholes)


@lru_cache(maxsize=4)
def _lexicon_starts(vocabulary: frozenset[str]) -> Starts:
    return Starts([[word] for word in sorted(vocabulary)], lambda _word: ())


def _vocabulary(documents: Iterable[Document]) -> set[str]:
    return {
        word
        for document in documents
        for text in (*document.names, *document.keywords, document.summary)
        for word in words(text)
        if len(word) > 2
    }


_CUT = re.compile(r"(\w{3,})-(?=\s*(?:,|/|und\b|oder\b|sowie\b|bzw))")
_NEXT = re.compile(r"(?:und|oder|sowie|bzw\.?|/)\s*(\w{6,})(?![\w-])")


def _spelled_out(text: str, known: Container[str]) -> str:
    """A text and what its hyphens leave out: "Aufenthalts- und Arbeitserlaubnis" says Aufenthaltserlaubnis too."""
    added = []
    for cut in _CUT.finditer(text):
        if whole := _NEXT.search(text, cut.end()):
            candidates = (cut[1] + whole[1][start:] for start in range(3, len(whole[1]) - 3))
            added += [word for word in candidates if folded(word) in known][:1]
    return " ".join([text, *added])


def _values(document: Document, lexicon: Lexicon, splitter: Splitter, known: Container[str]) -> dict[str, float]:
    """The stems of a document and how much each says about it."""
    values: dict[str, float] = {}

    def note(text: str, whole: float, part: float) -> None:
        is_without = False
        for word in words(text):
            if word in lexicon.stopwords:
                is_without = word == "ohne"
                continue
            factor = WITHOUT if is_without else 1.0
            is_without = False
            _raise(values, stemmed(word), whole * factor)
            if part:
                _raise_parts(values, word, part * factor, splitter)

    for name in document.names:
        note(_spelled_out(name, known), NAME, NAME_PART)
    for keyword in document.keywords:
        note(_spelled_out(keyword, known), KEYWORD, KEYWORD_PART)
    note(document.summary, SUMMARY, 0.0)
    for topic in document.topics:
        note(topic, TOPIC, 0.0)
    note(document.text, TEXT, 0.0)
    return values


def _raise_parts(values: dict[str, float], word: str, value: float, splitter: Splitter) -> None:
    for stem in splitter.parts(word):
        _raise(values, stem, value)
        for inner in splitter.parts(stem):
            _raise(values, inner, value * 0.85)


def _raise(values: dict[str, float], stem: str, value: float) -> None:
    if value > values.get(stem, 0.0):
        values[stem] = value


def _with_synonyms(own: Mapping[str, dict[int, float]], lexicon: Lexicon) -> dict[str, Posting]:
    merged = {stem: dict(found) for stem, found in own.items()}
    for stem, others in lexicon.same.items():
        found = merged.setdefault(stem, {})
        for other in others:
            for position, value in own.get(other, {}).items():
                found[position] = max(found.get(position, 0.0), value * SAME)
    return {stem: _posting(found) for stem, found in merged.items() if found}


def _posting(found: Mapping[int, float]) -> Posting:
    positions = sorted(found)
    return np.array(positions, dtype=np.intp), np.array([found[position] for position in positions])


def _name(text: str, lexicon: Lexicon, splitter: Splitter, commonness: Mapping[str, float]) -> Name:
    stems: dict[str, tuple[str, ...]] = {}
    before = ""
    for word in words(text):
        stem = stemmed(word)
        if before != "ohne" and word not in lexicon.stopwords and stem not in stems:
            stems[stem] = splitter.parts(word)
        before = word
    weighed = tuple(
        (stem, (0.25 if stem in lexicon.weak else 1.0) * (1.2 - commonness.get(stem, 0.0)), parts)
        for stem, parts in stems.items()
    )
    return Name(
        stems=weighed,
        total=sum(weight for _, weight, _ in weighed) or 1.0,
        special=tuple((stem, lexicon.special[stem]) for stem in stems if stem in lexicon.special),
    )


def _priors(documents: Sequence[Document]) -> list[float]:
    return [min(max(document.demand, 0.0), 1.0) for document in documents]
