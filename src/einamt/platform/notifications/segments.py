"""How long an SMS is: 160 characters of the GSM alphabet or 70 others; longer ones are cut and paid for by the piece.

3GPP TS 23.038, section 6.2.1, and TS 23.040, section 9.2.3.24: each piece of a long message gives up seven characters
(three of the others) to say which one it is.
"""

from dataclasses import dataclass

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = "^{}\\[~]|€\f"
"""Each counts as two."""


@dataclass(frozen=True, slots=True)
class Length:
    """Characters as they are counted, how many fit into so many pieces, and whether the GSM alphabet does."""

    characters: int
    segments: int
    is_gsm: bool


def length_of(text: str) -> Length:
    """How long `text` is as an SMS."""
    if all(sign in _BASIC or sign in _ESCAPED for sign in text):
        units = [2 if sign in _ESCAPED else 1 for sign in text]
        return Length(sum(units), _pieces(units, alone=160, each=153), is_gsm=True)
    units = [len(sign.encode("utf-16-be")) // 2 for sign in text]
    return Length(sum(units), _pieces(units, alone=70, each=67), is_gsm=False)


def _pieces(units: list[int], *, alone: int, each: int) -> int:
    """A character of two units is not cut in the middle."""
    if sum(units) <= alone:
        return 1
    pieces, free = 1, each
    for unit in units:
        if unit > free:
            pieces, free = pieces + 1, each
        free -= unit
    return pieces
