"""Which indicators can be judged; plain Python."""

from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Indicator, Quantile, Share


def is_judgeable(*, indicator: Indicator) -> bool:
    """Whether its figures stand for places and months: not what waits for facts, nor a gap between places."""
    return isinstance(indicator.reckoning, Share | Quantile)


def judgeable() -> list[Indicator]:
    """The indicators that a measure can aim at, in their order."""
    return [each for each in INDICATORS.values() if is_judgeable(indicator=each)]
