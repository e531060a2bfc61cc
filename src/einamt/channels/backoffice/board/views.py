"""The board of an office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from einamt.accounts.queries import offices_with_right
from einamt.accounts.rights import Right
from einamt.catalog.models import Office
from einamt.channels.backoffice import labels
from einamt.channels.backoffice.board import saying
from einamt.channels.backoffice.planning.offices import office_of
from einamt.channels.parts.staff import permissions_of, requires
from einamt.platform import clock
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits import board as reading
from einamt.procedures.visits.forecasting import Forecast, forecast
from einamt.procedures.visits.outlook import GroupOutlook, outlook


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A group and its forecast, as it stands and as it would be if tickets were given."""

    outlook: GroupOutlook
    forecast: Forecast
    unstopped: Forecast


@require_safe
@requires(Right.MANAGE_OFFICE)
def office_list(request: HttpRequest) -> HttpResponse:
    """The offices that the person manages, by the part of the city that they belong to; of one, the board at once."""
    offices = offices_with_right(permissions=permissions_of(request), right=Right.MANAGE_OFFICE)
    if len(offices) == 1:
        return redirect("board:board", offices[0].slug)
    offices.sort(key=lambda each: (each.organisation.name, each.name))
    return render(request, "board/offices.html", {"offices": offices})


@require_safe
@requires(Right.MANAGE_OFFICE, is_local=True)
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Who waits, which counter does what, how the day goes on, and what was decided.

    :raises AccessDenied: somebody else manages the office.
    """
    office, now = office_of(request, slug), clock.now()
    seen = outlook(office_id=office.pk, now=now)
    foreseen = [_foreseen(each) for each in seen.groups]
    chosen = chosen_of(request.GET.get("gruppe", ""), foreseen)
    people, counters = reading.in_line(seen=seen), reading.counters_now(seen=seen)
    names = names_of(office)
    context: dict[str, Any] = {
        "office": office,
        "seen": seen,
        "headline": saying.headline(people=people, counters=counters),
        "version": reading.board_version(office_id=office.pk, now=now),
        "waiting": [
            {"row": row, "name": _name(row.group_id, names), "standings": saying.standings(row)}
            for row in reading.waiting_by_group(seen=seen)
        ],
        "people": [
            {"row": row, "name": _name(row.group_id, names), "why": gettext(saying.STANDINGS[row.standing])}
            for row in people
        ],
        "counters": [
            {
                "row": row,
                "state": gettext(saying.STATES[row.state][0]),
                "kind": saying.STATES[row.state][1],
                "names": ", ".join(names[pk] for pk in row.group_ids if pk in names) or gettext("alle"),
            }
            for row in counters
        ],
        "foreseen": foreseen,
        "history": _history(office, now),
        **(_forecast_context(chosen) if chosen else {}),
    }
    return render(request, "board/board.html", context)


@require_safe
@requires(Right.MANAGE_OFFICE, is_local=True)
def version(request: HttpRequest, slug: str) -> HttpResponse:
    """A short text that changes when the board does.

    :raises AccessDenied: somebody else manages the office.
    """
    office = office_of(request, slug)
    return HttpResponse(
        reading.board_version(office_id=office.pk, now=clock.now()), content_type="text/plain; charset=utf-8"
    )


def chosen_of(text: str, foreseen: Sequence[Foreseen]) -> Foreseen | None:
    """The group of the address, else the one whose day looks worst; None where the office has no plan today."""
    named = next((each for each in foreseen if str(each.outlook.group.pk) == text), None)
    return named or max(foreseen, key=_badness, default=None)


def names_of(office: Office) -> dict[int, str]:
    """The names of an office's groups of counters."""
    return dict(CounterGroup.objects.filter(office=office).values_list("pk", "name"))


def _name(group_id: int | None, names: dict[int, str]) -> str:
    return gettext("jeder Schalter") if group_id is None else names.get(group_id, "")


def _foreseen(each: GroupOutlook) -> Foreseen:
    return Foreseen(each, forecast(rest=each.rest), forecast(rest=each.unstopped))


def _badness(each: Foreseen) -> tuple[float, ...]:
    if not each.forecast.half_hours:
        return (-1.0,)
    waits = [half_hour.others for half_hour in each.forecast.half_hours]
    longest = max(float("inf") if wait.most is None else wait.most for wait in waits)
    return (float(each.forecast.left_over[1]), longest)


def _forecast_context(chosen: Foreseen) -> dict[str, Any]:
    rest, said = chosen.outlook.rest, chosen.forecast
    return {
        "chosen": chosen,
        "sentence": saying.sentence(forecast=said, rest=rest),
        "tickets": saying.tickets(forecast=chosen.unstopped, rest=chosen.outlook.unstopped),
        "rows": saying.rows(said),
        "chart": saying.chart(forecast=said, rest=rest) if said.half_hours else None,
    }


def _history(office: Office, now: datetime) -> list[dict[str, object]]:
    rows = reading.decisions(office_id=office.pk, now=now)
    names = labels.names_of(row.author for row in rows if row.author)
    return [
        {
            "row": row,
            "deed": gettext(saying.DEEDS[row.deed]),
            "author": names.get(row.author, "") if row.author else gettext("von selbst"),
        }
        for row in rows
    ]
