"""What is counted of visits. No column names a person, neither a citizen nor anybody who works for the city."""

from einamt.platform.facts.schema import FactSchema, Kind, register

VISITED = register(
    FactSchema(
        name="visits.visited",
        version=1,
        columns={
            "service": Kind.TEXT,
            "district": Kind.TEXT,
            "office": Kind.TEXT,
            "counter_group": Kind.TEXT,
            "channel": Kind.TEXT,
            "visit_date": Kind.DATE,
            "outcome": Kind.TEXT,
            "wait_minutes": Kind.INTEGER,
            "service_minutes": Kind.INTEGER,
            "count": Kind.INTEGER,
        },
        explanation=(
            "One visit that ended: `outcome` is served, no-show, or unfinished (was there, but nobody noted the end "
            "before the day closed). `wait_minutes` (beyond the appointed time) and `service_minutes` (from the first "
            "call) are given for served only. `channel` is how the appointment was booked. `count` is 1; an end that "
            "was taken back is followed by the same row with -1, so that sums and weighted means are right. Counters "
            "and staff are not recorded."
        ),
    )
)
