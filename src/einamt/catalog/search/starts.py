"""Which names and keywords have a word that starts like what is being typed, with one slip forgiven."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from string import ascii_lowercase

WHOLE, WITHIN, SLIPPED = 1.0, 0.8, 0.6
"""How well a word fits that starts so, one that does within a compound (ausw in Personalausweis), one with a slip."""
_SHORTEST_WITH_A_SLIP = 4


class Starts:
    """The words of phrases, in order, so that those with the same start stand together."""

    def __init__(self, phrases: Sequence[Sequence[str]], parts: Callable[[str], Iterable[str]]) -> None:
        found: dict[str, dict[int, float]] = {}
        for number, phrase in enumerate(phrases):
            for word in phrase:
                found.setdefault(word, {})[number] = WHOLE
                for start in _starts_within(word, parts(word)):
                    found.setdefault(word[start:], {}).setdefault(number, WITHIN)
        self._words = sorted(found)
        self._phrases = [found[word] for word in self._words]
        # remembered: people type the same first letters
        self.matching = lru_cache(maxsize=4_000)(self._matching)

    def completions(self, start: str, *, limit: int) -> list[str]:
        """The shortest words that start so."""
        return sorted(self._words[slice(*self._range(start))], key=lambda word: (len(word), word))[:limit]

    def _matching(self, start: str) -> dict[int, float]:
        """The phrases (by number) with a word that starts so, and how well it fits."""
        found = self._collected([start], 1.0)
        if not found and len(start) >= _SHORTEST_WITH_A_SLIP and start.isascii():
            found = self._collected(set(_one_slip_away(start)), SLIPPED)
        return found

    def _collected(self, starts: Iterable[str], factor: float) -> dict[int, float]:
        found: dict[int, float] = {}
        for start in starts:
            for position in range(*self._range(start)):
                for number, value in self._phrases[position].items():
                    found[number] = max(found.get(number, 0.0), value * factor)
        return found

    def _range(self, start: str) -> tuple[int, int]:
        first = bisect_left(self._words, start)
        return first, bisect_left(self._words, f"{start}\U0010ffff", lo=first)


def _starts_within(word: str, parts: Iterable[str]) -> Iterator[int]:
    """Where a part of a compound starts, but for the first."""
    at = 0
    for part in parts:
        start = word.find(part, at)
        if start > 0:
            yield start
        at = max(start, at) + 1


def _one_slip_away(word: str) -> Iterator[str]:
    """What was meant if one letter of `word` is too many, missing or wrong, or two are swapped."""
    for at in range(len(word)):
        head, tail = word[:at], word[at:]
        yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail[1:]
            yield head + letter + tail
