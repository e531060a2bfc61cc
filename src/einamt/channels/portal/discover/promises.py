"""What the city promises about appointments, and what it keeps: counted now, from what can be booked now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einamt.catalog.queries import offices
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city, words
from einamt.procedures.appointments.errors import FreeTime
from einamt.procedures.appointments.queries import city_rules


@dataclass(frozen=True, slots=True)
class Promise:
    """A figure, and the sentence that says what it counts and what was promised."""

    figure: str
    sentence: str
    is_kept: bool


def promises(*, firsts: Mapping[int, Mapping[int, FreeTime]], now: datetime) -> list[Promise]:
    """How long the longest wait is, and how many offices keep the promise, over the services in `firsts`.

    `firsts` gives for each service the first free time of each office. Empty where there is nothing to count: nothing
    is claimed that was not counted.
    """
    if not firsts:
        return []
    today = local_date(moment=now, zone=city.zone())
    promised = city_rules(on=today).promise_days
    return [_wait(firsts, today.toordinal(), promised), _offices_in_time(firsts, today, promised)]


def _wait(firsts: Mapping[int, Mapping[int, FreeTime]], today_ordinal: int, promised: int) -> Promise:
    waits = [min((time.day.toordinal() for time in times.values()), default=None) for times in firsts.values()]
    found = [day - today_ordinal for day in waits if day is not None]
    if len(found) < len(waits):
        sentence = _("Für manches häufige Anliegen ist zurzeit kein Termin frei. Versprochen sind höchstens %(days)s.")
        return Promise(figure="–", sentence=sentence % {"days": words.days(promised)}, is_kept=False)
    longest = max(found)
    if longest == 0:
        return Promise(
            figure=_("Heute"), sentence=_("ist für jedes häufige Anliegen noch ein Termin frei."), is_kept=True
        )
    sentence = _("höchstens bis zum nächsten freien Termin für ein häufiges Anliegen. Versprochen sind %(days)s.")
    return Promise(
        figure=words.days(longest), sentence=sentence % {"days": words.days(promised)}, is_kept=longest <= promised
    )


def _offices_in_time(firsts: Mapping[int, Mapping[int, FreeTime]], today: date, promised: int) -> Promise:
    last = today + timedelta(days=promised)
    service_ids = list(firsts)
    serving = {office.id for office in offices(service_ids=service_ids)}
    in_time = {
        office_id
        for office_id in serving
        if all(office_id in times and times[office_id].day <= last for times in firsts.values())
    }
    sentence = ngettext(
        "Ämtern hat für alle häufigen Anliegen etwas frei, spätestens in %(days)s Tagen.",
        "Ämtern haben für alle häufigen Anliegen etwas frei, spätestens in %(days)s Tagen.",
        len(in_time),
    )
    figure = _("%(part)s von %(whole)s") % {"part": words.number(len(in_time)), "whole": words.number(len(serving))}
    return Promise(figure=figure, sentence=sentence % {"days": promised}, is_kept=len(in_time) == len(serving))
