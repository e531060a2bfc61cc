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
    as a guess. `was_cut`: the query was longer than the search reads. `matter`: where nothing fits, but it is known who
    else is responsible for what was asked.
    """

    hits: list[Hit]
    flagged: bool
    was_cut: bool = False
    matter: Matter | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A service whose name or everyday name starts like what is being typed; `text` is what matched."""

    text: str
    slug: str
    name: str
