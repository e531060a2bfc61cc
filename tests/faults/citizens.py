"""A city with a database of its own, and eight processes that book in it: `python -m tests.faults.citizens ACTION`.

`build` lays the city out, `hold` holds one time, `check` says what is there, `book` has everybody try every time, with
each command sent again until it is answered, and writes a line for each appointment that somebody was told of. All but
`book` answer in JSON.
"""

import json
import multiprocessing
import random
import sys
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import InterfaceError, OperationalError, close_old_connections, connection  # noqa: E402 - Django first

from einamt.kernel.actor import CITIZEN  # noqa: E402
from einamt.kernel.channels import Channel  # noqa: E402
from einamt.platform import clock  # noqa: E402
from einamt.procedures.appointments.errors import SlotTaken  # noqa: E402
from einamt.procedures.appointments.models import Appointment  # noqa: E402
from einamt.procedures.appointments.operations import audit_capacity, book_slot  # noqa: E402
from tests.factories.appointments import OPENS, STEP, make_bookable, make_hold, somebody  # noqa: E402
from tests.faults.mails import link_of_mail  # noqa: E402
from tests.faults.own_city import COUNTERS, DAYS, PROCESSES, STARTS  # noqa: E402

PATIENCE_SECONDS = 60


def build() -> dict[str, Any]:
    """One office with a few counters; the ids of its rows and of its service."""
    now = clock.now()
    place = make_bookable(now=now, counters=COUNTERS)
    days = [now.date() + timedelta(days=1 + ahead) for ahead in range(DAYS)]
    return {"days": [place.day(day).pk for day in days], "service": place.service.pk}


def check() -> dict[str, Any]:
    """Which appointments there are, and what the audit finds."""
    return {
        "references": sorted(Appointment.objects.values_list("case__reference", flat=True)),
        "differences": [str(each) for each in audit_capacity(now=clock.now())],
    }


def hold() -> dict[str, Any]:
    """A time held, and the page that books it."""
    now = clock.now()
    place = make_bookable(now=now)
    held = make_hold(at=place, day=now.date() + timedelta(days=2), minute=OPENS, now=now)
    return {"link": link_of_mail(held, office_id=place.office.pk)}


def book(number: int, *, days: list[int], service: int) -> None:
    """Try every time once, in an order of one's own."""
    wanted = [(day, start) for day in days for start in range(OPENS, OPENS + STARTS * STEP, STEP)]
    random.Random(number).shuffle(wanted)
    for day, start in wanted:
        if reference := _answer(day=day, start=start, service=service):
            sys.stdout.write(f"{reference}\n")
            sys.stdout.flush()


def _answer(*, day: int, start: int, service: int) -> str | None:
    """The reference that somebody gets; None where the time has gone. Asked again until there is an answer."""
    contact, command_id = somebody(), uuid4()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return book_slot(
                capacity_day_id=day,
                start_minute=start,
                wishes=[(service, 1)],
                contact=contact,
                channel=Channel.PORTAL,
                actor=CITIZEN,
                command_id=command_id,
                now=clock.now(),
            ).case.reference
        except SlotTaken:
            return None
        except (OperationalError, InterfaceError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        finally:
            close_old_connections()


def main() -> None:
    """Do what is asked for; `book` takes what `build` gave as its second argument."""
    action = sys.argv[1]
    if action != "book":
        print(json.dumps({"build": build, "check": check, "hold": hold}[action]()))
        return
    city = json.loads(sys.argv[2])
    connection.close()
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=book, args=(number,), kwargs=city) for number in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    sys.exit(any(process.exitcode for process in processes))


if __name__ == "__main__":
    main()
