"""The round of the office's mobile team: to whom it goes, in which order, when it sets out. Made to be printed."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.accounts.rights import Right
from einamt.channels.counter.desks import workplace_of
from einamt.channels.parts.staff import requires, staff_of
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading
from einamt.platform.shell import city
from einamt.procedures.appointments.tours.rounds import days_with_visits, rounds_of


@requires(Right.SERVE)
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """The visits of a day, of each team of the office; without a day, the next one that has any. The reading of
    people's addresses is recorded.
    """
    workplace = workplace_of(request)
    if workplace is None:
        return redirect("counter:choose")
    now = clock.now()
    today = local_date(moment=now, zone=city.zone())
    days = days_with_visits(office_id=workplace.office.pk, since=today)
    day = _day(request.GET.get("tag", "")) or (days[0] if days else today)
    record_reading(
        actor=staff_of(request).actor,
        what="home-visits-read",
        subject=f"office:{workplace.office.pk}",
        purpose="visit",
        now=now,
    )
    context = {
        "workplace": workplace,
        "day": day,
        "days": days,
        "earlier": max((each for each in days if each < day), default=None),
        "later": min((each for each in days if each > day), default=None),
        "rounds": rounds_of(office_id=workplace.office.pk, day=day, language=get_language() or "de"),
    }
    return render(request, "counter/rounds.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
