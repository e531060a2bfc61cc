"""The facts that indicators are reckoned from."""

from einamt.insight.steering.indicators.definition import Dimension, Source
from einamt.procedures.appointments.facts import BOOKED, WAIT
from einamt.procedures.visits.facts import VISITED

BOOKINGS = Source(code="bookings", schema=BOOKED, day="booked_on")
VISITS = Source(code="visits", schema=VISITED, day="visit_date", weight='"count"')
FREE_TIMES = Source(
    code="free_times",
    schema=WAIT,
    day="measured_on",
    dimensions=(Dimension.DISTRICT, Dimension.OFFICE, Dimension.SERVICE),
    are_cases=False,
)
