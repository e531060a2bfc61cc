"""Reading what a template shows, as a browser and as a screen reader would."""

import re
from html.parser import HTMLParser

VOID = {"input", "path", "circle", "rect", "br", "link", "meta"}


class Found(HTMLParser):
    """Elements by name, the text, and what of it is spoken."""

    def __init__(self) -> None:
        super().__init__()
        self._elements: list[tuple[str, dict[str, str]]] = []
        self._texts: list[tuple[str, tuple[int, ...]]] = []
        self._open: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(len(self._elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._texts.append((data, tuple(self._open)))

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element `tag`."""
        return [attributes for name, attributes in self._elements if name == tag]

    def one(self, tag: str) -> dict[str, str]:
        """The attributes of the only element `tag`."""
        (found,) = self.all(tag)
        return found

    @property
    def text(self) -> str:
        """All text, with single spaces."""
        return _tidy(data for data, _ in self._texts)

    def spoken(self, tag: str) -> str:
        """The text of the first element `tag` without what is hidden from screen readers."""
        first = next(index for index, (name, _) in enumerate(self._elements) if name == tag)
        return _tidy(data for data, inside in self._texts if first in inside and not self._is_silent(inside)).strip()

    def _is_silent(self, inside: tuple[int, ...]) -> bool:
        return any(self._elements[index][1].get("aria-hidden") == "true" for index in inside)


def read(html: str) -> Found:
    """Parse `html`."""
    found = Found()
    found.feed(html)
    found.close()
    return found


def _tidy(parts: "object") -> str:
    return re.sub(r"\s+", " ", " ".join(parts)).replace(" ,", ",").strip()  # type: ignore[call-overload]
