"""Steps of many days as bits: bit i of a row says something of its step i.

64 steps are one word, so that what a search asks of a day of eight hours is an operation on one number, and the days of
a hundred cities fit into a processor's cache. A matrix of words has a row for each day; days of more than 64 steps have
several words, the first steps in the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Words = NDArray[np.uint64]

WORD = 64
_TYPE = "<u8"
"""Little-endian, whatever the machine is, so that words and bytes name the same bits."""


def packed(matrix: NDArray[np.bool_]) -> Words:
    """A row of words for each row of `matrix`, at least one word."""
    import numpy as np  # noqa: PLC0415

    rows, steps = matrix.shape
    in_bytes = np.packbits(matrix, axis=1, bitorder="little")
    width = max(1, -(-steps // WORD)) * WORD // 8
    if in_bytes.shape[1] < width:
        filled = np.zeros((rows, width), np.uint8)
        filled[:, : in_bytes.shape[1]] = in_bytes
        in_bytes = filled
    words: Words = in_bytes.view(_TYPE)
    return words


def unpacked(words: Words) -> NDArray[np.bool_]:
    """The matrix behind `words`; as wide as all their bits."""
    import numpy as np  # noqa: PLC0415

    bits = np.unpackbits(np.ascontiguousarray(words).view(np.uint8).ravel(), bitorder="little")
    return bits.view(np.bool_).reshape(len(words), words.shape[1] * WORD)


def runs(words: Words, steps: int) -> Words:
    """Where `steps` bits in a row are set, at the first of them; words of its own."""
    found, length = words.copy() if steps == 1 else words, 1
    while length < steps:
        shift = min(length, steps - length)
        found = found & _brought_forward(found, shift)
        length += shift
    return found


def counts(words: Words) -> NDArray[np.integer]:
    """How many bits each row has."""
    import numpy as np  # noqa: PLC0415

    of_words: NDArray[np.uint8] = np.bitwise_count(words)
    return of_words[:, 0] if words.shape[1] == 1 else of_words.sum(axis=1, dtype=np.int64)


def positions(words: Words) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The row and the bit of every bit that is set, row by row."""
    import numpy as np  # noqa: PLC0415

    flat = np.flatnonzero(unpacked(words))  # many times quicker than nonzero of a matrix
    if words.shape[1] == 1:
        return flat >> 6, flat & WORD - 1
    return np.divmod(flat, words.shape[1] * WORD)


def widened(words: Words, width: int) -> Words:
    """The same rows with `width` words each."""
    import numpy as np  # noqa: PLC0415

    if words.shape[1] >= width:
        return words
    filled = np.zeros((len(words), width), _TYPE)
    filled[:, : words.shape[1]] = words
    return filled


def _brought_forward(words: Words, steps: int) -> Words:
    """Each bit is what the one `steps` later was."""
    import numpy as np  # noqa: PLC0415

    whole, rest = divmod(steps, WORD)
    if not whole and words.shape[1] == 1:
        return words >> np.uint64(rest)
    moved = np.zeros_like(words)
    left = words.shape[1] - whole
    if left > 0:
        moved[:, :left] = words[:, whole:] >> np.uint64(rest)
    if left > 1 and rest:
        moved[:, : left - 1] |= words[:, whole + 1 :] << np.uint64(WORD - rest)
    return moved
