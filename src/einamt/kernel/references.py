"""References that survive the telephone.

The alphabet has 23 characters, a prime, so that two weighted sums over a reference find every single error, every
double error and every swap of two characters (a shortened Reed-Solomon code over GF(23)). It leaves out what is
confused on paper: 0 O Q D, 1 I L, 2 Z, 5 S, 8 (B stays), V (U stays).
"""

import re
import secrets

from einamt.kernel.errors import N_, DomainError

ALPHABET = "34679ABCEFGHJKMNPRTUWXY"
_PRIME = len(ALPHABET)
_PAYLOAD = 8
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"8": "B", "V": "U"})
"""What a citizen may have heard or typed for a character that stays; the others have no single likely reading."""


class BadReference(DomainError):
    """What was typed cannot be a reference: wrong length, wrong character or wrong check characters."""

    code = "bad-reference"
    message = N_(
        "Diese Vorgangsnummer kann nicht stimmen. Bitte vergleichen Sie sie Zeichen für Zeichen mit Ihrer Bestätigung: "
        "Sie hat zehn Zeichen, zum Beispiel K7M4-RX9-3PA."
    )


def new_reference() -> str:
    """A random reference in its written form, such as `K7M4-RX9-3PA`: eight random and two check characters."""
    payload = _random(_PAYLOAD)
    return written(payload + _check_characters(payload))


def parse_reference(text: str) -> str:
    """The written form of what a citizen typed: spaces, hyphens and case do not matter.

    :raises BadReference: it is not a reference.
    """
    compact = re.sub(r"[\s\-–—._/]", "", text).upper().translate(_READ_AS)
    if len(compact) != _PAYLOAD + 2 or any(character not in _VALUE for character in compact):
        raise BadReference
    if compact[_PAYLOAD:] != _check_characters(compact[:_PAYLOAD]):
        raise BadReference
    return written(compact)


def new_code(*, length: int = 6) -> str:
    """A random access code in the same alphabet, to be told only to the person whose matter it is."""
    return _random(length)


def parse_code(text: str) -> str:
    """An access code as `new_code` writes it, whatever the case and the spaces in what was typed."""
    return re.sub(r"[\s\-]", "", text).upper().translate(_READ_AS)


def written(compact: str) -> str:
    """A compact reference in groups of four, three and three."""
    return f"{compact[:4]}-{compact[4:7]}-{compact[7:]}"


def _random(length: int) -> str:
    number, characters = secrets.randbelow(_PRIME**length), []
    for _ in range(length):
        number, value = divmod(number, _PRIME)
        characters.append(ALPHABET[value])
    return "".join(characters)


def _check_characters(payload: str) -> str:
    """The two characters that make the sums of values and of weighted values (weights 1 to 10) zero modulo 23."""
    values = [_VALUE[character] for character in payload]
    plain = -sum(values) % _PRIME
    weighted = -sum(weight * value for weight, value in enumerate(values, start=1)) % _PRIME
    # a + b = plain and 9a + 10b = weighted, modulo 23
    last = (weighted - 9 * plain) % _PRIME
    return ALPHABET[(plain - last) % _PRIME] + ALPHABET[last]
