"""Facts of what happened at a bookable office."""

from datetime import UTC, date, datetime, timedelta

from einamt.kernel.channels import Channel
from einamt.platform.facts.models import Fact
from einamt.platform.facts.steps import new_fact
from einamt.procedures.appointments.facts import BOOKED
from tests.factories.appointments import Bookable


def record_bookings(place: Bookable, *lead_days: int, on: date, channel: Channel = Channel.PORTAL) -> None:
    """Bookings made on a day, each for so many days later."""
    Fact.objects.bulk_create(
        new_fact(
            schema=BOOKED,
            occurred_at=datetime(on.year, on.month, on.day, 10, tzinfo=UTC),
            values={
                "service": place.service.identifier,
                "district": place.office.organisation.identifier,
                "office": place.office.identifier,
                "counter_group": "buergerdienste",
                "channel": channel.value,
                "visit_date": on + timedelta(days=days),
                "booked_on": on,
                "lead_days": days,
                "steps": 1,
                "start_minute": 540,
                "services": 1,
                "persons": 1,
            },
        )
        for days in lead_days
    )
