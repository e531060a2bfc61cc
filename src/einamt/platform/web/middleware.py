"""Middleware."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def RequestLog(get_response: Handler) -> Handler:
    return get_response


def TrustedProxy(get_response: Handler) -> Handler:
    return get_response


def SecureHeaders(get_response: Handler) -> Handler:
    return get_response


def Refusals(get_response: Handler) -> Handler:
    return get_response
