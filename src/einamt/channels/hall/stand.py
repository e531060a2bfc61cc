"""How a hall stands, in a few bytes, for screens, phones and counters that ask every few seconds.

The door (`door`) answers outside of Django's middleware; the view answers where nobody built the door in, with the same
bytes. A screen is told the calls, a phone the place of one case, a counter's page whether its list is another by now;
nobody is told a name, and whoever has no secret of ours is told nothing about anybody's place.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from einamt.cases.tokens import case_of_token
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.procedures.visits.hall import Hall, Spot
from einamt.procedures.visits.hall_codes import hall_code, is_display_key, is_list_key
from einamt.procedures.visits.halls import HALLS
from einamt.procedures.visits.queries import day_version
from einamt.procedures.visits.rules import State

NEWS = timedelta(seconds=20)
"""How long a call is news, which a screen announces if it has not yet."""
NOW = "X-Now"
"""The city's time, in seconds since 1970, with every answer, also one without content: a screen's own clock may be
wrong, and be put right while the screen stands there."""
MOST_CALLS = 12
"""Calls that a screen is told: what fits, and some more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire; unchanged (304) without its content."""

    status: HTTPStatus
    tag: str
    content: bytes
    now: datetime

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Asked for anew each time, and kept by nobody but the one browser."""
        return [
            ("Content-Type", "application/json"),
            ("Cache-Control", "private, no-cache"),
            ("ETag", self.tag),
            (NOW, f"{self.now.timestamp():.3f}"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("X-Robots-Tag", "noindex"),
        ]


def answer(*, office_id: int, token: str | None, known: str, now: datetime) -> Answer:
    """How the hall of an office stands at `now`, or where the case of `token` is in it; `known` is If-None-Match.

    With a screen's key as `token` it is told the hall's code as well; with the key of today's list, its version, a
    number.

    A forged token is told what a token of somebody who is not in the hall is told, without a query.
    """
    said: dict[str, object] | int
    if token is None:
        said = calls_of(HALLS.at(office_id=office_id, now=now), now=now)
    elif is_display_key(office_id=office_id, key=token):
        said = calls_of(HALLS.at(office_id=office_id, now=now), now=now) | {
            "code": hall_code(office_id=office_id, now=now)
        }
    elif is_list_key(office_id=office_id, day=(today := local_date(moment=now, zone=city.zone())), key=token):
        said = day_version(office_id=office_id, day=today)
    else:
        case_id = case_of_token(token=token)
        spot = HALLS.at(office_id=office_id, now=now).spots.get(case_id) if case_id else None
        said = spot_of(spot)
    content = json.dumps(said, separators=(",", ":")).encode()
    tag = f'"{blake2b(content, digest_size=9).hexdigest()}"'
    is_known = tag in known
    return Answer(HTTPStatus.NOT_MODIFIED if is_known else HTTPStatus.OK, tag, b"" if is_known else content, now)


def calls_of(hall: Hall, *, now: datetime) -> dict[str, object]:
    """What a screen shows: calls as number, counter, the minute (as seconds since 1970), how often, and whether it is
    news; what no numbers are given out for, as group of counters (empty: all), since when, why, and until when (0:
    today no more).

    Whoever has been parked or handed on since is no news (`times` is 0): nobody waits for them at that counter.

    Anybody may ask, every moment. So nothing says when exactly somebody was called, came or went.
    """
    said: dict[str, object] = {
        "calls": [
            [
                *(call.number, call.counter, int(call.called_at.timestamp()) // 60 * 60, call.times),
                int(call.times > 0 and now - call.called_at < NEWS),
            ]
            for call in hall.calls[:MOST_CALLS]
        ],
        "waiting": hall.waiting,
    }
    if hall.stops:
        said["stops"] = [
            [
                *(stop.group.name if stop.group else "", int(stop.stopped_at.timestamp()), stop.reason),
                int(stop.until_at.timestamp()) if stop.until_at else 0,
            ]
            for stop in hall.stops
        ]
    return said


def spot_of(spot: Spot | None) -> dict[str, object]:
    """What a phone shows; `away` where the case is not in the hall (not yet, or not any more).

    Whoever is called is told when it was last (`at`), so that the phone rings for every call.
    """
    if spot is None:
        return {"state": "away"}
    said: dict[str, object] = {"state": spot.state.value, "number": spot.number}
    if spot.counter and spot.state is not State.PARKED:
        said["counter"] = spot.counter
    if spot.called_at is not None:
        said["at"] = int(spot.called_at.timestamp())
    if spot.state is State.WAITING:
        said["front"] = spot.in_front
        if spot.wait is not None:
            said |= {"least": spot.wait.least, "most": spot.wait.most, "open": spot.wait.is_open}
    return said


@require_safe
def stand(request: HttpRequest, office_id: int, token: str | None = None) -> HttpResponse:
    """The same answer, as a page of Django's."""
    found = answer(office_id=office_id, token=token, known=request.headers.get("If-None-Match", ""), now=clock.now())
    return HttpResponse(found.content, status=found.status, headers=dict(found.headers))
