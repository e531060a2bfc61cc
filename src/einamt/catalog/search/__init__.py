"""Finding services by whatever people call them."""

from einamt.catalog.search.results import Hit, SearchResult, Suggestion
from einamt.catalog.search.service import search_services, suggest

__all__ = ["Hit", "SearchResult", "Suggestion", "search_services", "suggest"]
