"""The screen on the wall: numbers and counters, large, and how to check in. No names."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from einamt.channels.hall.offices import office_by_slug
from einamt.channels.hall.stand import calls_of
from einamt.channels.parts.qr import qr_svg
from einamt.platform import clock, links
from einamt.platform.shell import city
from einamt.procedures.visits.hall import HALLS
from einamt.procedures.visits.hall_codes import hall_code

PHRASES: Mapping[str, Mapping[str, str]] = {
    "de": {"call": "Nummer {number}, Schalter {counter}", "number": "Nummer", "counter": "Schalter", "speech": "de-DE"},
    "en": {"call": "Number {number}, counter {counter}", "number": "Number", "counter": "Counter", "speech": "en-GB"},
    "tr": {"call": "Numara {number}, gişe {counter}", "number": "Numara", "counter": "Gişe", "speech": "tr-TR"},
    "uk": {"call": "Номер {number}, віконце {counter}", "number": "Номер", "counter": "Віконце", "speech": "uk-UA"},
    "ar": {"call": "الرقم {number}، الشباك {counter}", "number": "الرقم", "counter": "الشباك", "speech": "ar-SA"},
}
"""What is written over the columns and said aloud. All of a screen's languages stand side by side, so they are no
translations of one page but its content."""
USUAL = ("de", "en")


@require_safe
def display(request: HttpRequest, slug: str) -> HttpResponse:
    """The screen of an office, in the languages of `?sprachen=de,en,tr`.

    :raises OfficeNotFound: there is no such office.
    """
    office, now = office_by_slug(slug), clock.now()
    languages = [code for code in request.GET.get("sprachen", "").split(",") if code in PHRASES] or list(USUAL)
    stand = calls_of(HALLS.at(office_id=office.pk, now=now), now=now)
    context = {
        "office": office,
        "stand": stand,
        "stand_url": reverse("hall:stand", args=[office.pk]),
        "now": int(now.timestamp()),
        "read_at": now,
        "languages": {code: PHRASES[code] for code in languages},
        "phrases": [PHRASES[code] for code in languages],
        "zone": city.zone().key,
        "way_in": reverse("hall:way-in", args=[office.slug]),
    }
    return render(request, "hall/display.html", context)


@require_safe
def way_in(_request: HttpRequest, slug: str) -> HttpResponse:
    """The QR code to the page where somebody checks in, with the hall's code of now.

    :raises OfficeNotFound: there is no such office.
    """
    office = office_by_slug(slug)
    code = hall_code(office_id=office.pk, now=clock.now())
    address = links.absolute(name="hall-arrival", parameters={"office": office.slug, "code": code})
    response = HttpResponse(qr_svg(address), content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response
