"""Finding the word that a mistyped one was meant to be."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

_LONGEST = 40


class Speller:
    """A vocabulary of folded words that answers with the nearest one to a word that is not in it."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._words = sorted({word for word in vocabulary if 4 <= len(word) <= _LONGEST and word.isalpha()})
        self._letters = [_letters(word) for word in self._words]
        self._by_gram: dict[str, list[int]] = defaultdict(list)
        for position, word in enumerate(self._words):
            for gram in _grams(word):
                self._by_gram[gram].append(position)
        # remembered: people make the same slips, and typing sends a query a letter
        self.nearest = lru_cache(maxsize=5_000)(self._nearest)

    def _nearest(self, word: str) -> tuple[str, float] | None:
        """The nearest word and how sure that is (0 to 1); none where nothing is near enough.

        One slip in five letters, two in nine, three in fourteen; short words must start alike.
        """
        allowed = 0 if len(word) < 5 else 1 if len(word) < 9 else 2 if len(word) < 14 else 3
        if not allowed or len(word) > _LONGEST or not word.isalpha():
            return None
        letters = _letters(word)
        best: tuple[int, str] | None = None
        for position in self._candidates(word, allowed):
            candidate = self._words[position]
            if (letters ^ self._letters[position]).bit_count() > 2 * allowed:  # a slip changes two letters at most
                continue
            if abs(len(candidate) - len(word)) > allowed or (len(word) < 9 and candidate[0] != word[0]):
                continue
            distance = edit_distance(word, candidate, limit=allowed if best is None else best[0])
            if distance is not None and (best is None or (distance, candidate) < best):
                best = (distance, candidate)
        if best is None:
            return None
        return best[1], _certainty(word, best[0])

    def _candidates(self, word: str, allowed: int) -> set[int]:
        """The words that share one of the rarest groups of three letters.

        A slip spoils four groups at most (a swap of neighbours), so that of four times the slips and one more at least
        one is whole.
        """
        grams = sorted(_grams(word), key=lambda gram: len(self._by_gram.get(gram, ())))
        return {position for gram in grams[: 4 * allowed + 1] for position in self._by_gram.get(gram, ())}


def _certainty(word: str, distance: int) -> float:
    """A short word with a slip may as well be another word: Schuhe is not Schule."""
    return 0.4 if len(word) < 7 or (distance > 1 and len(word) < 11) else 1.0 - distance / max(len(word), 8)


def edit_distance(first: str, second: str, *, limit: int) -> int | None:
    """Insertions, deletions, substitutions and swaps of neighbours from one word to the other; none if over `limit`."""
    before: list[int] = []
    previous = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        current = [row]
        for column, other in enumerate(second, start=1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
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


def _grams(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
