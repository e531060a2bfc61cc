"""Structured text: what long texts of the catalogue are written in.

Plain text that a person can read as it is, with three conventions: an empty line parts paragraphs, a line that starts
with `- ` or `1. ` is an entry of a list, and `[words](https://address)` is a link. Nothing in it can carry markup of
its own: whoever shows it escapes every word. HTML from a source is brought into this form by `from_html`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(((?:https?://|mailto:|tel:)[^\s()<>\"']+(?:\([^\s()<>\"']*\)[^\s()<>\"']*)*)\)")
_ENTRY = re.compile(r"(-|\d{1,3}\.) +(.*)")
_INVISIBLE = re.compile("[\u200b\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
_JOINERS_OR_MARKS = re.compile("[\u200c-\u200f]")
_JOINING_SCRIPTS = re.compile("[\u0590-\u0dff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Scripts from Hebrew and Arabic to those of India. Persian and Kurdish are written with joiners, and Arabic texts set
numbers right with marks of direction; in Latin texts both are dirt from a copied page."""
_SAFE_LINK = re.compile(r"(https?://|mailto:|tel:)[^\s()<>\"']+", re.IGNORECASE)

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "tbody",
        "thead",
        "tr",
        "dl",
        "dt",
        "dd",
        "pre",
        "hr",
        "form",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "br",
        "cite",
        "code",
        "em",
        "i",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "td",
        "th",
        "time",
        "u",
        "font",
        "li",
        "ul",
        "ol",
    ]
)
_DROPPED = frozenset(
    ["script", "style", "template", "iframe", "object", "embed", "svg", "math", "noscript", "title", "head"]
)
_SIMPLE_TAG = re.compile(r"<(?:/(p|ul|ol|li|strong|b|em|i|div|h[1-6])|(p|ul|ol|li|strong|b|em|i|br|div|h[1-6])( ?/)?)>")
_SPACES = re.compile(r"\s+")
_MANY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Words:
    """A run of plain words; with an address, they are a link."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of lines."""

    lines: list[list[Words]]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list."""

    entries: list[list[Words]]
    is_numbered: bool


Block = Paragraph | ListBlock


def blocks(text: str) -> list[Block]:
    """The paragraphs and lists of a structured text, in order."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        found.extend(_blocks_of_part(part))
    return found


def plain(text: str) -> str:
    """The words of a structured text without its conventions, for search and for reading out."""
    return " ".join(_LINK.sub(r"\1", text).replace("\n- ", "\n").split())


def is_html(text: str) -> bool:
    """Whether `text` holds HTML tags or character references."""
    return _TAG.search(text) is not None


@dataclass(frozen=True, slots=True)
class Converted:
    """A text brought into structured form, and the names of the tags that were left out with what they held or did."""

    text: str
    dropped: frozenset[str]


def from_html(markup: str) -> Converted:
    """The structured text of some HTML: paragraphs, lists and links stay, emphasis and everything else goes.

    What `script`, `style` and the like hold is left out whole. Never raises: markup that is broken is read as far as
    it can be.
    """
    found = _Collected()
    if not _read_simple(markup, found):
        reader = _HtmlReader(found)
        reader.feed(markup)
        reader.close()
    return Converted(text=tidy(found.text()), dropped=frozenset(found.dropped))


def tidy(text: str) -> str:
    """`text` without invisible characters, with single spaces and at most one empty line in a row."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
        if not _JOINING_SCRIPTS.search(text):
            text = _JOINERS_OR_MARKS.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _blocks_of_part(part: str) -> Iterator[Block]:
    lines: list[list[Words]] = []
    entries: list[list[Words]] = []
    is_numbered = False
    for line in part.split("\n"):
        entry = _ENTRY.fullmatch(line.strip())
        if entry is None:
            if entries:
                yield ListBlock(entries=entries, is_numbered=is_numbered)
                entries = []
            lines.append(_words(line.strip()))
            continue
        if lines:
            yield Paragraph(lines=lines)
            lines = []
        is_numbered = entry[1] != "-" if not entries else is_numbered
        entries.append(_words(entry[2]))
    if entries:
        yield ListBlock(entries=entries, is_numbered=is_numbered)
    if lines and any(lines):
        yield Paragraph(lines=lines)


def _words(line: str) -> list[Words]:
    found: list[Words] = []
    end = 0
    for link in _LINK.finditer(line):
        if link.start() > end:
            found.append(Words(line[end : link.start()]))
        found.append(Words(link[1], address=link[2]))
        end = link.end()
    if end < len(line):
        found.append(Words(line[end:]))
    return found


@dataclass
class _Anchor:
    address: str
    start: int


@dataclass(slots=True)
class _Collected:
    """Collects structured text from what a reader of HTML comes across."""

    pieces: list[str] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)
    lists: list[int] = field(default_factory=list)
    """For each open list the number of its last entry, or -1 where it is not numbered."""
    anchor: _Anchor | None = None
    silent: int = 0

    def text(self) -> str:
        """All that was collected."""
        self._end_anchor()
        return "".join(self.pieces)

    def start(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        if tag in _DROPPED:
            self.silent += 1
            self.dropped.add(tag)
        elif tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else -1)
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append(f"\n{self._marker()} ")
        elif tag == "br":
            self.pieces.append(" " if self.lists else "\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")
        elif tag == "a":
            self._end_anchor()
            self.anchor = _Anchor(address=(dict(attributes).get("href") or "").strip(), start=len(self.pieces))
        elif tag in _BLOCKS:
            self.pieces.append(" " if self.lists else "\n\n")
        elif tag not in _INLINE:
            self.dropped.add(tag)

    def end(self, tag: str) -> None:
        """A tag ends."""
        if tag in _DROPPED:
            self.silent = max(0, self.silent - 1)
        elif tag in ("ul", "ol"):
            if self.lists:
                self.lists.pop()
            self.pieces.append("\n\n" if not self.lists else "\n")
        elif tag == "a":
            self._end_anchor()
        elif tag in _BLOCKS:
            self.pieces.append(" " if self.lists else "\n\n")

    def data(self, text: str) -> None:
        """Words between tags, their character references resolved."""
        if not self.silent:
            self.pieces.append(_SPACES.sub(" ", text))

    def _marker(self) -> str:
        if not self.lists or self.lists[-1] < 0:
            return "-"
        self.lists[-1] += 1
        return f"{self.lists[-1]}."

    def _end_anchor(self) -> None:
        if self.anchor is None:
            return
        label = " ".join("".join(self.pieces[self.anchor.start :]).split()).replace("[", "(").replace("]", ")")
        is_safe = _SAFE_LINK.fullmatch(self.anchor.address) is not None
        if not is_safe:
            self.dropped.add("a")
        if label:
            shown = f"[{label}]({self.anchor.address})" if is_safe else label
            del self.pieces[self.anchor.start :]
            self.pieces.append(f" {shown} ")
        self.anchor = None


class _HtmlReader(HTMLParser):
    """The standard library's parser, which hands on what it comes across."""

    def __init__(self, found: _Collected) -> None:
        super().__init__(convert_charrefs=True)
        self._found = found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._found.start(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._found.end(tag)

    def handle_data(self, data: str) -> None:
        self._found.data(data)


def _read_simple(markup: str, found: _Collected) -> bool:
    """Read markup of the plainest tags without attributes, which most texts are of, as the parser would; it takes five
    times as long. False, with nothing read: there is more in it.
    """
    parts = _SIMPLE_TAG.split(markup)
    if any("<" in text for text in parts[::4]):
        return False
    for position in range(0, len(parts), 4):
        if text := parts[position]:
            found.data(unescape(text) if "&" in text else text)
        if position + 1 == len(parts):
            break
        ended, started, is_whole = parts[position + 1 : position + 4]
        if started:
            found.start(started, [])
        if ended or is_whole:
            found.end(ended or started)
    return True
