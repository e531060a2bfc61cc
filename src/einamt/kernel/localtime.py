"""Between a city's wall clock and UTC. Inside the house times are aware and in UTC; people read the wall clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def at_minute(*, day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, when the wall clock of `zone` shows `minute` minutes after midnight of `day`.

    `minute` may be 1440 (the next midnight). In the hour that the spring night leaves out, the moment is the one that
    the clock of the old offset would show (02:30 becomes 03:30 summer time); in the hour that the autumn night repeats,
    it is the first of the two.
    """
    days, minute_of_day = divmod(minute, 24 * 60)
    wall = datetime.combine(day + timedelta(days=days), time(minute_of_day // 60, minute_of_day % 60), tzinfo=zone)
    return wall.astimezone(UTC)


def local_date(*, moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day that `moment` falls on in `zone`."""
    return moment.astimezone(zone).date()


def minute_of_day(*, moment: datetime, zone: ZoneInfo) -> int:
    """What the wall clock of `zone` shows at `moment`, in minutes after midnight."""
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute
