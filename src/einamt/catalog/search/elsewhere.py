"""What is not a city's business: matters of other authorities, other shops' business, people's names.

From `data/elsewhere.toml`. Nothing here hides a service: whether a catalogue has a matter is decided by its own words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import urlsplit

from einamt.catalog.search.language import stemmed, words


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter that another body is responsible for.

    `sentences` say so, by language, and `link` leads on, where there is anywhere to go. `is_the_citys`: the city does
    it after all, but a catalogue need not have a service for it (a lamp that is broken). `titles`, by language, stand
    over the sentence where "the city is not responsible" is not what somebody in need should read first.
    """

    key: str
    sentences: dict[str, str]
    link: str
    is_the_citys: bool = False
    titles: dict[str, str] = field(default_factory=dict)

    @property
    def site(self) -> str:
        """The name of the site that the link leads to."""
        return urlsplit(self.link).netloc.removeprefix("www.")

    def sentence(self, language: str) -> str:
        """The sentence in `language`, else in German."""
        return self.sentences.get(language) or self.sentences["de"]


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words (stems, all of them said) that are not a city's business; of a matter, where somebody is known for it."""

    stems: frozenset[str]
    matter: Matter | None
    language: str = ""
    """That it is said in, where it is neither German nor English."""
    things: frozenset[str] = frozenset()
    """The stems of what it is about, where the others say what happened to it."""

    @property
    def core(self) -> frozenset[str]:
        """The stems that a service must be about to be about it: who repairs a washing machine does not throw it away,
        but whatever the city does about a lamp, it does about a broken one.
        """
        return self.things if self.is_the_citys else self.stems

    @property
    def is_the_citys(self) -> bool:
        """Whether the city does it after all."""
        return self.matter is not None and self.matter.is_the_citys


@dataclass(frozen=True)
class Elsewhere:
    """All of it, by each saying's stem that comes first in the alphabet, and people's names, folded."""

    sayings: dict[str, list[Foreign]]
    stems: frozenset[str]
    """Of all sayings."""
    deals: frozenset[str]
    """What one does in a shop, folded: who buys or repairs a thing has not lost it."""
    given_names: frozenset[str]
    family_names: frozenset[str]
    vocabulary: frozenset[str]

    def said(self, stems: Iterable[str]) -> list[Foreign]:
        """What is foreign of the words said."""
        heard = frozenset(stems)
        return [foreign for stem in sorted(heard) for foreign in self.sayings.get(stem, ()) if foreign.stems <= heard]

    def persons(self, found: list[str]) -> set[str]:
        """The words that are a person's name: a given name, and the family name after it."""
        named: set[str] = set()
        before = ""
        for word in found:
            if word in self.given_names or (before in self.given_names and word in self.family_names):
                named.add(word)
            before = word
        return named


def read_elsewhere(
    content: dict,  # type: ignore[type-arg]
    *,
    forms: Mapping[str, str],
    stopwords: frozenset[str],
) -> Elsewhere:
    """The content of the file; its shape is told in docs/reference/search-words.md."""
    sayings: dict[str, list[Foreign]] = {}
    vocabulary: set[str] = set()

    def note(text: str, matter: Matter | None, *, language: str = "", happened: str = "") -> None:
        said, also = ([word for word in words(part) if word not in stopwords] for part in (text, happened))
        stems, more = (frozenset(stemmed(forms.get(word, word)) for word in found) for found in (said, also))
        if stems and (more or not happened):
            sayings.setdefault(min(stems | more), []).append(Foreign(stems | more, matter, language, stems))
            vocabulary.update(said, also)

    for row in content["matters"]:
        matter = _matter(row)
        for text in row["said"]:
            note(text, matter)
        for thing, happened in product(row.get("things", ()), row.get("happened", ())):
            note(thing, matter, happened=happened)  # Laterne kaputt, Ampel kaputt, Ampel defekt
        for language in matter.sentences:
            for text in row.get(language, ()):
                note(text, matter, language=language)
    for row in content["others"]:
        for word in " ".join(row["words"]).split():
            note(word, None)
    deals = frozenset(words(" ".join(content["deals"])))
    given, family = (frozenset(words(" ".join(content["names"][kind]))) for kind in ("given", "family"))
    stems = frozenset().union(*(foreign.stems for found in sayings.values() for foreign in found))
    return Elsewhere(sayings, stems, deals, given, family, frozenset(vocabulary) | deals | given)


def _matter(row: dict) -> Matter:  # type: ignore[type-arg]
    sentences, titles = (
        {key.removesuffix(kind): text for key, text in row.items() if key.endswith(kind)}
        for kind in ("_sentence", "_title")
    )
    return Matter(row["key"], sentences, row.get("link", ""), is_the_citys=row.get("city", False), titles=titles)
