"""How two people at one form come together: each is taken at what they have changed themselves. Plain Python."""

from collections.abc import Mapping
from hashlib import sha256

from einamt.catalog.editing.errors import Clash, EditedMeanwhile


def mark(text: str) -> str:
    """A short mark of what stood in a field, to tell later whether it still does."""
    return sha256(text.replace("\r\n", "\n").replace("\r", "\n").strip().encode()).hexdigest()[:16]


def own_changes(*, there: Mapping[str, str], typed: Mapping[str, str], seen: Mapping[str, str]) -> dict[str, str]:
    """Of what was typed: the fields that the person has changed, and that do not say it already.

    `there` is what the fields hold now, `seen` the `mark` of what the person was shown.

    :raises EditedMeanwhile: somebody else has changed one of these fields to something else.
    """
    mine = {key: text for key, text in typed.items() if mark(text) != seen.get(key) and mark(text) != mark(there[key])}
    if clashes := [Clash(key, there[key], text) for key, text in mine.items() if mark(there[key]) != seen.get(key)]:
        raise EditedMeanwhile(
            clashes=clashes, wording={**there, **mine}, seen={key: mark(text) for key, text in there.items()}
        )
    return mine
