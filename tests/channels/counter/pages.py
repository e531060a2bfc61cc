"""Reading pages in tests the way a person does: what they say, and which buttons they offer."""

import re
from html import unescape
from html.parser import HTMLParser
from uuid import UUID

from django.http import HttpResponse


def text_of(response: HttpResponse) -> str:
    """What the page says, with single spaces."""
    page = re.sub(r"<(script|style|template)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).strip()


class _Buttons(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.possible: dict[str, str] = {}
        self.command = ""
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "button" and values.get("name") == "act" and "disabled" not in values:
            self.possible[str(values["value"])] = str(values.get("data-key"))
        if tag == "input" and values.get("name") == "command":
            self.command = str(values["value"])
        if tag == "input" and values.get("name") == "seen":
            self.seen.append(str(values["value"]))


def possible_acts(response: HttpResponse) -> dict[str, str]:
    """The buttons that can be pressed, with their keys."""
    parser = _Buttons()
    parser.feed(response.content.decode())
    return parser.possible


def command_of(response: HttpResponse) -> UUID:
    """The command id of the page's form."""
    parser = _Buttons()
    parser.feed(response.content.decode())
    return UUID(parser.command)


def seen_on(response: HttpResponse) -> list[str]:
    """The messages of which the page's form says that they stood there."""
    parser = _Buttons()
    parser.feed(response.content.decode())
    return parser.seen
