"""Reading files, a piece at a time."""

from collections.abc import Iterator

from einamt.platform.attachments.models import Attachment


def pieces_of(*, file: Attachment) -> Iterator[bytes]:
    """The content of `file`; each piece is read when it is asked for."""
    parts = file.parts  # type: ignore[attr-defined]  # each room's table adds it
    for pk in list(parts.values_list("pk", flat=True)):
        yield parts.values_list("content", flat=True).get(pk=pk)
