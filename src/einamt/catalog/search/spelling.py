"""Finding the word that a mistyped one was meant to be."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

import numpy as np

_LONGEST = 40


_OF_LETTERS, _OF_PAIRS = 2, 6
"""In how many letters, and in how many pairs of neighbours, a slip makes two words different at most."""


class Speller:
    """A vocabulary of folded words that answers with the nearest one to a word that is not in it."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._words = sorted({word for word in vocabulary if 4 <= len(word) <= _LONGEST and word.isalpha()})
        self._letters = np.array([_letters(word) for word in self._words], dtype=np.uint64)
        self._pairs = np.array([_pairs(word) for word in self._words], dtype=np.uint64)
        self._lengths = np.array([len(word) for word in self._words], dtype=np.int16)
        self._first = np.array([ord(word[0]) for word in self._words], dtype=np.int32)
        # remembered: people make the same slips, and typing sends a query a letter
        self.nearest = lru_cache(maxsize=5_000)(self._nearest)

    def _nearest(self, word: str) -> tuple[str, float] | None:
        """The nearest word and how sure that is (0 to 1); none where nothing is near enough.

        One slip in five letters, two in nine, three in fourteen; short words must start alike.
        """
        allowed = 0 if len(word) < 5 else 1 if len(word) < 9 else 2 if len(word) < 14 else 3
        if not allowed or len(word) > _LONGEST or not word.isalpha():
            return None
        best: tuple[int, str] | None = None
        for candidate, slips_at_least in self._candidates(word, allowed):
            limit = allowed if best is None else best[0]
            if slips_at_least > limit:
                continue
            distance = edit_distance(word, candidate, limit=limit)
            if distance is not None and (best is None or (distance, candidate) < best):
                best = (distance, candidate)
        if best is None:
            return None
        return best[1], _certainty(word, best[0])

    def _candidates(self, word: str, allowed: int) -> list[tuple[str, int]]:
        """Words of nearly the same length, letters and pairs of letters, the likest first, and how many slips away they
        are at least.
        """
        is_near = np.abs(self._lengths - len(word)) <= allowed
        if len(word) < 9:
            is_near &= self._first == ord(word[0])
        near = np.flatnonzero(is_near)
        letters = np.bitwise_count(self._letters[near] ^ np.uint64(_letters(word))).astype(np.int16)
        pairs = np.bitwise_count(self._pairs[near] ^ np.uint64(_pairs(word))).astype(np.int16)
        slips = np.maximum(-(-letters // _OF_LETTERS), -(-pairs // _OF_PAIRS))
        order = np.argsort(pairs, kind="stable")
        order = order[slips[order] <= allowed]
        return [(self._words[i], n) for i, n in zip(near[order].tolist(), slips[order].tolist(), strict=True)]


def _certainty(word: str, distance: int) -> float:
    """A short word with a slip may as well be another word: Schuhe is not Schule."""
    return 0.4 if len(word) < 7 or (distance > 1 and len(word) < 11) else 1.0 - distance / max(len(word), 8)


def edit_distance(first: str, second: str, *, limit: int) -> int | None:
    """Insertions, deletions, substitutions and swaps of neighbours from one word to the other; none if over `limit`.

    Only the cells within `limit` of the diagonal are worked out: whatever leads through others costs more.
    """
    if abs(len(first) - len(second)) > limit:
        return None
    far = limit + 1
    width = len(second) + 1
    before: list[int] = []
    previous = [column if column <= limit else far for column in range(width)]
    for row, letter in enumerate(first, start=1):
        start, end = max(1, row - limit), min(width, row + limit + 1)
        current = [far] * width
        current[0] = min(row, far)
        for column in range(start, end):
            other = second[column - 1]
            cost = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current[column] = cost
        if min(current) > limit:
            return None
        before, previous = previous, current
    return previous[-1] if previous[-1] <= limit else None


def _letters(word: str) -> int:
    """Which letters a word has, one bit each."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _pairs(word: str) -> int:
    """Which pairs of neighbouring letters a word has; several pairs share a bit."""
    bits = 0
    for letter, following in pairwise(f"^{word}$"):
        bits |= 1 << ((ord(letter) * 31 + ord(following)) & 63)
    return bits
