"""QR codes (ISO/IEC 18004), with error correction for a screen in the sun or a crumpled receipt."""

import io
from base64 import b64encode

import segno


def qr_svg(address: str) -> bytes:
    """The code as an SVG picture of any size, on white also where the page is dark."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", light="#fff", xmldecl=False, border=2, omitsize=True
    )
    return drawn.getvalue()


def qr_data(address: str) -> str:
    """The code as an address that a picture on a page can have."""
    return f"data:image/svg+xml;base64,{b64encode(qr_svg(address)).decode()}"
