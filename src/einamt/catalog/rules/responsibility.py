"""Who answers for a service: which of a service's rules wins for a place, a name and a kind of matter.

A rule says where it holds (an area key, by prefix), for whom (a range of surnames) and for what (a kind of matter);
what it leaves out does not narrow it. Of the rules that fit, the more specific one wins:

1. by area: the rule that holds in the smaller area;
2. in areas of the same size, by matter: the rule that names the matter before the one for everything else;
3. with the same matter, by name: the narrower range, where it lies within the wider one.

Rules of which none is more specific stand side by side: the same target twice is no harm, two targets are an overlap.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from einamt.catalog.rules.letters import END, FIRST, LetterRange, shares

ANYBODY = LetterRange(FIRST, END)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `target` is who answers; `names` is None for everybody, `matter` empty for every kind."""

    target: Hashable
    area_key: str = ""
    names: LetterRange | None = None
    matter: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """The names for which the same rules win; none of them: nobody answers."""

    names: LetterRange
    rules: tuple[Rule, ...]


def is_in_force(*, valid_from: date | None, valid_until: date | None, on: date) -> bool:
    """Whether a rule holds on a day; periods are half-open."""
    return (valid_from is None or valid_from <= on) and (valid_until is None or on < valid_until)


def area_rank(*, area_key: str, chain: Sequence[str]) -> tuple[int, int] | None:
    """How specific a rule's area is for a place; the least rank is the most specific. None: it does not hold there.

    `chain` holds the keys of the areas that the place lies in, the smallest first. A key fits all areas whose keys
    begin with it; what counts is the largest of them, and then how long the key is.
    """
    if not area_key:
        return (len(chain), 0)
    fitting = [position for position, key in enumerate(chain) if key.startswith(area_key)]
    return (fitting[-1], -len(area_key)) if fitting else None


def winners(*, rules: Iterable[Rule], chain: Sequence[str], matter: str, name: str) -> tuple[Rule, ...]:
    """The rules that win for a place, a matter (empty: none of those that are told apart) and a name key."""
    ranked = [
        (rank, rule)
        for rule in rules
        if (not rule.matter or rule.matter == matter)
        and (rule.names is None or rule.names.holds(name))
        and (rank := area_rank(area_key=rule.area_key, chain=chain)) is not None
    ]
    if not ranked:
        return ()
    nearest = min(rank for rank, _ in ranked)
    found = [rule for rank, rule in ranked if rank == nearest]
    if any(rule.matter for rule in found):
        found = [rule for rule in found if rule.matter]
    return tuple(rule for rule in found if not any(_is_narrower(other, rule) for other in found))


def answers_by_name(*, rules: Sequence[Rule], chain: Sequence[str], matter: str) -> list[Share]:
    """Who wins for which names: all names, cut where the answer may change, in order."""
    cuts = shares(ranges=[rule.names for rule in rules if rule.names is not None])
    return [Share(cut, winners(rules=rules, chain=chain, matter=matter, name=cut.start)) for cut in cuts]


def targets(rules: Iterable[Rule]) -> list[Hashable]:
    """Who answers by these rules, each once, in order."""
    return list(dict.fromkeys(rule.target for rule in rules))


def _is_narrower(first: Rule, second: Rule) -> bool:
    """Whether `first` is for a part of the names that `second` is for."""
    names, others = first.names or ANYBODY, second.names or ANYBODY
    return names != others and names.lies_within(others)
