"""A small city in which everything has happened once, for `tools/release_data.py`: run by the version to be released.

It uses operations only, so that it says in the version's own way what the next one must still understand. The
names of the cases are printed as JSON.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import django

django.setup()

from einamt.kernel.actor import CITIZEN  # noqa: E402 - Django first
from einamt.kernel.channels import Channel  # noqa: E402
from einamt.procedures.appointments.operations import cancel_appointment  # noqa: E402
from einamt.procedures.visits.operations import Desk, call_next, finish_visit, mark_arrived, mark_no_show  # noqa: E402
from tests.factories.accounts import make_clerk  # noqa: E402
from tests.factories.appointments import OPENS, STEP, make_bookable, make_booking, somebody  # noqa: E402

NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)
"""A Friday, eight o'clock in Berlin."""


def main() -> None:
    """Populate; what was made is printed."""
    place = make_bookable(now=NOW, counters=2)
    clerk = make_clerk(office=place.office)
    people = ["Đặng-Nguyễn Thị Hà", "Anna Muster", "Ömer Yılmaz", "Zoë Łukasiewicz", "Nicht Da"]
    booked = [
        make_booking(
            at=place,
            day=NOW.date() + timedelta(days=number // 4),
            minute=OPENS + STEP * (number + 1),
            now=NOW,
            contact=somebody(name=name, email=f"person{number}@example.org"),
        )
        for number, name in enumerate(people)
    ]
    cancel_appointment(
        appointment_id=booked[3].appointment.pk, actor=CITIZEN, channel=Channel.PORTAL, command_id=uuid4(), now=NOW
    )
    desk = Desk(office_id=place.office.pk, actor=clerk.actor, counter="1", channel=Channel.COUNTER)
    first = booked[0].case.pk
    mark_arrived(case_id=first, desk=desk, command_id=uuid4(), now=NOW + timedelta(minutes=5))
    call_next(desk=desk, group_ids=None, command_id=uuid4(), now=NOW + timedelta(minutes=10))
    finish_visit(case_id=first, desk=desk, command_id=uuid4(), now=NOW + timedelta(minutes=20))
    mark_arrived(case_id=booked[1].case.pk, desk=desk, command_id=uuid4(), now=NOW + timedelta(minutes=21))
    mark_no_show(case_id=booked[2].case.pk, desk=desk, command_id=uuid4(), now=NOW + timedelta(minutes=60))
    made = {one.case.reference: name for one, name in zip(booked, people, strict=True)}
    json.dump(made, sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)


if __name__ == "__main__":
    main()
