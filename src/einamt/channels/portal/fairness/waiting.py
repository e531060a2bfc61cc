"""The waitlist: one short form, and the page of one's own entry. A link shows, a button changes."""

from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from einamt.catalog.queries import OfficeEntry, offices
from einamt.channels.parts import humans
from einamt.channels.parts.headers import personal
from einamt.channels.parts.wishes import Wishes, parse_wishes
from einamt.channels.portal.booking.starting import services_page
from einamt.channels.portal.fairness.forms import WaitlistForm, WishForm, typed_wish, wish_in_words
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.web.client import limit_key
from einamt.procedures.appointments.fairness.errors import EntryUnknown
from einamt.procedures.appointments.fairness.models import WaitlistEntry
from einamt.procedures.appointments.fairness.queries import current_draw, entry_by_token, open_offer, standing
from einamt.procedures.appointments.kinds import wishes_in_words
from einamt.procedures.appointments.offers import offer_token
from einamt.procedures.appointments.operations import change_wishes, confirm_entry, join_waitlist, leave_waitlist
from einamt.procedures.appointments.rulebook import last_bookable_day

MISSES, JOINS, ADDRESSES, PER = 30, 20, 60, timedelta(minutes=10)
COMMAND = "waitlist-command"
"""In the session: what the proof of work is bound to, and what a second press repeats."""


@personal
@require_safe
def challenge(request: HttpRequest) -> HttpResponse:
    """The proof of work for the form that this browser has open; 404 where it has none."""
    now = clock.now()
    command = request.session.get(COMMAND)
    if command is None:
        return JsonResponse({}, status=HTTPStatus.NOT_FOUND)
    count_attempt(key=f"portal.challenge:{limit_key(request)}", limit=60, per=PER, now=now)
    suspicion = humans.suspicion_of(network=limit_key(request), now=now)
    return JsonResponse(humans.new_challenge(hold_id=UUID(command), now=now, suspicion=suspicion))


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """When and where a time would do, and how to reach whom; the address says what for, as on the page of times."""
    now = clock.now()
    wishes = parse_wishes(query=request.GET, language=get_language() or "de")
    if not wishes and not wishes.problems:
        return redirect("portal:appointments")
    if wishes.problems:
        return services_page(request)
    places = offices(service_ids=[wish.service.id for wish in wishes.items])
    if request.method != "POST":
        request.session[COMMAND] = str(new_id())
        form = WaitlistForm(initial=_from_filters(request, places), offices=places)
        return _form_page(request, form=form, wishes=wishes, now=now)
    return _sent(request, form=WaitlistForm(request.POST, offices=places), wishes=wishes, now=now)


def _sent(request: HttpRequest, *, form: WaitlistForm, wishes: Wishes, now: datetime) -> HttpResponse:
    _count_address(request, now=now)
    if not form.is_valid():
        return _form_page(request, form=form, wishes=wishes, now=now, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    command = UUID(request.session.setdefault(COMMAND, str(new_id())))
    count_attempt(key=f"portal.waitlist:{limit_key(request)}", limit=JOINS, per=PER, now=now)
    payload = form.cleaned_data["altcha"]
    try:
        done = join_waitlist(
            wishes=wishes.pairs,
            time_wish=form.time_wish(),
            contact=form.contact(language=get_language() or "de"),
            is_confirmed=bool(payload) and humans.is_solved(payload=payload, hold_id=command, now=now),
            command_id=command,
            now=now,
        )
    except DomainError as refusal:
        form.add_error(None, gettext(refusal.message) % dict(refusal.params))
        return _form_page(request, form=form, wishes=wishes, now=now, status=refusal.status)
    if done.is_new and done.entry.state == WaitlistEntry.State.WAITING:
        return redirect("portal:waitlist-entry", token=done.token)
    return redirect("portal:waitlist-joined")


@personal
@require_safe
def joined(request: HttpRequest) -> HttpResponse:
    """That a mail is on its way. The same page whether or not the address was on the list: nobody learns who waits."""
    return render(request, "portal/fairness/joined.html")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, token: str) -> HttpResponse:
    """Where one stands, and the way off the list."""
    now = clock.now()
    refusal: DomainError | None = None
    try:
        if request.method == "POST":
            if request.POST.get("answer") == "leave":
                leave_waitlist(token=token, now=now)
            else:
                confirm_entry(token=token, now=now)
            return redirect("portal:waitlist-entry", token=token)
        found = entry_by_token(token=token)
    except EntryUnknown as unknown:
        count_attempt(key=f"portal.waitlist-entry:{limit_key(request)}", limit=MISSES, per=PER, now=now)
        return render(request, "portal/fairness/entry.html", {"refusal": unknown}, status=unknown.status)
    except DomainError as error:
        refusal, found = error, entry_by_token(token=token)
    offer = open_offer(entry=found, now=now)
    draw = current_draw(now=now)
    context = {
        "refusal": refusal,
        "entry": found,
        "token": token,
        "what": wishes_in_words(wishes=found.wishes, language=get_language() or "de"),
        "standing": standing(entry=found, now=now) if found.state == WaitlistEntry.State.WAITING else None,
        "offer_url": reverse("portal:offer", args=[offer_token(offer_id=offer.pk)]) if offer else "",
        "offer": offer,
        "draw": draw if draw and draw.opens_at <= now else None,
        "is_open": found.state in WaitlistEntry.OPEN,
        "wish_lines": wish_in_words(wish=found.time_wish, offices=_places_of(found)),
        "is_changed": request.GET.get("geaendert") == "1",
    }
    return render(request, "portal/fairness/entry.html", context, status=refusal.status if refusal else HTTPStatus.OK)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Other days, times or offices; the place in the line stays."""
    now = clock.now()
    try:
        found = entry_by_token(token=token)
    except EntryUnknown as unknown:
        count_attempt(key=f"portal.waitlist-entry:{limit_key(request)}", limit=MISSES, per=PER, now=now)
        return render(request, "portal/fairness/entry.html", {"refusal": unknown}, status=unknown.status)
    if found.state not in WaitlistEntry.OPEN:
        return redirect("portal:waitlist-entry", token=token)
    places = _places_of(found)
    if request.method != "POST":
        form = WishForm(initial=typed_wish(wish=found.time_wish, offices=places), offices=places)
        return _change_page(request, form=form, entry=found)
    form = WishForm(request.POST, offices=places)
    _count_address(request, now=now)
    if not form.is_valid():
        return _change_page(request, form=form, entry=found, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        change_wishes(token=token, time_wish=form.time_wish(), now=now)
    except DomainError as refusal:
        form.add_error(None, gettext(refusal.message) % dict(refusal.params))
        return _change_page(request, form=form, entry=found, status=refusal.status)
    return redirect(f"{reverse('portal:waitlist-entry', args=[token])}?geaendert=1")


def _change_page(
    request: HttpRequest, *, form: WishForm, entry: WaitlistEntry, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    what = wishes_in_words(wishes=entry.wishes, language=get_language() or "de")
    return render(request, "portal/fairness/change.html", {"form": form, "what": what}, status=status)


def _places_of(entry: WaitlistEntry) -> list[OfficeEntry]:
    """The offices that serve all that is waited for."""
    return offices(service_ids=[service_id for service_id, _ in entry.wishes])


def _count_address(request: HttpRequest, *, now: datetime) -> None:
    """Looking an address up may ask somebody else's server."""
    if request.POST.get("wo", "").strip():
        count_attempt(key=f"portal.who:{limit_key(request)}", limit=ADDRESSES, per=PER, now=now)


def _form_page(
    request: HttpRequest, *, form: WaitlistForm, wishes: Wishes, now: datetime, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    draw = current_draw(now=now)
    context = {
        "form": form,
        "wishes": wishes,
        "draw": draw if draw and draw.opens_at <= now else None,
        "last_day": last_bookable_day(now=now),
    }
    return render(request, "portal/fairness/join.html", context, status=status)


def _from_filters(request: HttpRequest, places: list[OfficeEntry]) -> dict[str, object]:
    """What was asked for on the page of times need not be asked again."""
    known = {office.slug for office in places}
    return {
        "zeit": request.GET.get("zeit", ""),
        "wochentag": request.GET.getlist("wochentag"),
        "amt": [slug for slug in request.GET.getlist("amt") if slug in known],
        "ab": request.GET.get("ab", ""),
    }
