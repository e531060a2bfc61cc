"""What happens by the clock."""

from datetime import datetime

from einamt.catalog.models import Organisation
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.models import OFFER_REMEMBERED, Offer
from einamt.procedures.appointments.operations import (
    announce_draws,
    end_entries,
    end_offers,
    expire_holds,
    extend_capacity,
    offer_times,
    offer_to_waitlist,
    record_holidays,
    run_draws,
    tell_losses,
)


def sweep_holds(now: datetime) -> None:
    """Every minute: give back what was held too long."""
    expire_holds(now=now)


def work_off_backlog(now: datetime) -> None:
    """Every minute, and as soon as somebody has lost a time: tell them, end offers that ran out, make new ones.

    A city that has not laid down its rules yet has nothing to offer.
    """
    tell_losses(now=now)
    end_offers(now=now)
    try:
        offer_times(now=now)
    except RulesMissing:
        return


def serve_waitlist(now: datetime) -> None:
    """Every minute, and as soon as a time was freed: announce and run draws, end entries, offer what is free.

    A city that has not laid down its rules yet has nothing to offer.
    """
    end_entries(now=now)
    end_offers(now=now)
    try:
        announce_draws(now=now)
        run_draws(now=now)
        offer_to_waitlist(now=now)
    except RulesMissing:
        return


def extend_supply(now: datetime) -> None:
    """Every night: the Land's holidays of this year and the next, then capacity up to the horizon.

    A city that has not laid down its rules yet has nothing to plan.
    """
    if state := city.current().state:
        year = local_date(moment=now, zone=city.zone()).year
        for organisation_id in Organisation.objects.filter(parent=None, kind="city").values_list("pk", flat=True):
            record_holidays(organisation_id=organisation_id, state=state, years=[year, year + 1])
    try:
        extend_capacity(now=now)
    except RulesMissing:
        return


def forget_offers(now: datetime) -> None:
    """Every night: forget the offers that ended long ago."""
    Offer.objects.exclude(outcome=Offer.Outcome.OPEN).filter(expires_at__lt=now - OFFER_REMEMBERED).delete()
