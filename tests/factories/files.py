"""Files as people send them: made here, byte by byte, and whole unless a test cuts them."""

import zlib
from collections.abc import Callable
from io import BytesIO

import typst

from tools.clamav import EICAR


def png(*, width: int = 2, height: int = 2) -> bytes:
    """A picture; its head says how large it is, whatever is in it."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    rows = zlib.compress(b"\0" + bytes(3 * 2) + b"\0" + bytes(3 * 2))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + b"\x08\x02\0\0\0") + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(*, width: int = 4000, height: int = 3000, thumbnail: bytes = b"", content: int = 1000) -> bytes:
    """The shape of a photo: a small picture inside its head, a large one behind it, and a film at the end."""

    def segment(mark: int, told: bytes) -> bytes:
        return bytes([0xFF, mark]) + (len(told) + 2).to_bytes(2, "big") + told

    size = b"\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\x01\x01\x11\0"
    head = (
        segment(0xE1, b"Exif\0\0" + thumbnail + b"\xff\xd9")
        + segment(0xC0, size)
        + segment(0xDA, b"\x01\x01\0\0\x3f\0")
    )
    return b"\xff\xd8" + head + b"\x12\x34" * (content // 2) + b"\xff\xd9" + b"a film of two seconds"


def pdf(*, text: str = "Geburtsurkunde") -> bytes:
    """A page."""
    return bytes(typst.compile(text.encode()))


def infected(make: Callable[[], bytes] = png) -> bytes:
    """The same file with EICAR in it: what a scanner finds."""
    whole = make()
    return whole[:-12] + EICAR + whole[-12:]


def upload(content: bytes, name: str = "Urkunde.png") -> BytesIO:
    """As Django's test client sends it."""
    file = BytesIO(content)
    file.name = name
    return file
