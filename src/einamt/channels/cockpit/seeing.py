"""What somebody may see in the cockpit, and which day it is there."""

from datetime import date

from django.http import Http404, HttpRequest

from einamt.accounts.errors import AccessDenied
from einamt.accounts.rights import Right
from einamt.channels.cockpit.indicators.selection import Places, places_of
from einamt.channels.parts.staff import check_right_everywhere, permissions_of
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Indicator
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city


def places_seen(request: HttpRequest) -> Places:
    """The parts of the city that the person steers or manages as a whole.

    :raises AccessDenied: there are districts, and none of them is the person's as a whole.
    """
    mine = permissions_of(request).organisations_with(right=Right.SEE_STEERING)
    if not mine:
        raise AccessDenied
    return places_of(organisation_ids=mine)


def may_everywhere(request: HttpRequest, *, right: Right) -> bool:
    """Whether the person has `right` in the whole city."""
    try:
        check_right_everywhere(request, right=right)
    except AccessDenied:
        return False
    return True


def today() -> date:
    """The city's calendar day."""
    return local_date(moment=clock.now(), zone=city.zone())


def indicator_or_404(code: str) -> Indicator:
    """The indicator that an address names."""
    if code not in INDICATORS:
        raise Http404
    return INDICATORS[code]
