"""The demo's clock: whoever tries the demo at night or on a Sunday still meets an open office.

Outside office hours the clock is put forward to nine o'clock of the next working day. It is never put back, so that
what was booked stays in order.
"""

from datetime import datetime, timedelta

from django.conf import settings

from einamt.kernel.localtime import at_minute, local_date, minute_of_day
from einamt.platform.clock import now
from einamt.platform.shell import city

OPENS_MINUTE, CLOSES_MINUTE = 8 * 60 + 30, 15 * 60
START_MINUTE = 9 * 60
FRIDAY = 5


def keep_office_hours() -> datetime:
    """Put the demo's clock forward where it is needed; the demo's present."""
    shown, file = now(), settings.CLOCK_FILE
    wanted = next_office_hour(moment=shown)
    if file is not None and wanted > shown:
        earlier = float(file.read_text()) if file.exists() else 0.0
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{earlier + (wanted - shown).total_seconds():.0f}")
    return now()


def next_office_hour(*, moment: datetime) -> datetime:
    """`moment` where it falls on Monday to Friday between 8:30 and 15:00, else nine o'clock of the next such day."""
    zone = city.zone()
    day, minute = local_date(moment=moment, zone=zone), minute_of_day(moment=moment, zone=zone)
    if day.isoweekday() <= FRIDAY and OPENS_MINUTE <= minute < CLOSES_MINUTE:
        return moment
    if minute >= OPENS_MINUTE and day.isoweekday() <= FRIDAY:
        day += timedelta(days=1)
    while day.isoweekday() > FRIDAY:
        day += timedelta(days=1)
    return at_minute(day=day, minute=START_MINUTE, zone=zone)


def is_shifted() -> bool:
    """Whether the demo's clock shows another time than ours."""
    return bool(settings.CLOCK_FILE and settings.CLOCK_FILE.exists())
