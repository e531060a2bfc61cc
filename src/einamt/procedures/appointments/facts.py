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

CANCELLED = FactSchema(
    name="appointments.cancelled",
    version=1,
    columns={**_OF_APPOINTMENT, "cancelled_on": Kind.DATE},
    explanation=(
        "An appointment was cancelled before it began; its time could be booked again. The columns are those of its "
        "booking, `channel` is how it was booked. What became of the others is told by `visits.visited`."
    ),
)
