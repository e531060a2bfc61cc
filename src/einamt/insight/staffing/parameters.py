"""What a person's year at work is reckoned with: of the city, dated, with its source."""

from dataclasses import dataclass
from datetime import date

from einamt.insight.staffing.models import StaffingParameters
from einamt.kernel.errors import N_


@dataclass(frozen=True, slots=True)
class Parameters:
    """Values in force on a day."""

    annual_hours: float
    """Hours that a full-time employee is at work in a year: without holidays, leave and illness (Jahresarbeitszeit)."""
    allowance: float
    """What is added to the time of handling for all that cannot be counted by case: breaks, meetings, faults
    (sachliche und persönliche Verteilzeit), as a share of it."""
    wait_minutes: float
    """How long nine of ten should wait in the hall at most."""
    source: str
    """Where they come from, in words."""


ASSUMED = Parameters(
    annual_hours=1580,
    allowance=0.15,
    wait_minutes=15,
    source=N_(
        "Angenommen in der Größenordnung, die Organisationshandbücher nennen; die Stadt sollte eigene Werte erheben."
    ),
)
"""Until the city says its own. The way of reckoning is that of the BMI's handbook of organisation studies (cases
times mean handling time, with the allowance, divided by a person's year at work)."""


def parameters(*, on: date) -> Parameters:
    """What counts on a day."""
    found = StaffingParameters.objects.filter(starts_on__lte=on).order_by("-starts_on").first()
    if found is None:
        return ASSUMED
    return Parameters(
        annual_hours=found.annual_hours,
        allowance=found.allowance,
        wait_minutes=found.wait_minutes,
        source=found.source,
    )
