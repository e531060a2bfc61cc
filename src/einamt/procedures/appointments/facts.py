"""What is counted about appointments; no column tells who came."""

from einamt.platform.facts.schema import FactSchema, Kind

_OF_APPOINTMENT = {
    "service": Kind.TEXT,
    "district": Kind.TEXT,
    "office": Kind.TEXT,
    "counter_group": Kind.TEXT,
    "channel": Kind.TEXT,
    "visit_date": Kind.DATE,
    "booked_on": Kind.DATE,
    "lead_days": Kind.INTEGER,
    "steps": Kind.INTEGER,
}

BOOKED = FactSchema(
    name="appointments.booked",
    version=1,
    columns={**_OF_APPOINTMENT, "start_minute": Kind.INTEGER, "services": Kind.INTEGER, "persons": Kind.INTEGER},
    explanation=(
        "An appointment was booked. `service`, `district` and `office` are identifiers of the catalogue, `service` the "
        "first of `services`; `lead_days` are the calendar days from the booking to the visit; `start_minute` counts "
        "from midnight."
    ),
)

ENDED = FactSchema(
    name="appointments.ended",
    version=1,
    columns={**_OF_APPOINTMENT, "outcome": Kind.TEXT, "ended_on": Kind.DATE},
    explanation="An appointment ended: `outcome` is cancelled, no-show or served.",
)
