"""What the city measures, in one declarative place: what a number means, where its target comes from, what it is
not for.
"""

from collections.abc import Mapping

from einamt.insight.steering.indicators import appointments, service, to_come
from einamt.insight.steering.indicators.definition import Indicator

INDICATORS: Mapping[str, Indicator] = {one.code: one for one in (*appointments.ALL, *service.ALL, *to_come.ALL)}
"""All indicators by code, in the order in which they are shown."""
