"""What is asked for with no service in mind: the city's own pages, such as its offices or how to reach it.

From `data/pages.toml`. A page is meant only where nothing else is said, so that it never hides a service.
"""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class OwnPages:
    """The pages by what is said of them."""

    sayings: tuple[tuple[frozenset[str], str], ...]
    """Stems, all of them said, and the key of the page that is meant, in the order of the file."""
    telling: frozenset[str]
    """Every stem of the sayings."""
    beside: frozenset[str]
    """Stems that add nothing."""
    offices: frozenset[str]
    """Stems that say office: beside one, a word that says nothing of a service is the name of a place."""
    vocabulary: frozenset[str]
    """Every folded word of the sayings, for the speller."""

    def meant(self, heard: frozenset[str], *, says_something: Callable[[str], bool]) -> tuple[str, frozenset[str]]:
        """The key of the page that the stems mean, and which of them say so; empty where they say something else too.

        `says_something`: whether a stem says something of a service, or of what is no city's business.
        """
        page, said = "", frozenset[str]()
        if heard.isdisjoint(self.telling):  # nearly every query, at every letter that is typed
            return page, said
        for stems, key in self.sayings:
            if len(stems) > len(said) and stems <= heard:
                page, said = key, stems
        left = heard - said - self.beside - self.offices
        names_a_place = not heard.isdisjoint(self.offices) and not any(map(says_something, left))
        return (page, said) if not left or names_a_place else ("", frozenset())

    def without(self, said: AbstractSet[frozenset[str]]) -> "OwnPages":
        """The same, but for what is `said` of something else."""
        return replace(self, sayings=tuple(saying for saying in self.sayings if saying[0] not in said))


def read_own_pages(
    content: dict[str, Any],
    *,
    stems_of: Callable[[str], frozenset[str]],
    words_of: Callable[[str], Iterable[str]],
) -> OwnPages:
    """The content of the file; its shape is told in docs/reference/search-words.md."""
    said = [
        (text, row["key"])
        for row in content["pages"]
        for language, texts in row.items()
        if language != "key"
        for text in texts
    ]
    sayings = tuple((stems_of(text), key) for text, key in said)
    return OwnPages(
        sayings=sayings,
        telling=frozenset[str]().union(*(stems for stems, _ in sayings)),
        beside=_stems(content["beside"], stems_of),
        offices=_stems(content["offices"], stems_of),
        vocabulary=frozenset(word for text, _ in said for word in words_of(text)),
    )


def _stems(lists: list[str], stems_of: Callable[[str], frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*(stems_of(word) for text in lists for word in text.split()))
