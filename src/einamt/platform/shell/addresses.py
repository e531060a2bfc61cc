"""Addresses of the house's own pages for the bars around every page, worked out once by each process.

They follow from the routes and the language alone.
"""

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse, translate_url
from django.utils.translation import get_language

KEPT = 1024


def page_addresses(*, url_names: Iterable[str]) -> list[str]:
    """The paths of pages that take no arguments, in the reader's language.

    :raises NoReverseMatch: no channel has such a page.
    """
    routes = _routes()
    return [_page_address(url_name, *routes) for url_name in url_names]


def in_language(*, address: str, code: str) -> str:
    """`address`, a path with or without a query, as it is in another language; itself where it is no page's."""
    path, mark, query = address.partition("?")
    return _in_language(path, code, *_routes()) + mark + query


def _routes() -> tuple[str, str, str]:
    """What an address depends on: the table of routes, the prefix before them, the language."""
    return get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), get_language() or ""


@lru_cache(maxsize=KEPT)
def _page_address(url_name: str, *_of: str) -> str:
    return reverse(url_name)


@lru_cache(maxsize=KEPT)
def _in_language(path: str, code: str, *_of: str) -> str:
    return translate_url(path, code)
