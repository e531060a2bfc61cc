"""Forms of Turkish words: kimliğimi, kimliğin and kimlikler are the kimlik that the lists know.

Turkish adds ending to ending where others add words, so that a noun has more forms than any list. The endings are those
of nouns, and the commonest of verbs, after Eryiğit and Adalı, An Affix Stripping Morphological Analyzer for Turkish
(2004), in folded spelling, where ı is i and ğ is g. Nothing is taken for Turkish that has not a listed word within.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

SHORTEST_ROOT = 4
_NOUN = (
    "(?:l[ae]r)?"  # more than one
    "(?:[iu]?m(?:[iu]z)?|[iu]?n(?:[iu]z)?|s?[iu])?"  # whose
    "(?:[yn]?[aeiu]|n?[dt][ae]n?|n?[iu]n|y?l[ae])?"  # where, from where, of what, with what
)
_VERB = "m[ae]k|[iu]yor(?:um|uz|sun)?|[dt][iu][mnk]?|m[iu]s|y?[ae]c[ae][kg](?:[iu]m|[iu]z)?"
_ENDINGS = re.compile(f"{_VERB}|(?:m[ae])?{_NOUN}")
_HARD = {"g": "k", "d": "t", "b": "p"}
"""What a consonant before a vowel was without it: kimliğim is of kimlik."""


class TurkishForms:
    """The listed Turkish words (folded), and of any other word the listed one that it is a form of."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_root: dict[str, str] = {}
        self._add(words)
        self.basic = lru_cache(maxsize=5_000)(self._found)

    def also(self, words: Iterable[str]) -> "TurkishForms":
        """These and more; what is a form of a word stays one."""
        both = TurkishForms(())
        both._by_root |= self._by_root
        both._add(words)
        return both

    def among(self, words: Iterable[str]) -> dict[str, str]:
        """Those of `words` that are forms of another listed word, and that word."""
        found = ((word, self._found(word)) for word in words)
        return {word: basic for word, basic in found if basic and basic != word}

    def _add(self, words: Iterable[str]) -> None:
        for word in sorted(set(words), key=lambda word: (len(word), word)):
            basic = self._found(word) or word
            for root in _roots(word):
                self._by_root.setdefault(root, basic)

    def _found(self, word: str) -> str:
        """The listed word that `word` is a form of, the one that it shares most letters with; empty for none."""
        return next((self._by_root[root] for root in _roots(word) if root in self._by_root), "")


def _roots(word: str) -> Iterator[str]:
    """The word, and what is left of it without one ending, two, and so on."""
    if not word.isascii() or not word.isalpha():
        return
    for cut in range(len(word), SHORTEST_ROOT - 1, -1):
        if cut < len(word) and not _ENDINGS.fullmatch(word, cut):
            continue
        yield word[:cut]
        if cut < len(word) and word[cut] in "aeiu" and word[cut - 1] in _HARD:
            yield word[: cut - 1] + _HARD[word[cut - 1]]
