"""Taking German compounds apart: Hundesteuer is a Steuer for a Hund."""

from collections.abc import Container
from functools import lru_cache

from einamt.catalog.search.language import stemmed

_SHORTEST = 3
_LINKS = ("", "s", "es", "n", "en", "er", "e", "ens", "i", "o")


_HEADS = frozenset({"anderung", "anderungen"})
"""Heads whose stem is too short to be a part anywhere."""


class Splitter:
    """Splits folded words into known stems. `known` holds the stems a part may have."""

    def __init__(self, known: Container[str]) -> None:
        self._known = known
        self._cached = lru_cache(maxsize=20_000)(self._split)
        self._head = lru_cache(maxsize=50_000)(self._find_head)
        self._modifier = lru_cache(maxsize=50_000)(self._find_modifier)

    def parts(self, word: str) -> tuple[str, ...]:
        """The stems of the parts of `word`, the head last; empty where it is no compound of known words."""
        return self._cached(word)

    def known_ends(self, word: str) -> tuple[str, ...]:
        """For a word that is no compound of known words: a long known beginning or end (Wohnmobilsteuer)."""
        found = []
        for cut in range(4, len(word) - 2):
            stem = self._modifier(word[:cut])
            if len(stem) >= 5:
                found.append((cut, stem))
            if (head := stemmed(word[cut:])) in self._known and len(word) - cut >= 5:
                found.append((len(word) - cut, head))
        return tuple(stem for _, stem in sorted(found, reverse=True)[:1])

    def _split(self, word: str) -> tuple[str, ...]:
        if len(word) < 2 * _SHORTEST + 1 or not word.isalpha():
            return ()
        candidates = []
        for cut in range(_SHORTEST, len(word) - _SHORTEST + 1):
            left, right = self._modifier(word[:cut]), self._head(word[cut:])
            if left and right:
                candidates.append((min(cut, len(word) - cut), cut, (left, right)))
        if candidates:
            return max(candidates)[2]
        for cut in range(len(word) - _SHORTEST, _SHORTEST, -1):
            if (left := self._modifier(word[:cut])) and (rest := self._split(word[cut:])):
                return (left, *rest)
        return ()

    def _find_head(self, word: str) -> str:
        stem = stemmed(word)
        return stem if stem in self._known or word in _HEADS else ""

    def _find_modifier(self, word: str) -> str:
        for link in _LINKS:
            if word.endswith(link) and len(word) - len(link) >= _SHORTEST:
                stem = stemmed(word[: len(word) - len(link)])
                if stem in self._known:
                    return stem
        return ""
