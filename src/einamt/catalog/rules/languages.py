"""Telling which language a few words are in, from what the catalogue says in each language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

GERMAN, ENGLISH = "de", "en"
SHORTEST_WORD = 3
SHARED_START = 4
"""Inflected words count as the same word when their first letters are the same, this many at least."""


def spoken_language(*, query: str, said: Mapping[str, Iterable[str]]) -> str:
    """The language whose words in `said` (texts by language code) are those of `query`; empty where none is clearly so.

    A word that German or English has too tells nothing: "pass" is no reason to answer in Turkish. Where the words
    tell nothing, letters do that only one of the languages is written in.
    """
    asked = _words(query)
    words = {language: _words(" ".join(texts)) for language, texts in said.items()}
    common = words.get(GERMAN, frozenset()) | words.get(ENGLISH, frozenset())
    scores = {
        language: sum(_is_among(word, known) for word in asked if not _is_among(word, common))
        for language, known in words.items()
        if language not in (GERMAN, ENGLISH)
    }
    return _only_best(scores) or _by_script(asked, words)


def _words(text: str) -> frozenset[str]:
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return frozenset(word for word in re.findall(r"[^\W\d_]+", bare) if len(word) >= SHORTEST_WORD)


def _is_among(word: str, known: frozenset[str]) -> bool:
    if word in known:
        return True
    length = max(SHARED_START, round(len(word) * 0.7))
    return len(word) >= length and any(other.startswith(word[:length]) for other in known)


def _only_best(scores: Mapping[str, int]) -> str:
    best = max(scores.values(), default=0)
    leaders = [language for language, score in scores.items() if score == best]
    return leaders[0] if best and len(leaders) == 1 else ""


def _by_script(asked: frozenset[str], words: Mapping[str, frozenset[str]]) -> str:
    """The only language that is written in the script of what was asked, and has all of its letters.

    Latin letters tell nothing. The letters keep Russian apart from Ukrainian.
    """
    scripts = {_script(word) for word in asked}
    if len(scripts) != 1 or scripts == {"LATIN"}:
        return ""
    letters = set("".join(asked))
    fitting = [
        language
        for language, known in words.items()
        if _script_of_most(known) in scripts and letters <= set("".join(known))
    ]
    return fitting[0] if len(fitting) == 1 else ""


def _script_of_most(words: frozenset[str]) -> str:
    counted = Counter(_script(word) for word in words)
    return counted.most_common(1)[0][0] if counted else ""


def _script(word: str) -> str:
    """The first word of a letter's Unicode name: LATIN, CYRILLIC, ARABIC."""
    return unicodedata.name(word[0], "?").partition(" ")[0]
