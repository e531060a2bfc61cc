"""The second step: when and where."""

from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from einamt.catalog.queries import OfficeEntry, offices
from einamt.channels.parts.wishes import Wishes, parse_wishes
from einamt.channels.portal.booking.filters import DATE_FORMATS, Filters, FiltersForm
from einamt.channels.portal.booking.finding import HeldPlace, find_times
from einamt.channels.portal.booking.starting import services_page
from einamt.channels.portal.booking.summary import Summary, summary_of_held
from einamt.channels.portal.booking.visit import Held, held_in
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city, words
from einamt.procedures.appointments.errors import FreeTime
from einamt.procedures.appointments.operations import count_failed_search
from einamt.procedures.appointments.rulebook import last_bookable_day, rules_at, rules_to_come

FILTERS = ("plz", "umkreis", "zeit", "wochentag", "ab", "stufenlos", "amt", "sortierung")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the page of times is for: where its calendar and its times lead, and what is to be moved, if anything."""

    times_url: str
    hold_url: str
    next_url: str
    moving: Summary | None = None
    appointment_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A time that could not be had, and the next one to offer in one tap."""

    error: DomainError
    next_time: FreeTime | None

    @property
    def value(self) -> str:
        """What the form sends for the next time."""
        return f"{self.next_time.capacity_day_id}-{self.next_time.minute}" if self.next_time else ""


def booking_purpose() -> Purpose:
    """Booking a new appointment."""
    return Purpose(
        times_url=reverse("portal:times"), hold_url=reverse("portal:hold"), next_url=reverse("portal:details")
    )


@require_safe
def choose_time(request: HttpRequest) -> HttpResponse:
    """The calendar of eight weeks and the times of one day, by what the address asks for."""
    wishes = parse_wishes(query=request.GET, language=get_language() or "de")
    if not wishes and not wishes.problems:
        return redirect("portal:appointments")
    if wishes.problems:
        return services_page(request)
    return times_page(request, wishes=wishes, query=request.GET, purpose=booking_purpose(), now=clock.now())


def times_page(
    request: HttpRequest,
    *,
    wishes: Wishes,
    query: QueryDict,
    purpose: Purpose,
    now: datetime,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """The page of times for `wishes`, filtered by `query`; with a `refusal`, it says first what could not be had."""
    places = offices(service_ids=[wish.service.id for wish in wishes.items])
    last_day = last_bookable_day(now=now)
    form = FiltersForm(query, offices=places, last_day=last_day)
    is_understood = form.is_valid()
    filters = form.filters()
    day, day_problem = _day(query.get("tag", ""), last_day)
    address = _address(wishes=wishes, query=query, purpose=purpose)
    base = f"{purpose.times_url}?{address}&" if address else f"{purpose.times_url}?"
    held = _held(request, purpose, now)
    found = find_times(
        wishes=wishes.pairs,
        filters=filters,
        offices=places,
        day=day,
        shows_all=query.get("alle") == "1",
        link=f"{base}tag=",
        now=now,
        held=HeldPlace(held.capacity_day_id, held.minute) if held else None,
    )
    if not found.total and refusal is None:
        count_failed_search(
            service_ids=[service_id for service_id, _ in wishes.pairs],
            office_ids=filters.office_ids,
            is_narrowed=filters.is_narrowing,
            now=now,
        )
    context = {
        "wishes": wishes,
        "form": form,
        "filters": filters,
        "active": _active(form, filters, places),
        "found": found,
        "purpose": purpose,
        "address": address,
        "next_day_url": f"{base}tag={found.next_day.isoformat()}#zeiten" if found.next_day else "",
        "change_url": f"{reverse('portal:appointments')}?{wishes.query}",
        "reset_url": purpose.times_url if purpose.moving else f"{purpose.times_url}?{wishes.query}",
        "day_problem": day_problem,
        "refused": Refused(refusal, getattr(refusal, "next_time", None)) if refusal else None,
        "command": new_id(),
        "is_at_home_offered": not purpose.moving and found.is_brought_home,
        "paused": _paused(last_day=last_day, now=now),
        "held": held,
        "held_summary": _summary(held) if held else None,
        "now": now,
    }
    status = (
        refusal.status if refusal else HTTPStatus.OK if is_understood and not day_problem else HTTPStatus.BAD_REQUEST
    )
    return render(request, "portal/booking/times.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Paused:
    """That the city books nothing for now, and from which day on it will again, where that is settled."""

    again_from: date | None


def _paused(*, last_day: date, now: datetime) -> Paused | None:
    """In restricted operation a horizon of no days opens nothing to anybody."""
    today = local_date(moment=now, zone=city.zone())
    if last_day >= today or rules_at(now=now).horizon_days:
        return None
    return Paused(next((rules.valid_from for rules in rules_to_come(on=today) if rules.values.horizon_days), None))


def _address(*, wishes: Wishes, query: QueryDict, purpose: Purpose) -> str:
    """The parameters of this search without the day, in one order, so that the same search has the same address."""
    filters = [(name, value) for name in FILTERS for value in query.getlist(name) if value]
    return urlencode(filters if purpose.moving else wishes.parameters + filters)


def _day(text: str, last_day: date) -> tuple[date | None, str]:
    """The chosen day, and what is wrong with it."""
    if not text:
        return None, ""
    for form in DATE_FORMATS:
        try:
            day = datetime.strptime(text[:20], form).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
        if day <= last_day:
            return day, ""
        return None, gettext("So weit voraus kann noch niemand buchen. Wir zeigen Ihnen den ersten freien Tag.")
    return None, gettext("Diesen Tag gibt es nicht im Kalender. Wir zeigen Ihnen den ersten freien Tag.")


def _held(request: HttpRequest, purpose: Purpose, now: datetime) -> Held | None:
    held = held_in(request.session)
    return held if held and held.appointment_id == purpose.appointment_id and held.expires_at > now else None


def _summary(held: Held) -> Summary:
    return summary_of_held(held=held, language=get_language() or "de", with_documents=False)


def _active(form: FiltersForm, filters: Filters, places: list[OfficeEntry]) -> list[str]:
    """The wishes in force, in words, for the line above the calendar."""
    found = []
    if filters.area:
        if km := form.cleaned_data.get("umkreis"):
            within = {"km": km, "code": filters.area.postal_code}
            found.append(gettext("Höchstens %(km)s km von %(code)s") % within)
        else:
            found.append(gettext("In der Nähe von %(code)s") % {"code": filters.area.postal_code})
    if filters.earliest:
        found.append(gettext("Ab %(day)s") % {"day": words.date_short(filters.earliest)})
    for name in ("zeit", "wochentag"):
        chosen = form.cleaned_data.get(name) or []
        choices = dict(form.fields[name].choices)  # type: ignore[attr-defined]
        found += [str(choices[value]) for value in ([chosen] if isinstance(chosen, str) else chosen)]
    if form.cleaned_data.get("stufenlos"):
        found.append(gettext("Ohne Stufen"))
    chosen_places = set(form.cleaned_data.get("amt", []))
    return found + [office.name for office in places if office.slug in chosen_places]
