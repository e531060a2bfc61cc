"""Serial numbers of identity documents: read as they are typed, kept as a keyed hash, never in the clear.

A number has nine characters: four of the authority, five at random (§ 2(8) PAuswG, § 4(1) PassG). It may not be used to
retrieve or link data automatically (§ 20(3) PAuswG, § 16(4) PassG), so each authority has a key of its own, made from
its four characters: the same document cannot be recognised across authorities, and a stolen table yields no number.
"""

import re

from einamt.platform.crypto.secrets import keyed_hash
from einamt.procedures.identity_documents.errors import BadNumber

LENGTH, OF_AUTHORITY = 9, 4
ALPHABET = frozenset("0123456789CFGHJKLMNPRTVWXYZ")
"""What serial numbers are written with: no vowel, and none of B, D, Q and S."""
_READ_AS = str.maketrans({"O": "0", "Q": "0", "D": "0", "I": "1", "S": "5", "B": "8", "U": "V"})
"""What somebody typed who took a character for one that no number has: above all O for 0."""
_WEIGHTS = (7, 3, 1)


def parse_number(text: str) -> str:
    """The nine characters of a number as it was typed; a tenth is taken for the check digit (ICAO 9303-3, 4.9).

    :raises BadNumber: it cannot be one.
    """
    compact = re.sub(r"[\s\-–./_]", "", text).upper().translate(_READ_AS)
    number, check = compact[:LENGTH], compact[LENGTH:]
    if len(number) != LENGTH or not ALPHABET.issuperset(number) or check not in {"", check_digit(number=number)}:
        raise BadNumber
    return number


def check_digit(*, number: str) -> str:
    """The digit that stands after a number in the machine-readable zone."""
    values = (int(each, 36) for each in number)
    return str(sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def number_hash(*, number: str) -> str:
    """What is kept of a number that `parse_number` gave."""
    return keyed_hash(text=number, purpose=f"identity_documents.number:{number[:OF_AUTHORITY]}")


def hash_of_typed(text: str) -> str:
    """What to look for when somebody typed `text`: its number's hash, or one that nothing has, for the same work."""
    try:
        number = parse_number(text)
    except BadNumber:
        number = "?" * LENGTH
    return number_hash(number=number)
