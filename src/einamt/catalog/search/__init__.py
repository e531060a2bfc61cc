"""Finding services by whatever people call them."""

from einamt.catalog.search.elsewhere import Matter
from einamt.catalog.search.results import Hit, Piece, SearchResult, Suggestion
from einamt.catalog.search.service import search_services
from einamt.catalog.search.suggesting import suggest

__all__ = ["Hit", "Matter", "Piece", "SearchResult", "Suggestion", "search_services", "suggest"]
