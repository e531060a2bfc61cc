"""What the search answers with."""

from dataclasses import dataclass

from einamt.catalog.search.elsewhere import Matter


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that fits; `score` orders hits of one search and means nothing outside it."""

    service_id: int
    identifier: str
    slug: str
    name: str
    summary: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The services that fit, best first. `flagged`: nothing fits, and the person is told so; hits may still be offered
    as a guess. `was_cut`: the query was longer than the search reads. `matter`: it is known who else is responsible for
    what was asked; where something fits nevertheless, it is about the same matter. `matter_language`: the language that
    the matter was asked for in, where that is neither German nor English, else empty. `page`: the key of the city's own
    page that was asked for, and no service (`data/pages.toml`), else empty; there are no hits beside it.
    """

    hits: list[Hit]
    flagged: bool
    was_cut: bool = False
    matter: Matter | None = None
    matter_language: str = ""
    page: str = ""

    @property
    def is_in_vain(self) -> bool:
        """Whether nothing that was asked for is there, neither a service nor a page."""
        return self.flagged and not self.page


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether it is what somebody typed."""

    text: str
    is_typed: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A service for what is being typed; `text` is its name, or the everyday name that matched, and `pieces` are the
    same with what was typed apart.
    """

    text: str
    slug: str
    name: str
    pieces: tuple[Piece, ...]
