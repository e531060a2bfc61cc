"""The city at a glance, for those who steer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.accounts.errors import AccessDenied
from einamt.accounts.rights import Right
from einamt.channels.cockpit.charts import days_to_first_chart, part_word
from einamt.channels.cockpit.csv_files import csv_response
from einamt.channels.cockpit.tables import district_rows, headline, total_row, visits_today
from einamt.channels.parts.staff import permissions_of, requires
from einamt.insight.steering import queries
from einamt.insight.steering.indicators.at_a_glance import AT_A_GLANCE
from einamt.insight.steering.queries import Glance
from einamt.insight.steering.rules import Share
from einamt.platform.clock import now


@require_safe
@requires(Right.SEE_STEERING)
def glance(request: HttpRequest) -> HttpResponse:
    """A sentence, a chart and the table of the districts or municipalities."""
    figures = _figures(request)
    return render(
        request,
        "cockpit/glance.html",
        {
            "glance": figures,
            "headline": headline(figures),
            "rows": district_rows(figures),
            "total": total_row(figures),
            "visits_today": visits_today(figures),
            "chart": days_to_first_chart(figures),
            "part": part_word(),
            "indicators": AT_A_GLANCE,
        },
    )


@require_safe
@requires(Right.SEE_STEERING)
def glance_csv(request: HttpRequest) -> HttpResponse:
    """The table as CSV."""
    figures = _figures(request)
    response, writer = csv_response(f"zahlen-{figures.measured_at:%Y-%m-%d}")
    writer.writerow(
        [
            *("district", *(service.slug for service in figures.services)),
            *("within_promise", "bookings", "no_show", "visits", "visits_today"),
        ]
    )
    for district in [*figures.districts, *([figures.whole_city] if figures.whole_city else [])]:
        writer.writerow(
            [
                district.name,
                *("" if days is None else days for days in district.days_to_first),
                *_counts(district.within_promise),
                *_counts(district.no_show),
                "" if district.visits_today is None else district.visits_today,
            ]
        )
    return response


def _counts(share: Share | None) -> tuple[int | str, int | str]:
    """Part and whole; empty where they are not told, or too few."""
    return ("", "") if share is None or share.value is None else (share.part, share.whole)


def _figures(request: HttpRequest) -> Glance:
    """The figures of the districts that the person steers or manages.

    :raises AccessDenied: there are districts, and none of them is the person's as a whole.
    """
    mine = permissions_of(request).organisations_with(right=Right.SEE_STEERING)
    if not mine:
        raise AccessDenied
    return queries.glance(language=get_language() or "de", now=now(), only=mine)
