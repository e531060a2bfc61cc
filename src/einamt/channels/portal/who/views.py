"""Who is responsible for me? One question a page; nothing that is typed is stored."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from einamt.catalog.addresses import Address, find_places, suggested_addresses
from einamt.catalog.errors import AddressSearchUnavailable, PlaceUnknown
from einamt.catalog.people_words.operations import record_missed_search
from einamt.catalog.queries import ServicePage, service_page
from einamt.catalog.responsibility import (
    Answer,
    Candidate,
    OfficeWay,
    Outcome,
    Question,
    Whereabouts,
    area_names,
    responsible_for,
    services_by_residence,
)
from einamt.catalog.search.service import search_services
from einamt.channels.parts.headers import personal
from einamt.channels.parts.own_pages import own_page
from einamt.channels.portal.discover.forms import searchable, sortable
from einamt.channels.portal.discover.hits import matter_context
from einamt.channels.portal.who.forms import PlaceForm
from einamt.channels.portal.who.known import Known, read_known
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.shell import words
from einamt.platform.web.client import limit_key

ATTEMPTS, PER = 60, timedelta(minutes=10)
"""Searches for an address from one network: more than a family has addresses, fewer than a geocoder would mind."""
HITS = 10
OFFICES_SHOWN = 3
SUGGESTIONS = 6


@dataclass(frozen=True, slots=True)
class AddressLine:
    """An address to choose, the area it lies in, and the way onward."""

    text: str
    area: str
    query: str


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """Somebody who may answer, why, and the way onward where choosing it decides."""

    name: str
    reason: str
    query: str


@require_safe
def choose_service(request: HttpRequest) -> HttpResponse:
    """What is it about? `?leistung=` goes straight on, `?q=` searches."""
    if slug := request.GET.get("leistung", ""):
        page = service_page(slug=slug[:160], language=_language())
        return redirect("portal:who-service", slug=page.slug)
    query = searchable(request.GET.get("q", ""))
    result = search_services(query=query, language=_language(), limit=HITS) if query else None
    if result is not None and result.is_in_vain:
        record_missed_search(query=query, language=_language(), caller=limit_key(request), now=clock.now())
    context = {
        "q": query,
        "result": result,
        "own_page": own_page(result=result),
        **matter_context(result=result, language=_language()),
        "by_residence": sorted(services_by_residence(language=_language()), key=lambda card: sortable(card.name)),
    }
    return render(request, "portal/who/what.html", context)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest, slug: str) -> HttpResponse:
    """Where is it about, and then who answers for it.

    What was typed is looked up once; the address of the page that follows holds the area and the postal code only.
    """
    page = service_page(slug=slug, language=_language())
    known = read_known(request.GET)
    if request.method == "POST":
        return _place_given(request, page, known)
    if request.GET.get("neu"):
        return _ask_where(request, page, known.at(area_key="", postal_code=""), PlaceForm())
    try:
        place = known.place()
    except PlaceUnknown as refusal:
        return _ask_where(request, page, known, _refused_form(known.postal_code, refusal), refusal.status)
    return _answer(request, page, known, place)


@personal
@require_safe
def address_suggestions(request: HttpRequest, slug: str) -> HttpResponse:
    """Addresses that begin like what is being typed; a press on one sends it with the form."""
    text = searchable(request.GET.get("q", ""))
    found = suggested_addresses(text=text, limit=SUGGESTIONS) if text else []
    return render(request, "portal/who/suggestions.html", {"suggestions": found, "slug": slug})


def _place_given(request: HttpRequest, page: ServicePage, known: Known) -> HttpResponse:
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _ask_where(request, page, known, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    count_attempt(key=f"portal.who:{limit_key(request)}", limit=ATTEMPTS, per=PER, now=clock.now())
    text = form.cleaned_data["wo"]
    try:
        found = find_places(text=text)
    except (PlaceUnknown, AddressSearchUnavailable) as refusal:
        return _ask_where(request, page, known, _refused_form(text, refusal), refusal.status)
    if found.place is not None:
        here = _known_at(known, found.place)
        if found.is_street_unknown and len(found.place.area_keys) > 1:
            form.add_error(
                "wo", gettext("Diese Adresse kennen wir nicht. Die Postleitzahl führt zu den Stellen unten.")
            )
            return _answer(request, page, here, found.place, form)
        return redirect(_path(page, here))
    context = {"page": page, "lines": _address_lines(known, found.addresses), "form": PlaceForm({"wo": text})}
    return render(request, "portal/who/which.html", context)


def _answer(
    request: HttpRequest, page: ServicePage, known: Known, place: Whereabouts | None, form: PlaceForm | None = None
) -> HttpResponse:
    answer = responsible_for(
        service_id=page.id,
        place=place,
        surname=known.letters,
        matter=known.matter,
        language=_language(),
        now=clock.now(),
    )
    if answer.question is Question.PLACE:
        return _ask_where(request, page, known, PlaceForm())
    names = area_names(area_keys=place.area_keys, language=_language()) if place else {}
    context = {
        "page": page,
        "answer": answer,
        "place_name": " · ".join(filter(None, [_only(names), place.label])) if place else "",
        "place": place,
        "postal_code": known.postal_code,
        "form": form or PlaceForm(),
        "known": known,
        "choices": _choice_lines(answer, known),
        "candidates": _candidate_lines(answer, known, names),
        "offices": _offices(answer, place),
        "contact": answer.candidates[0].contact if answer.outcome is Outcome.ONE else None,
        "again": known.without_choices().query,
    }
    return render(request, f"portal/who/{_template(answer)}.html", context)


def _ask_where(
    request: HttpRequest, page: ServicePage, known: Known, form: PlaceForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {"page": page, "known": known, "form": form}
    return render(request, "portal/who/where.html", context, status=status)


def _refused_form(text: str, refusal: PlaceUnknown | AddressSearchUnavailable) -> PlaceForm:
    """The form with what was typed, and what became of it at the field."""
    form = PlaceForm({"wo": text})
    form.add_error("wo", words.explain(refusal))
    return form


def _template(answer: Answer) -> str:
    if answer.question is Question.ADDRESS:
        return "candidates"
    if answer.question is not None:
        return "question"
    return {Outcome.ONE: "answer", Outcome.ANY_OFFICE: "answer", Outcome.NOBODY: "nobody"}.get(
        answer.outcome, "candidates"
    )


def _known_at(known: Known, place: Whereabouts) -> Known:
    """What the address of the next page says; of a postal code no area, for which nobody has typed an address."""
    is_area_said = len(place.area_keys) == 1 and (place.is_address or not place.postal_code)
    area_key = place.area_keys[0] if is_area_said else ""
    return known.at(area_key=area_key, postal_code=place.postal_code)


def _address_lines(known: Known, addresses: list[Address]) -> list[AddressLine]:
    names = area_names(area_keys=tuple(address.area_key for address in addresses), language=_language())
    return [
        AddressLine(
            text=f"{address.street} {address.house_number}".strip() + f", {address.postal_code} {address.city}",
            area=names.get(address.area_key, ""),
            query=known.at(area_key=address.area_key, postal_code=address.postal_code).query,
        )
        for address in addresses
    ]


def _choice_lines(answer: Answer, known: Known) -> list[tuple[str, str]]:
    """Label and address of each reply that can be tapped."""
    told = {
        Question.MATTER: lambda value: Known(known.area_key, known.postal_code, value, known.letters),
        Question.LETTERS: lambda value: Known(known.area_key, known.postal_code, known.matter, value),
    }
    if answer.question not in told:
        return []
    return [(choice.label, told[answer.question](choice.value).query) for choice in answer.choices]


def _candidate_lines(answer: Answer, known: Known, names: dict[str, str]) -> list[CandidateLine]:
    """Where the address decides, a line an area; else a line a candidate."""
    if answer.question is not Question.ADDRESS:
        return [CandidateLine(_named(candidate), candidate.reason, "") for candidate in answer.candidates]
    by_area: dict[str, list[Candidate]] = {}
    for candidate in answer.candidates:
        for area_key in candidate.area_keys:
            by_area.setdefault(area_key, []).append(candidate)
    return [
        CandidateLine(
            name=" / ".join(dict.fromkeys(candidate.name for candidate in candidates)),
            reason=gettext("Für Adressen in %(area)s.") % {"area": names.get(area_key, area_key)},
            query=known.at(area_key=area_key, postal_code=known.postal_code).query,
        )
        for area_key, candidates in by_area.items()
    ]


def _named(candidate: Candidate) -> str:
    return f"{candidate.name}, {candidate.unit}" if candidate.unit else candidate.name


def _offices(answer: Answer, place: Whereabouts | None) -> list[OfficeWay]:
    """The nearest of those who answer; of all offices only where it is known what is near."""
    if answer.outcome is Outcome.ONE:
        return answer.candidates[0].offices[:OFFICES_SHOWN]
    return answer.offices[:OFFICES_SHOWN] if place is not None and place.latitude is not None else []


def _only(names: dict[str, str]) -> str:
    return next(iter(names.values())) if len(names) == 1 else ""


def _path(page: ServicePage, known: Known) -> str:
    return reverse("portal:who-service", args=[page.slug]) + known.query


def _language() -> str:
    return get_language() or "de"
