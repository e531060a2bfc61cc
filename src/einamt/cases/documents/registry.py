"""Kinds of documents: declared here, registered by procedures when they start; this room knows no procedure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Field:
    """What whoever issues a document says or corrects: `label` is marked for translation, `value` is suggested."""

    name: str
    label: str
    value: str
    longest: int = 120


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document under a heading of its own."""

    title: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a document, ready to be read in its language: a title, paragraphs, lines of name and value, and
    sections below; above all of it, to whom it goes, in lines.
    """

    title: str
    paragraphs: Sequence[str]
    lines: Sequence[tuple[str, str]] = ()
    sections: Sequence[Section] = ()
    addressee: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document, with its `name` marked for translation (N_).

    `fields` takes a case's id and says what is to be filled in, or None where it cannot be issued on this case now.
    `content` takes the case's id, what was filled in by name, a language code, which is also the active one, and the
    moment.
    """

    code: str
    name: str
    fields: Callable[[UUID], Sequence[Field] | None]
    content: Callable[[UUID, Mapping[str, str], str, datetime], Content]


_kinds: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> DocumentKind:
    """Declare `kind` at start.

    :raises ValueError: the code is taken.
    """
    if kind.code in _kinds:
        message = f"the kind of document {kind.code!r} is registered twice"
        raise ValueError(message)
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> DocumentKind:
    """The kind with `code`; a KeyError is a bug: some procedure is not installed."""
    return _kinds[code]


def issuable_on(case_id: UUID) -> list[DocumentKind]:
    """The kinds that can be issued on a case now."""
    return [kind for kind in _kinds.values() if kind.fields(case_id) is not None]
