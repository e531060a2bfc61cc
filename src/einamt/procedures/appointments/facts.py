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

WAIT = FactSchema(
    name="appointments.wait",
    version=1,
    columns={
        "service": Kind.TEXT,
        "district": Kind.TEXT,
        "office": Kind.TEXT,
        "measured_on": Kind.DATE,
        "first_days": Kind.INTEGER,
        "third_days": Kind.INTEGER,
        "horizon_days": Kind.INTEGER,
    },
    explanation=(
        "How far away the first and the third free time of a service at an office were, once a day: calendar days from "
        "`measured_on` (0 is the same day), for one person. NULL: there were fewer times than that within "
        "`horizon_days`."
    ),
)

SEARCH_FAILED = FactSchema(
    name="appointments.search-failed",
    version=1,
    columns={
        "service": Kind.TEXT,
        "district": Kind.TEXT,
        "office": Kind.TEXT,
        "is_narrowed": Kind.BOOL,
        "searched_on": Kind.DATE,
        "hour": Kind.INTEGER,
        "count": Kind.INTEGER,
    },
    explanation=(
        "How many searches for times of a service found nothing in one `hour` of the city's wall clock (0 to 23). "
        "`district` and `office` are empty unless one office was asked for; `is_narrowed` where wishes for days, "
        "times or offices may have left times elsewhere out. Searches are counted, not persons."
    ),
)
