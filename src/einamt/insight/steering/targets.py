"""Which target counts, where and when."""

from datetime import date

from einamt.insight.steering.indicators.definition import Aim, Indicator
from einamt.insight.steering.models import Target


class Targets:
    """All targets that were ever set: a district's own, else the city's, else the one of the definition."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[tuple[date, Aim | None]]] = {}
        found = Target.objects.order_by("-starts_on").values_list(
            "indicator", "district__identifier", "starts_on", "at_least", "at_most"
        )
        for code, district, starts_on, at_least, at_most in found:
            has_bound = at_least is not None or at_most is not None
            aim = Aim(at_least=at_least, at_most=at_most) if has_bound else None
            self._rows.setdefault((code, district or ""), []).append((starts_on, aim))

    def aim_of(self, indicator: Indicator, *, on: date, district: str = "") -> Aim | None:
        """The target on a day in a district (its identifier), or in the whole city."""
        for place in dict.fromkeys((district, "")):
            for starts_on, aim in self._rows.get((indicator.code, place), ()):
                if starts_on <= on:
                    return aim
        return indicator.target
