"""What happens by the clock."""

from datetime import datetime, timedelta

from einamt.catalog.models import Organisation
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.procedures.appointments import remembered
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.models import OFFER_REMEMBERED, Offer
from einamt.procedures.appointments.monitoring import announce_findings
from einamt.procedures.appointments.operations import (
    announce_draws,
    check_rules,
    end_entries,
    end_offers,
    expire_holds,
    extend_capacity,
    measure_no_shows,
    note_unreached,
    offer_times,
    offer_to_waitlist,
    publish_failed_searches,
    record_holidays,
    record_waits,
    remind_people,
    run_draws,
    settle_served,
    tell_losses,
)

SOON_AFTER = timedelta(hours=1)


def sweep_holds(now: datetime) -> None:
    """Every minute: give back what was held too long."""
    expire_holds(now=now)


def work_off_backlog(now: datetime) -> None:
    """Every minute, and as soon as a plan took times away or serves some again: end what is served, note whom a team no
    longer reaches, tell who has lost a time, end offers that ran out, make new ones.

    A city that has not laid down its rules yet has nothing to offer.
    """
    settle_served(now=now)
    note_unreached(now=now)
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
    """Every night: the Land's holidays of this year and the next, no-shows, then capacity up to the horizon.

    A city that has not laid down its rules yet has nothing to plan.
    """
    if state := city.current().state:
        year = local_date(moment=now, zone=city.zone()).year
        for organisation_id in Organisation.objects.filter(parent=None, kind="city").values_list("pk", flat=True):
            record_holidays(organisation_id=organisation_id, state=state, years=[year, year + 1])
    measure_no_shows(now=now)
    try:
        extend_capacity(now=now)
    except RulesMissing:
        return


def remind(now: datetime) -> None:
    """Every five minutes: have those reminded whose appointment is near."""
    try:
        remind_people(now=now)
    except RulesMissing:
        return


def check_city_rules(now: datetime) -> None:
    """Every morning, after planning and before the offices open: whether the city keeps its own rules.

    Whoever is responsible is told of what is new, and of what should be in order by now.
    """
    try:
        check_rules(now=now)
    except RulesMissing:
        return
    announce_findings(now=now)


def measure_waits(now: datetime) -> None:
    """Every morning, once the new day is open: how far away free times are.

    What is free can be seen only while it is: a day on which no worker ran has no measure, rather than one of later.
    """
    if clock.now() - now > SOON_AFTER:
        return
    try:
        record_waits(now=now)
    except RulesMissing:
        return


def publish_searches(now: datetime) -> None:
    """Every quarter of an hour: the searches in vain of the hours that are over."""
    publish_failed_searches(now=now)


def forget_changes(now: datetime) -> None:  # noqa: ARG001 - what is new is told by number
    """Every ten minutes: forget which capacity rows were written long ago."""
    remembered.forget_changes()


def forget_offers(now: datetime) -> None:
    """Every night: forget the offers that ended long ago."""
    Offer.objects.exclude(outcome=Offer.Outcome.OPEN).filter(expires_at__lt=now - OFFER_REMEMBERED).delete()
