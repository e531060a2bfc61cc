"""What every request of a program passes: who asks how often, in which language, and whether anything is new."""

from collections.abc import Callable, Collection
from contextlib import nullcontext
from functools import partial, wraps
from hashlib import blake2b
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt

from einamt.catalog.queries import one_revision, revision
from einamt.channels.api.booking.callers import admit
from einamt.channels.api.errors import Away, MethodNotAllowed, NothingHere, TooLarge, Unsound
from einamt.channels.api.languages import content_language, sentence_language
from einamt.channels.api.limits import attempt_of, attempts_of
from einamt.channels.api.problems import problem
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.web.client import limit_key

View = Callable[..., HttpResponse]
READING = ("GET", "HEAD")
MAX_AGE_SECONDS = 60
_BOOKING_HEADERS = "Accept-Language, Appointment-Token, Authorization, Content-Type, Idempotency-Key"
PREFLIGHT_SECONDS = 86_400
"""For a day a browser need not ask again what pages of other hosts may send."""
_SHAPE = "1"
"""Counts up when answers are written differently, so that no cache holds on to the old ones."""


def guarded(view: View) -> View:
    """Let `view` say what is public: limited, cached by the catalogue's revision, open to pages of other hosts."""

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "OPTIONS":
            return _opened(_preflight(READING, "Accept-Language, If-None-Match"), "")
        try:
            _check_method(request, READING)
            _count(request)
            tag = _tag(request)
            known = parse_etags(request.headers.get("If-None-Match", ""))
            if tag in {one.removeprefix("W/") for one in known}:
                return _opened(HttpResponseNotModified(), tag)
            response = _answer(view, request, *args, **kwargs)
            if (
                "*" in known and response.status_code == HTTPStatus.OK
            ):  # whatever there is, as long as there is something
                return _opened(HttpResponseNotModified(), tag)
        except DomainError as error:
            return _refused(request, error)
        response.headers.setdefault("Content-Language", content_language(request))
        return _opened(response, tag if response.status_code == HTTPStatus.OK else "")

    return door


def guarded_booking(view: View, *, methods: Collection[str], limits: Collection[str]) -> View:
    """Let `view` book for programs: counted by `limits` for who asks, answered anew each time, open to pages of other
    hosts.

    No cookie plays a part, so a page of another host can do nothing that its visitor could not do without it.
    """
    allowed = [*methods, *(["HEAD"] if "GET" in methods else [])]

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "OPTIONS":
            return _opened(_preflight(allowed, _BOOKING_HEADERS), "")
        try:
            _check_method(request, allowed)
            told = admit(request, attempts=partial(attempts_of, names=limits), now=clock.now())
            with nullcontext() if told is None else one_revision(told):
                response = _answer(view, request, *args, **kwargs)
        except DomainError as error:
            return _refused(request, error)
        response.headers.setdefault("Content-Language", content_language(request))
        return _opened(response, "")

    return door


def _count(request: HttpRequest) -> None:
    attempt = attempt_of("api", key=limit_key(request))
    count_attempt(key=attempt.key, limit=attempt.limit, per=attempt.per, now=clock.now())


def _check_method(request: HttpRequest, allowed: Collection[str]) -> None:
    """Refuse other methods.

    :raises MethodNotAllowed: always then.
    """
    if request.method not in allowed:
        raise MethodNotAllowed({"methods": ", ".join(allowed)})


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    response = problem(request, error)
    if isinstance(error, MethodNotAllowed):
        response["Allow"] = str(error.params["methods"])
    return _opened(response, "")


def _answer(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """What `view` answers; to HEAD only the head of it (RFC 9110, section 9.3.2)."""
    if request.method != "HEAD":
        return view(request, *args, **kwargs)
    request.method = "GET"
    response = view(request, *args, **kwargs)
    request.method = "HEAD"
    response["Content-Length"] = str(len(response.content))
    response.content = b""
    return response


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001 - what was asked for is not repeated
    """Any other address below the interface's, however it is asked."""
    try:
        _count(request)
    except DomainError as error:
        return _refused(request, error)
    return _refused(request, NothingHere())


def _tag(request: HttpRequest) -> str:
    """What the answer depends on: the catalogue, the language, the address. The clock plays no part."""
    languages = f"{content_language(request)}-{sentence_language(request)}"
    address = blake2b(request.get_full_path().encode(), digest_size=8).hexdigest()
    return f'"{_SHAPE}-{revision()}-{languages}-{address}"'


def unsound(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """The answer to a request that was refused before it came to the door: signs or lengths that nobody means, or a
    database that is away.
    """
    known: dict[HTTPStatus, type[DomainError]] = {each.status: each for each in (TooLarge, Away)}
    return _opened(problem(request, known.get(status, Unsound)()), "")


def _preflight(methods: Collection[str], headers: str) -> HttpResponse:
    """What a browser asks before a page of another host may send these headers (Fetch standard, CORS-preflight)."""
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response["Access-Control-Allow-Methods"] = response["Allow"] = ", ".join([*methods, "OPTIONS"])
    response["Access-Control-Allow-Headers"] = headers
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def _opened(response: HttpResponse, tag: str) -> HttpResponse:
    """Pages of any host may read what is public; no cookie plays a part."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Content-Language, Retry-After"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Accept-Language"])
    if tag:
        response["ETag"] = tag
        response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    else:
        response["Cache-Control"] = "no-store"
    return response
