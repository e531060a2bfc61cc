"""Requests that no browser of a citizen sends, refused before they reach a page or a database."""

import re

from django.http import HttpRequest, UnreadablePostError

LONGEST_QUERY = 16_384
"""Bytes of a query string."""

_MANY_FIELDS = 200
# tab, line feed and carriage return may come from text fields; PostgreSQL takes no NUL, and nobody types the others
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def is_sound(request: HttpRequest) -> bool:
    """Whether path, query string and cookies are short enough and free of control characters, and forms of NULs.

    What else is in a form is checked by the form: people paste odd characters from documents.
    """
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY or query.count("&") > _MANY_FIELDS:
        return False
    if _CONTROL.search(request.path_info):
        return False
    if "HTTP_COOKIE" in request.META and any(_CONTROL.search(value) for value in request.COOKIES.values()):
        return False
    if query and any(_CONTROL.search(text) for name, values in request.GET.lists() for text in (name, *values)):
        return False
    return request.content_type not in _FORMS or not _has_nul(request)


def _has_nul(request: HttpRequest) -> bool:
    """Whether a form that was posted has one."""
    try:
        return any("\x00" in text for name, values in request.POST.lists() for text in (name, *values))
    except UnreadablePostError:
        # the browser went away while it was sending
        return True
