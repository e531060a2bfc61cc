"""A form that could not be taken just now, on a page from which it can be sent again: nothing is typed twice."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

MOST_LETTERS = 200_000
"""Of all fields together: a page that is made when there is trouble should not be a heavy one."""


def fields_again(request: HttpRequest) -> SafeString:
    """Hidden fields with what a form has sent, for another form; empty where nothing was sent.

    Empty too where it cannot be carried without loss: a file, a password (which no page should hold), a very long text.
    """
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        is_lost = bool(request.FILES) or any("password" in name for name, _ in sent)
    except (UnreadablePostError, RawPostDataException, RequestDataTooBig):
        return SafeString("")
    if is_lost or sum(len(value) for _, value in sent) > MOST_LETTERS:
        return SafeString("")
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', sent)
