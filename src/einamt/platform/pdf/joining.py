"""Several PDF files as one, for the printer alone: what they are for the archive and for screen readers is lost."""

from collections.abc import Sequence
from io import BytesIO


def joined(*, parts: Sequence[bytes]) -> bytes:
    """The pages of `parts` in order, each part beginning on a sheet of its own, also when both sides are printed."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - memory that only who prints should pay

    writer = PdfWriter()
    for part in parts:
        if len(writer.pages) % 2:
            writer.add_blank_page()
        for page in PdfReader(BytesIO(part)).pages:
            writer.add_page(page)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()
