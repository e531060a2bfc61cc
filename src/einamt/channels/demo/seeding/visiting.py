"""Visits at home in the demo: what the hotline has booked for the next tours, one home after the other."""

import random
from datetime import datetime
from uuid import UUID

from einamt.catalog.models import PostalArea
from einamt.catalog.rules.distances import Place
from einamt.channels.demo.seeding.demand import SEED
from einamt.channels.demo.seeding.names import person
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.procedures.appointments.models import Tour
from einamt.procedures.appointments.operations import ContactDetails, book_home_visit
from einamt.procedures.appointments.tours.homes import Home, Reason
from einamt.procedures.appointments.tours.search import home_times

DAYS, A_DAY = 3, 4
STREETS = ("Lindenstraße", "Schulstraße", "Gartenweg", "Am Park")
"""Names that many towns have; the numbers are made up."""


def write(*, now: datetime) -> int:
    """Book some visits on the next days of each tour; how many there are."""
    chance = random.Random(SEED)  # noqa: S311 - a demo's dice
    codes = list(PostalArea.objects.order_by("postal_code"))
    booked = 0
    for tour in Tour.objects.order_by("pk"):
        services = list(tour.services.order_by("slug").values_list("pk", flat=True))
        days: dict[int, int] = {}
        for _ in range(DAYS * A_DAY * 3):
            area, wishes = chance.choice(codes), [(chance.choice(services), 1)]
            place = Place(latitude=area.latitude, longitude=area.longitude)
            found = [
                times
                for times in home_times(wishes=wishes, place=place, now=now).times
                if days.get(times.capacity_day_id, 0) < A_DAY and (times.capacity_day_id in days or len(days) < DAYS)
            ]
            if not found:
                continue
            times = found[0]
            home = Home(
                address=f"{chance.choice(STREETS)} {chance.randrange(1, 60)}, {area.postal_code} Berlin",
                place=place,
                hint=chance.choice(["", "2. Stock links", "Erdgeschoss, bitte lange klingeln", "Zimmer 114"]),
            )
            book_home_visit(
                capacity_day_id=times.capacity_day_id,
                start_minute=chance.choice(times.minutes[:4]),
                wishes=wishes,
                home=home,
                reason=Reason(tour.reasons[0]),
                contact=ContactDetails(name=person(chance=chance)),
                channel=Channel.HOTLINE,
                actor=CITIZEN,
                command_id=UUID(int=chance.getrandbits(128), version=4),
                now=now,
            )
            days[times.capacity_day_id] = days.get(times.capacity_day_id, 0) + 1
            booked += 1
    return booked
