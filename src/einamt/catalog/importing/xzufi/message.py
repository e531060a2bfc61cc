"""A transfer message as a stream of objects, in memory that does not grow with the file.

What XML can do to a reader is refused before anything is written: a DOCTYPE and with it every entity (billion laughs,
external entities), another encoding than UTF-8 (XÖV), an unknown namespace, a file that ends in the middle, an object
larger than any service. Nothing is ever fetched from elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from lxml import etree

from einamt.catalog.importing.errors import ImportRefused
from einamt.catalog.importing.xzufi.names import VERSIONS
from einamt.catalog.importing.xzufi.trees import local_name

LARGEST_OBJECT_BYTES = 8_000_000
"""The longest public service text has some 100 kB in all its languages."""
_HEAD_BYTES = 65_536
_BEFORE_ROOT = re.compile(rb"\A(?:\xef\xbb\xbf)?(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"']([\w.:-]+)")
_UTF_16 = tuple(
    mark + rest for mark, rest in ((b"\xff\xfe", b"<\0"), (b"\xfe\xff", b"\0<"), (b"", b"<\0"), (b"", b"\0<"))
)
_TAIL_BYTES = 4_096
_DOCTYPE = (
    "{name} has a DOCTYPE. No message of the standard has one, and it can make a reader fetch or blow up what it "
    "should not; please have the file written without."
)


@dataclass(frozen=True, slots=True)
class Message:
    """A file that has passed the gate: a message of a known version."""

    path: Path
    namespace: str
    version: str


@dataclass(frozen=True, slots=True)
class Written:
    """One object that a message writes or deletes; `position` counts its operations from 1."""

    is_deleted: bool
    kind: str
    element: etree._Element
    position: int


def open_message(path: Path) -> Message:
    """Look at the beginning of a file.

    :raises ImportRefused: it cannot be read, has a DOCTYPE, is not XML in UTF-8, or is no XZuFi of a known version.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise ImportRefused(f"{path}: {error.strerror or error}.") from None
    if not head.strip():
        raise ImportRefused(f"{path.name} is empty.")
    if _BEFORE_ROOT.match(head):
        raise ImportRefused(_DOCTYPE.format(name=path.name))
    is_utf_16 = head.startswith(_UTF_16)
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and not is_utf_16:
        raise ImportRefused(f"{path.name} is no XML; an XZuFi message begins with '<'.")
    if b"\0" in head and not is_utf_16:
        raise ImportRefused(f"{path.name} is no XML; it holds a NUL, which no text has.")
    declared = _ENCODING.match(head)
    encoding = "UTF-16" if is_utf_16 else declared[1].decode() if declared else "UTF-8"
    if encoding.upper() not in {"UTF-8", "US-ASCII"}:
        raise ImportRefused(f"{path.name} is in {encoding[:40]}; XÖV messages are in UTF-8.")
    root = next(_events(path, events=("start",), tag=None))
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise ImportRefused(_DOCTYPE.format(name=path.name))
    namespace = etree.QName(root).namespace or ""
    if namespace not in VERSIONS:
        found = f"the namespace {namespace!r}" if namespace else "no namespace"
        known = ", ".join(sorted(VERSIONS))
        raise ImportRefused(f"{path.name}: <{local_name(root)}> is in {found}; XZuFi is read in {known}.")
    return Message(path=path, namespace=namespace, version=VERSIONS[namespace])


def objects(message: Message, *kinds: str) -> Iterator[Written]:
    """The objects of these kinds that the message writes or deletes, in its order; with no kinds given, of all.

    :raises ImportRefused: the file is broken; the text says where. What was read before has been given already.
    """
    operations = (f"{{{message.namespace}}}schreibe", f"{{{message.namespace}}}loesche")
    position = 0
    for element in _events(message.path, events=("end",), tag=operations):
        parent = element.getparent()
        if parent is None or parent.getparent() is not None:
            continue  # an element of that name deep in an object is none of ours
        position += 1
        for child in element:
            if isinstance(child.tag, str) and (not kinds or local_name(child) in kinds):
                is_deleted = local_name(element) == "loesche"
                yield Written(is_deleted=is_deleted, kind=local_name(child), element=child, position=position)
        element.clear()
        while element.getprevious() is not None:
            del parent[0]


class _Gauge:
    """A file that refuses to be read on when one object never ends."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        self._since += max(size, 0)
        if self._since > LARGEST_OBJECT_BYTES:
            message = (
                f"{self._name} holds an object of more than {LARGEST_OBJECT_BYTES / 1e6:.0f} MB; none is so large."
            )
            raise ImportRefused(message)
        return self._file.read(size)

    def begin_object(self) -> None:
        """An object has ended; count anew."""
        self._since = 0


def _events(
    path: Path, *, events: tuple[Literal["start", "end"], ...], tag: tuple[str, ...] | None
) -> Iterator[etree._Element]:
    with path.open("rb") as file:
        gauge = _Gauge(file, path.name)
        parser = etree.iterparse(
            gauge,
            events=events,
            tag=tag,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            collect_ids=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, element in parser:
                yield element
                gauge.begin_object()
        except etree.XMLSyntaxError as error:
            raise ImportRefused(_broken(path, error, parser.error_log)) from None


def _broken(path: Path, error: etree.XMLSyntaxError, log: etree._ListErrorLog) -> str:
    """What is wrong, where: the first fault, since those after it follow from it."""
    first = next(iter(log), None)
    line, column = (first.line, first.column) if first else error.position
    said = (first.message if first else error.msg or "").strip().rstrip(".")
    where = f"(line {line}, column {column})"
    if "encod" in said.lower() or "UTF-8" in said:
        return f"{path.name} is not UTF-8 all through {where}: {said}."
    if _is_cut(path) or any(
        words in said for words in ("Premature end", "Extra content", "no element found", "Couldn't find end")
    ):
        return f"{path.name} ends in the middle: it has not arrived whole {where}: {said}."
    return f"{path.name} is not sound XML {where}: {said}."


def _is_cut(path: Path) -> bool:
    """Whether a file ends within a tag or a text: every message ends with the end of its last tag."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        return not file.read().rstrip().endswith(b">")
