"""Supply, capacity, holds and appointments; the models of the city's rules stand in `regulations`.

Time of day is counted in minutes after local midnight (`…_minute`), days are local dates; moments are UTC. Capacity is
one row per counter group and day; byte i of its fields is about the step that begins at
`first_minute + i * step_minutes`.
Holds and appointments name their first minute, not their first byte, so that a day can be replanned under them.
"""

from einamt.procedures.appointments.backlog.models import BacklogEntry, StatutoryDeadline
from einamt.procedures.appointments.fairness.models import Draw, KeptBack, WaitlistEntry
from einamt.procedures.appointments.models.booking import (
    BOOKING,
    Appointment,
    AppointmentParticulars,
    Contact,
    HelpOrder,
    Reminder,
)
from einamt.procedures.appointments.models.capacity import CapacityChange, CapacityDay, PlanRevision
from einamt.procedures.appointments.models.holding import HOLD_REMEMBERED, OFFER_REMEMBERED, Hold, Offer
from einamt.procedures.appointments.models.legs import Leg
from einamt.procedures.appointments.models.supply import (
    ArrangedHelp,
    Closure,
    CounterGroup,
    Holiday,
    NoShowShare,
    OpeningRule,
)
from einamt.procedures.appointments.planning.models import (
    CapacityFactor,
    GroupChange,
    HolidayRemoval,
    OpeningEnd,
    Plan,
    RosterShift,
    SupplyChange,
)
from einamt.procedures.appointments.regulations import (
    BookingRules,
    FailedSearch,
    MinimumSupply,
    RuleFinding,
    RulesProposal,
)
from einamt.procedures.appointments.tours.models import HomeVisit, Tour

__all__ = [
    "BOOKING",
    "HOLD_REMEMBERED",
    "OFFER_REMEMBERED",
    "Appointment",
    "AppointmentParticulars",
    "ArrangedHelp",
    "BacklogEntry",
    "BookingRules",
    "CapacityChange",
    "CapacityDay",
    "CapacityFactor",
    "Closure",
    "Contact",
    "CounterGroup",
    "Draw",
    "FailedSearch",
    "GroupChange",
    "HelpOrder",
    "Hold",
    "Holiday",
    "HolidayRemoval",
    "HomeVisit",
    "KeptBack",
    "Leg",
    "MinimumSupply",
    "NoShowShare",
    "Offer",
    "OpeningEnd",
    "OpeningRule",
    "Plan",
    "PlanRevision",
    "Reminder",
    "RosterShift",
    "RuleFinding",
    "RulesProposal",
    "StatutoryDeadline",
    "SupplyChange",
    "Tour",
    "WaitlistEntry",
]
