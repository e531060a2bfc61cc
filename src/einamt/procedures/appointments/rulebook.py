"""The city's rules of booking as they are in force."""

from datetime import date, datetime, timedelta

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.models import BookingRules
from einamt.procedures.appointments.rules import horizon_end


def city_rules(*, on: date) -> BookingRules:
    """The rules in force on a day.

    :raises RulesMissing: none has come into force yet.
    """
    rules = BookingRules.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    if rules is None:
        raise RulesMissing
    return rules


def rules_at(*, now: datetime) -> BookingRules:
    """The rules in force at a moment, by the city's calendar.

    :raises RulesMissing: none has come into force yet.
    """
    return city_rules(on=local_date(moment=now, zone=city.zone()))


def last_bookable_day(*, now: datetime) -> date:
    """The last day of the horizon that is open at a moment.

    :raises RulesMissing: none has come into force yet.
    """
    rules = rules_at(now=now)
    end = horizon_end(now=now, horizon_days=rules.horizon_days, release_minute=rules.release_minute, zone=city.zone())
    return end - timedelta(days=1)
