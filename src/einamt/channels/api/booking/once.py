"""Requests with a key: what they ask is done once, and answered the same each time."""

import json
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from einamt.channels.api.booking.callers import caller_of
from einamt.channels.api.booking.values import Values
from einamt.platform.idempotency.models import KeptAnswer
from einamt.platform.idempotency.operations import Answer, answered_once, answered_with

_COMMANDS = UUID("3e1f6c1e-52f1-4f0f-8f0b-6a7d0a9b2c55")
"""Name space of the command ids that are made of callers' keys: no key can be made into a command of the portal's."""
Done = TypeVar("Done")
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


class KeyedRequest:
    """A request with a key. The command is made of who asks and of their key."""

    def __init__(self, request: HttpRequest, *, key: UUID, shape: type[BaseModel], status: HTTPStatus) -> None:
        caller = caller_of(request)
        self._request, self._shape, self._status = request, shape, status
        self._whose = f"{caller.key if caller.is_known else 'anybody'}:{key}"
        self._command_id = uuid5(_COMMANDS, self._whose)

    def answered(self, *, work: Callable[[UUID], Values], now: datetime) -> HttpResponse:
        """Do it, or answer as before."""
        return _written(
            answered_once(
                key=self._whose,
                request=self._whole,
                work=lambda: work(self._command_id),
                tell=self._answer,
                now=now,
            )
        )

    def answered_with(
        self,
        *,
        work: Callable[[UUID, Callable[[Done], KeptAnswer]], Done],
        told: Callable[[Done], Values],
        now: datetime,
    ) -> HttpResponse:
        """As `answered`, where `work` writes the answer with what it does."""
        return _written(
            answered_with(
                key=self._whose,
                request=self._whole,
                work=lambda row_of: work(self._command_id, row_of),
                tell=lambda done: self._answer(told(done)),
                now=now,
            )
        )

    @property
    def _whole(self) -> str:
        request = self._request
        token = request.headers.get("Appointment-Token", "")
        return "\n".join([str(request.method), request.path, token, request.body.hex()])

    def _answer(self, done: Values) -> Answer:
        self._shape.model_validate(done)
        return Answer(self._status.value, _ENCODE(done))


def _written(answer: Answer) -> HttpResponse:
    return HttpResponse(answer.text, status=answer.status, content_type="application/json")
