"""Seeding a demo city, in order, with progress."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction

from einamt.catalog.models import PublicService
from einamt.channels.demo.seeding import (
    cases,
    city,
    desk,
    documents,
    hall,
    history,
    laws,
    matters,
    measures,
    people,
    visiting,
    waits,
)
from einamt.channels.demo.seeding.citizens import Citizen, keep
from einamt.channels.demo.seeding.demand import pressures
from einamt.kernel.localtime import local_date
from einamt.platform.facts.condensed import condense
from einamt.platform.shell.city import forget, zone
from einamt.procedures.appointments.operations import check_rules, record_waits
from einamt.procedures.appointments.queries import rules_at

Say = Callable[[str], object]


def is_empty() -> bool:
    """Whether there is nothing yet that a demo could disturb."""
    return not PublicService.objects.exists()


def seed(*, city_key: str, now: datetime, say: Say) -> None:
    """Fill an empty installation with the demo city `city_key`, all or nothing.

    It is one transaction, so that a seeding that was broken off (Ctrl-C, a full disk) leaves nothing behind but files
    that do not count, and the next one begins anew.

    :raises BadContent: the city's files are missing or wrong.
    """
    say(f"Filling the demo city {city_key} …")
    try:
        with _nothing_collected(), transaction.atomic():
            citizens = _seed(city_key=city_key, now=now, say=say)
    except BaseException:
        forget()  # the city's row is remembered, and has been rolled back
        raise
    keep(citizens)
    with _step(say, "facts counted for the cockpit"):  # else whoever opens it first waits for that
        condense(now)


def _seed(*, city_key: str, now: datetime, say: Say) -> list[Citizen]:
    with _step(say, "services, offices, opening hours and capacity"):
        content = city.load(key=city_key, now=now)
        people.create_cast()
    today = local_date(moment=now, zone=zone())
    rules, demand = rules_at(now=now), content.settings["demand"]
    pressure = pressures(
        districts=[district.key for district in content.districts],
        days_booked_out=tuple(demand["days_booked_out"]),
        no_show=tuple(demand["no_show"]),
        horizon_days=rules.horizon_days,
    )
    taken = measures.taken(folder=city.CONTENT / city_key)
    with _step(say, "a year of history, with measures taken") as done:
        before = measures.before_measures(taken, pressures=pressure, today=today)
        visits = history.write(pressures=pressure, before=before, step_minutes=rules.step_minutes, until=today, now=now)
        done(f"{visits:,} visits, {measures.record(taken, today=today, now=now)} measures")
    with _step(say, "complete cases of the last weeks") as done:
        done(f"{cases.write_past(count=demand['complete_cases'], today=today, pressures=pressure, now=now):,} cases")
    with _step(say, "booked appointments of the coming weeks") as done:
        horizon = timedelta(days=rules.horizon_days)
        done(f"{cases.write_future(today=today, until=today + horizon, pressures=pressure, now=now):,} appointments")
    with _step(say, "visits at home") as done:
        done(f"{visiting.write(now=now)} visits")
    with _step(say, "a hall this morning") as done:
        done(f"{hall.write(now=now)} steps")
    with _step(say, "the editors' desk, and checks of the catalogue") as done:
        done(f"{desk.write(folder=city.CONTENT / city_key, now=now)} findings")
    with _step(say, "how far away free times are, and whether the rules are kept") as done:
        past = waits.write(horizon_days=rules.horizon_days, until=today, now=now)
        done(f"{record_waits(now=now) + past:,} measures, {check_rules(now=now)} findings")
    with _step(say, "by which law decisions are made") as done:
        done(f"{laws.write(folder=city.CONTENT / city_key)} services")
    with _step(say, "an account with messages, decisions and an objection") as done:
        followed = matters.write(now=now)
        done(f"{len(followed)} cases to follow")
    with _step(say, "citizens and identity documents to follow"):
        return [*cases.citizens_to_follow(now=now), *followed, *documents.write(now=now)]


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Let Python not look for circles of objects: among hundreds of thousands of new rows, all in use, there are none,
    and looking takes a fifth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _step(say: Say, what: str) -> Iterator[Callable[[str], None]]:
    """Say what is being made, how much it became and how long it took."""
    began, counted = time.perf_counter(), [""]
    yield lambda text: counted.append(f": {text}")
    say(f"  {what}{counted[-1]} ({time.perf_counter() - began:.1f} s)")
