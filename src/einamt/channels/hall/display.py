"""The screen on the wall: numbers and counters, large, and how to check in. No names."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from einamt.catalog.models import Office
from einamt.channels.hall.offices import office_by_slug
from einamt.channels.hall.stand import calls_of
from einamt.channels.parts.qr import qr_svg
from einamt.platform import clock, links
from einamt.platform.shell import city, words
from einamt.procedures.visits.errors import DisplayUnknown
from einamt.procedures.visits.hall_codes import hall_code, is_display_key
from einamt.procedures.visits.halls import HALLS
from einamt.procedures.visits.models import TicketStop

PHRASES: Mapping[str, Mapping[str, str]] = {
    "de": {
        "call": "Nummer {number}, Schalter {counter}",
        "number": "Nummer",
        "counter": "Schalter",
        "stopped": "Seit {time} Uhr keine neuen Nummern",
        "stopped_for": "Seit {time} Uhr keine neuen Nummern für {group}",
        "paused": "Von {time} bis {until} Uhr keine neuen Nummern",
        "paused_for": "Von {time} bis {until} Uhr keine neuen Nummern für {group}",
        "speech": "de-DE",
    },
    "en": {
        "call": "Number {number}, counter {counter}",
        "number": "Number",
        "counter": "Counter",
        "stopped": "No new numbers since {time}",
        "stopped_for": "No new numbers for {group} since {time}",
        "paused": "No new numbers from {time} until {until}",
        "paused_for": "No new numbers for {group} from {time} until {until}",
        "speech": "en-GB",
    },
    "tr": {
        "call": "Numara {number}, gişe {counter}",
        "number": "Numara",
        "counter": "Gişe",
        "stopped": "{time} itibarıyla yeni numara verilmiyor",
        "stopped_for": "{time} itibarıyla {group} için yeni numara verilmiyor",
        "paused": "{time} ile {until} arasında yeni numara verilmiyor",
        "paused_for": "{time} ile {until} arasında {group} için yeni numara verilmiyor",
        "speech": "tr-TR",
    },
    "uk": {
        "call": "Номер {number}, віконце {counter}",
        "number": "Номер",
        "counter": "Віконце",
        "stopped": "З {time} нових номерів не видають",
        "stopped_for": "З {time} нових номерів для {group} не видають",
        "paused": "З {time} до {until} нових номерів не видають",
        "paused_for": "З {time} до {until} нових номерів для {group} не видають",
        "speech": "uk-UA",
    },
    "ar": {
        "call": "الرقم {number}، الشباك {counter}",
        "number": "الرقم",
        "counter": "الشباك",
        "stopped": "لا أرقام جديدة منذ الساعة {time}",
        "stopped_for": "لا أرقام جديدة لـ {group} منذ الساعة {time}",
        "paused": "لا أرقام جديدة من الساعة {time} حتى الساعة {until}",
        "paused_for": "لا أرقام جديدة لـ {group} من الساعة {time} حتى الساعة {until}",
        "speech": "ar-SA",
    },
}
"""What is written over the columns and said aloud. All of a screen's languages stand side by side, so they are no
translations of one page but its content."""
USUAL = ("de", "en")


@require_safe
def display(request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
    """The screen of an office, in the languages of `?sprachen=de,en`; with its key it shows the code of the hall.

    :raises OfficeNotFound: there is no such office.
    :raises DisplayUnknown: the key is not the office's.
    """
    office, now = office_by_slug(slug), clock.now()
    _check_key(office, key=key)
    languages = [code for code in request.GET.get("sprachen", "").split(",") if code in PHRASES] or list(USUAL)
    hall = HALLS.at(office_id=office.pk, now=now)
    context = {
        "office": office,
        "stand": calls_of(hall, now=now),
        "stops": [(_stopped(stop, languages), stop.reason) for stop in hall.stops],
        "stand_url": reverse("hall:stand-of", args=[office.pk, key])
        if key
        else reverse("hall:stand", args=[office.pk]),
        "now": int(now.timestamp()),
        "read_at": now,
        "languages": {code: PHRASES[code] for code in languages},
        "phrases": [PHRASES[code] for code in languages],
        "zone": city.zone().key,
        "code": hall_code(office_id=office.pk, now=now) if key else "",
        "way_in": reverse("hall:way-in", args=[office.slug, key]) if key else "",
    }
    response = render(request, "hall/display.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
def way_in(_request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The QR code to the page where somebody checks in, with the hall's code of now.

    :raises OfficeNotFound: there is no such office.
    :raises DisplayUnknown: the key is not the office's.
    """
    office = office_by_slug(slug)
    _check_key(office, key=key)
    code = hall_code(office_id=office.pk, now=clock.now())
    address = links.absolute(name="hall-arrival", parameters={"office": office.slug, "code": code})
    response = HttpResponse(qr_svg(address), content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response


def _stopped(stop: TicketStop, languages: Sequence[str]) -> list[tuple[str, str]]:
    """That numbers are stopped, and until when, by language; why, stands beside it as somebody has written it."""
    said = {
        "group": stop.group.name if stop.group else "",
        "time": words.clock_of(stop.stopped_at),
        "until": words.clock_of(stop.until_at) if stop.until_at else "",
    }
    kind = ("paused" if stop.until_at else "stopped") + ("_for" if stop.group else "")
    return [(code, PHRASES[code][kind].format(**said)) for code in languages]


def _check_key(office: Office, *, key: str) -> None:
    if key and not is_display_key(office_id=office.pk, key=key):
        raise DisplayUnknown
