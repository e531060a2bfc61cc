"""Which paper is which: the keys of what to bring, the same in every language and through every edit. Plain Python.

Somebody ticks a paper on a list in one language and is served with the list in another, perhaps after an editor has
changed it. Both mean the same paper where both have the same key. Where that is not certain the keys differ: a tick
that is lost costs a glance into a folder, one that stands for another paper costs a second visit.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2s

GERMAN = "de"
Keyed = tuple[str, str]
"""A paper's name and its key."""
_WORD = re.compile(r"\w+")


def paper_keys(*, names: Mapping[str, Sequence[str]], before: Mapping[str, Sequence[Keyed]]) -> dict[str, list[str]]:
    """The keys of a service's papers, in the order of `names`; both are by language.

    A paper keeps its key by its name, wherever on the list it stands, and when it is only called more or less exactly
    (all words of one name stand in the other). A paper that is new in a translation has the key of the German one at
    its place where both lists are of one length, else one of its own. `before` may hold languages that `names` leaves
    as they are.
    """
    keys: dict[str, list[str]] = {}
    german = [key for _, key in before.get(GERMAN, ())]
    for language in sorted(names, key=lambda code: (code != GERMAN, code)):
        kept = _kept(names[language], before.get(language, ()))
        if language == GERMAN:
            keys[language] = german = _completed(names[language], kept, language)
            continue
        if len(german) == len(kept):
            kept = [key or (other if other not in kept else None) for key, other in zip(kept, german, strict=True)]
        keys[language] = _completed(names[language], kept, language)
    return keys


def _kept(names: Sequence[str], before: Sequence[Keyed]) -> list[str | None]:
    """The key that each name has had; None for those that are new."""
    left = [(name, key) for name, key in before if key]
    kept: list[str | None] = [None] * len(names)
    for fits in (str.__eq__, _is_more_or_less):
        for place, name in enumerate(names):
            if kept[place] is not None:
                continue
            found = [other for other in left if fits(other[0], name)]
            if found and (fits is str.__eq__ or len(found) == 1):
                kept[place] = found[0][1]
                left.remove(found[0])
    return kept


def _is_more_or_less(one: str, other: str) -> bool:
    """Whether all words of one name stand in the other."""
    these, those = (frozenset(_WORD.findall(name.casefold())) for name in (one, other))
    return bool(these and those) and (these <= those or those <= these)


def _completed(names: Sequence[str], kept: Sequence[str | None], language: str) -> list[str]:
    keys: list[str] = []
    taken = {key for key in kept if key}
    for name, key in zip(names, kept, strict=True):
        keys.append(key or _new_key(name, language, taken))
        taken.add(keys[-1])
    return keys


def _new_key(name: str, language: str, taken: Collection[str]) -> str:
    """Of the name, so that a paper that was taken off the list and comes back is the same again."""
    number = 0
    while True:
        key = blake2s(f"{language}\n{name}\n{number}".encode(), digest_size=4).hexdigest()
        if key not in taken:
            return key
        number += 1
