"""Definitions as they are stated in a report, and what became of them since the last one."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext, override

from einamt.insight.steering.indicators.definition import Gap, Indicator, NotYet, Quantile, Share
from einamt.insight.steering.targets import Targets
from einamt.insight.steering.wording import aim_words

LANGUAGES = ("de", "en")
"""In which a report is issued."""
ASPECTS = ("name", "formula", "computed", "target", "target_source", "not_for")
"""What can change in a definition and is told."""

Stated = dict[str, Any]
"""A definition: its code, its words by language, how it is computed, and the digest of all that."""


def in_languages(said: Callable[[], str]) -> dict[str, str]:
    """What `said` says in each language."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = said()
    return found


def stated(*, indicators: Iterable[Indicator], on: date) -> list[Stated]:
    """The definitions of `indicators`, with the city's targets of a day."""
    targets = Targets()
    return [_stated(indicator, targets=targets, on=on) for indicator in indicators]


def _stated(indicator: Indicator, *, targets: Targets, on: date) -> Stated:
    aim = targets.aim_of(indicator, on=on)
    said: Stated = {
        "code": indicator.code,
        "name": in_languages(lambda: gettext(indicator.name)),
        "formula": in_languages(lambda: gettext(indicator.formula)),
        "computed": computed(indicator),
        "target": in_languages(lambda: aim_words(indicator, aim)),
        "target_source": in_languages(lambda: gettext(indicator.target_source) if indicator.target_source else ""),
        "not_for": in_languages(lambda: gettext(indicator.not_for)),
    }
    return said | {"digest": digest_of(said)}


def computed(indicator: Indicator) -> str:
    """How it is reckoned, in the words of its formula: conditions on a row of facts, in SQL."""
    match indicator.reckoning:
        case Share(source=source, part=part, whole=whole):
            counted = f"sum({source.weight}) where ({whole})"
            return f"{counted} and ({part}) / {counted}; {source.schema.name} by {source.day}"
        case Quantile(source=source, value=value, at=at, where=where):
            counted = f"quantile {at} of {value} weighted {source.weight} where ({where})"
            return f"{counted}; {source.schema.name} by {source.day}"
        case Gap(of=of):
            return f"max - min of {of} by district"
        case NotYet():
            return "no facts yet"
        case _:
            return "live"


def digest_of(said: Mapping[str, Any]) -> str:
    """A SHA-256 of what is said, whatever the order of its parts."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def changes(*, before: Sequence[Stated], now: Sequence[Stated]) -> list[dict[str, Any]]:
    """What became of definitions: each `kind` is new, gone, or one of `ASPECTS` with the texts before and now."""
    earlier, later = ({each["code"]: each for each in side} for side in (before, now))
    found: list[dict[str, Any]] = []
    for code, each in later.items():
        if code not in earlier:
            found.append({"code": code, "name": each["name"], "kind": "new"})
            continue
        found += [
            {"code": code, "name": each["name"], "kind": aspect, "before": was, "now": each[aspect]}
            for aspect in ASPECTS
            if (was := earlier[code][aspect]) != each[aspect]
        ]
    found += [
        {"code": code, "name": each["name"], "kind": "gone"} for code, each in earlier.items() if code not in later
    ]
    return found
