"""The one place that reads the clock. Views, tasks and commands call `now` once and pass it on."""

from datetime import UTC, datetime, timedelta

from django.conf import settings


def now() -> datetime:
    """The time, aware, in UTC.

    In a demo the clock is shifted by the seconds written in `EINAMT_CLOCK_FILE` (by default `clock` in the data
    folder): journeys set it, so that browser, server and worker agree on a day of the test's choosing, and so does a
    demo that is started at night. In production there is no such file.
    """
    shift_file = settings.CLOCK_FILE
    if shift_file is None or not shift_file.exists():
        return of_the_world()
    return of_the_world() + timedelta(seconds=float(shift_file.read_text()))


def of_the_world() -> datetime:
    """The time that every other clock shows, also in a demo: for codes that somebody's phone reckons from its own."""
    return datetime.now(UTC)
