"""Which files are taken: told by what is in them, never by their names. Plain Python."""

import unicodedata
from enum import StrEnum
from pathlib import PurePosixPath
from typing import IO

MOST_FILES = 5
"""With one message."""
MOST_PIXELS = 100_000_000
"""Of a picture: the best telephones take half of it, and a reader's machine still shows it."""
LONGEST_NAME = 120
_PIECE, _TAIL = 64 * 1024, 64 * 1024
_PDF, _PNG, _JPEG = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_PNG_END = b"IEND\xaeB\x60\x82"
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG behind which its size stands (ITU-T T.81, table B.1)."""
_SCAN, _END_OF_IMAGE = 0xDA, b"\xff\xd9"


class MediaType(StrEnum):
    """What is taken. No HEIC: few offices can open it, and telephones send JPEG where a form asks for it."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


ENDINGS = {MediaType.PDF: (".pdf",), MediaType.JPEG: (".jpg", ".jpeg"), MediaType.PNG: (".png",)}


class State(StrEnum):
    """How far the look for viruses is."""

    CHECKING = "checking"
    """The scanner did not answer yet: kept, and opened by nobody of the staff."""
    CLEAN = "clean"
    """Nothing was found."""
    REFUSED = "refused"
    """Something was found; the content is gone."""


def media_type_of(file: IO[bytes]) -> MediaType | None:
    """What a file is by its first bytes; None for what is not taken."""
    file.seek(0)
    head = file.read(8)
    if head.startswith(_PDF):
        return MediaType.PDF
    if head == _PNG:
        return MediaType.PNG
    return MediaType.JPEG if head.startswith(_JPEG) else None


def is_whole(file: IO[bytes], media_type: MediaType) -> bool:
    """Whether nothing is missing at the end, and a picture is of a size that can be shown."""
    match media_type:
        case MediaType.PDF:
            return b"%%EOF" in _tail(file)
        case MediaType.PNG:
            file.seek(16)
            width, height = file.read(4), file.read(4)
            return _can_be_shown(width, height) and _PNG_END in _tail(file)
        case MediaType.JPEG:
            return _is_whole_jpeg(file)


def _is_whole_jpeg(file: IO[bytes]) -> bool:
    """From segment to segment to the picture itself, in which the bytes of the end can stand for nothing else."""
    file.seek(2)
    while True:
        mark = file.read(4)
        if len(mark) < 4 or mark[0] != 0xFF:
            return False
        length = int.from_bytes(mark[2:], "big")
        if mark[1] in _SIZES:
            told = file.read(5)
            if not _can_be_shown(told[1:3], told[3:5]):
                return False
            length -= 5
        if length < 2:
            return False
        file.seek(length - 2, 1)
        if mark[1] == _SCAN:
            return _has(file, _END_OF_IMAGE)


def _can_be_shown(width: bytes, height: bytes) -> bool:
    return 0 < int.from_bytes(width, "big") * int.from_bytes(height, "big") <= MOST_PIXELS


def _has(file: IO[bytes], wanted: bytes) -> bool:
    """Whether `wanted`, of two bytes, comes from here on."""
    before = b""
    while piece := file.read(_PIECE):
        if wanted in before + piece:
            return True
        before = piece[-1:]
    return False


def _tail(file: IO[bytes]) -> bytes:
    file.seek(max(0, file.seek(0, 2) - _TAIL))
    return file.read(_TAIL)


def shown_name(name: str, media_type: MediaType) -> str:
    """The name as its person wrote it, without folders and without signs that cannot be seen or turn the reading round,
    and with the ending of what the file is: `Zeugnis.pdf.exe` that is a PDF is called `Zeugnis.pdf.exe.pdf`.
    """
    plain = unicodedata.normalize("NFC", PurePosixPath(name.replace("\\", "/")).name)
    seen = "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}).strip()
    endings = ENDINGS[media_type]
    if seen.lower().endswith(endings):
        stem, _, ending = seen.rpartition(".")
        return f"{stem[: LONGEST_NAME - 8] or 'Datei'}.{ending}"
    return f"{seen.strip('.')[: LONGEST_NAME - 8] or 'Datei'}{endings[0]}"
