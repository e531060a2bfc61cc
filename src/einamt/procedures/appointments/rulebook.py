"""The city's rules of booking as they are in force."""

from datetime import date, datetime

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.models import BookingRules


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
