"""Taking a file in: what it is, whether it is whole, and what the scanner says. Nothing is written here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from einamt.platform.attachments.errors import (
    FileBroken,
    FileInfected,
    FileKindUnknown,
    FileTooLarge,
    NoScanner,
    TooManyFiles,
)
from einamt.platform.attachments.rules import MOST_FILES, MediaType, State, is_whole, media_type_of, shown_name
from einamt.platform.scanning.scanner import scanner
from einamt.platform.scanning.verdicts import ScannerAway

PIECE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """A file that can be kept."""

    name: str
    media_type: MediaType
    size: int
    digest: str
    state: State
    content: IO[bytes]

    def pieces(self) -> Iterator[bytes]:
        """Its content, from the beginning."""
        self.content.seek(0)
        while piece := self.content.read(PIECE_BYTES):
            yield piece


def are_taken() -> bool:
    """Whether the city takes files at all: it needs a scanner for that."""
    return scanner() is not None


def receive(*, files: "Sequence[UploadedFile[bytes]]") -> list[Received]:
    """The files, each looked at. Where the scanner does not answer, they are taken and looked at later.

    :raises NoScanner: the city has none.
    :raises TooManyFiles: more than go with one message.
    :raises FileTooLarge: one is larger than the city takes.
    :raises FileKindUnknown: by what is in it, it is nothing that is taken.
    :raises FileBroken: its end is missing.
    :raises FileInfected: something was found in it.
    """
    if not are_taken():
        raise NoScanner
    if len(files) > MOST_FILES:
        raise TooManyFiles({"most": MOST_FILES})
    return [_received(file) for file in files]


def _received(file: "UploadedFile[bytes]") -> Received:
    told, content = (file.name or "").rpartition("/")[2][:60], file.file
    assert content is not None  # noqa: S101 - for the type checker
    if (size := file.size or 0) > settings.ATTACHMENT_MB * 1024 * 1024:
        raise FileTooLarge({"name": told, "most": settings.ATTACHMENT_MB})
    if (media_type := media_type_of(content)) is None:
        raise FileKindUnknown({"name": told})
    name = shown_name(file.name or "", media_type)
    if not is_whole(content, media_type):
        raise FileBroken({"name": name})
    digest = sha256()
    received = Received(name, media_type, size, "", State.CHECKING, content)
    for piece in received.pieces():
        digest.update(piece)
    return Received(name, media_type, size, digest.hexdigest(), _looked_at(received), content)


def _looked_at(received: Received) -> State:
    ours = scanner()
    try:
        if ours is not None and not ours.scan(content=received.pieces()).is_clean:
            raise FileInfected({"name": received.name})
    except ScannerAway:
        return State.CHECKING
    return State.CLEAN
