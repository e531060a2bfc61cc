"""What is counted of visits. No column names a person, neither a citizen nor anybody who works for the city."""

from einamt.platform.facts.schema import FactSchema, Kind, register

VISITED = register(
    FactSchema(
        name="visits.visited",
        version=3,
        columns={
            "service": Kind.TEXT,
            "district": Kind.TEXT,
            "office": Kind.TEXT,
            "counter_group": Kind.TEXT,
            "channel": Kind.TEXT,
            "arrival": Kind.TEXT,
            "arrival_channel": Kind.TEXT,
            "visit_date": Kind.DATE,
            "outcome": Kind.TEXT,
            "wait_minutes": Kind.INTEGER,
            "service_minutes": Kind.INTEGER,
            "count": Kind.INTEGER,
        },
        explanation=(
            "One visit that ended: `outcome` is served, no-show, left (went away and said so), or unfinished (was "
            "there, but nobody noted the end before the day closed). `arrival` is appointment, walk-in or emergency "
            "(since version 2; empty before: all had an appointment). `wait_minutes` (beyond the appointed time, or "
            "from the ticket on) and `service_minutes` (from the first call) are given for served only, the latter "
            "only where at least three people had called at the office that day, so that it tells of nobody. "
            "`counter_group` is empty where every counter serves. `channel` is how the appointment was booked or the "
            "ticket drawn; `arrival_channel` where it was said that the person is there (since version 3; empty for "
            "who never came). `count` is 1; an end that was taken back is followed by the same row with -1, so that "
            "sums and weighted means are right. Counters and staff are not recorded."
        ),
    )
)
