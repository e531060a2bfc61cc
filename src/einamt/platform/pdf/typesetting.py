"""Setting a page: accessible (PDF/UA-1), fit for the archive (PDF/A-2a), in the house's own type.

What stands in a document goes in as values, never as markup: a value cannot become code of the template.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import segno

from einamt.platform import shell

if TYPE_CHECKING:
    import typst

FONTS = Path(shell.__file__).parent / "static" / "built" / "fonts"


def typeset(*, template: Path, values: Mapping[str, str], now: datetime) -> bytes:
    """The PDF of a typst `template` with `values`, which it finds in `sys.inputs`; `now` is its date.

    :raises typst.TypstError: the template is wrong, or a picture has no alternative text.
    """
    import typst  # noqa: PLC0415 - 8 MB that only who sets pages should pay

    made = typst.compile(
        template.read_bytes(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs=dict(values),
        pdf_standards=["a-2a", "ua-1"],
        timestamp=now.replace(microsecond=0),
    )
    if not isinstance(made, bytes):
        message = f"{template.name} gave no single document"
        raise TypeError(message)
    return made


def qr_svg(*, text: str) -> str:
    """A QR code as SVG, with the quiet zone that scanners need and error correction for a folded slip (level M)."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=4, xmldecl=False)
    return drawn.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    """Only ours: a document must not look different on another machine."""
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
