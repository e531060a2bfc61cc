"""Response headers of pages that are about one person."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Rest = ParamSpec("Rest")
Answer = TypeVar("Answer", bound=HttpResponseBase)


def personal(
    view: Callable[Concatenate[HttpRequest, Rest], Answer],
) -> Callable[Concatenate[HttpRequest, Rest], Answer]:
    """Mark a page as nobody else's: no cache keeps it, no search engine lists it."""

    @wraps(view)
    def marked(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Answer:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return marked
