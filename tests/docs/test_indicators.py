"""What texts say of the indicators is what the definitions are."""

import re
from pathlib import Path

from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import NotYet

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"


def test_the_changelog_counts_the_indicators_and_those_with_figures() -> None:
    said = re.search(r"(\d+) indicators as definitions, (\d+) with figures", CHANGELOG.read_text(encoding="utf-8"))
    assert said is not None
    with_figures = sum(not isinstance(one.reckoning, NotYet) for one in INDICATORS.values())
    assert [int(number) for number in said.groups()] == [len(INDICATORS), with_figures]
