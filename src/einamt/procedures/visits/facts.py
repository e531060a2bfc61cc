"""What is counted of visits. No column names a person, neither a citizen nor anybody who works for the city."""

from datetime import datetime

from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.facts.schema import FactSchema, Kind, register
from einamt.platform.shell import city

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
            "One visit that ended: `outcome` is served, no-show, left (went away and said so), handed-on (another "
            "office goes on and counts a visit of its own), or unfinished (was there, but nobody noted the end before "
            "the day closed). `arrival` is appointment, walk-in, emergency (since version 2; empty before: all had an "
            "appointment) or handed-on (from another office). `wait_minutes` (beyond the appointed time, or from the "
            "ticket on) and `service_minutes` (from the first call) are given for served and handed-on, the latter "
            "only where at least three people had called those of the group at the office that day, so that it tells "
            "of nobody. `occurred_at` is the beginning of the day: the moments of a counter's ends would be the day of "
            "who works there. "
            "`counter_group` is empty where every counter serves. `channel` is how the appointment was booked or the "
            "ticket drawn; `arrival_channel` where it was said that the person is there (since version 3; empty for "
            "who never came). `count` is 1; an end that was taken back is followed by the same row with -1, so that "
            "sums and weighted means are right. Counters and staff are not recorded."
        ),
    )
)

DONE = register(
    FactSchema(
        name="visits.done",
        version=1,
        columns={
            "service": Kind.TEXT,
            "district": Kind.TEXT,
            "office": Kind.TEXT,
            "counter_group": Kind.TEXT,
            "channel": Kind.TEXT,
            "arrival": Kind.TEXT,
            "visit_date": Kind.DATE,
            "for_persons": Kind.INTEGER,
            "count": Kind.INTEGER,
        },
        explanation=(
            "One service that was done in a visit that was served or handed on, for `for_persons` persons; a visit "
            "with three has three rows, one in which nothing could be done has none. What was done is what was wished, "
            "unless the counter has said otherwise; in a visit that was handed on, what does not go on. The other "
            "columns are those of visits.visited, without any minutes: a visit's time is not split among its services. "
            "`count` is 1, and -1 where the end was taken back. Counters and staff are not recorded."
        ),
    )
)


def counted_at(moment: datetime) -> datetime:
    """When a visit ended, as its fact keeps it: the beginning of the city's day.

    To the second, the rows of an office with one clerk would be her day with its pauses (§ 85(1) no. 13 PersVG Berlin).
    """
    zone = city.zone()
    return at_minute(day=local_date(moment=moment, zone=zone), minute=0, zone=zone)
