"""The page with every component, and an empty one for staff, for tests that look at them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from einamt.platform.shell.components import showcase

STAFF = """{% extends "shell/dense.html" %}{% block title %}Schalter{% endblock %}{% block main %}<h1>Schalter</h1>
{% button "Aufrufen" key="F2" type="button" %}{% button "Suchen" kind="secondary" key="S" type="button" %}
<p><label for="q">Name</label> <input id="q"></p>{% endblock %}
{% block scripts %}<script src="{% static "built/keys.js" %}" defer></script>{% endblock %}"""

SEARCH = """{% extends "shell/calm.html" %}{% block title %}Suche{% endblock %}{% block main %}<h1>Suche</h1>
<form class="find" role="search"><input class="find__input" name="q" aria-label="Anliegen" autocomplete="off"
data-suggest="/vorschlaege/" data-one="Ein Vorschlag." data-many="{n} Vorschläge."><button>Suchen</button></form>
{% endblock %}{% block scripts %}<script src="{% static "built/suggest.js" %}" defer></script>{% endblock %}"""


def components(request: HttpRequest) -> HttpResponse:
    """Every component."""
    return render(request, "shell/components.html", showcase.context())


def staff(request: HttpRequest) -> HttpResponse:
    """A page with shortcuts."""
    return HttpResponse(engines["django"].from_string(STAFF).render({}, request))


def refused(request: HttpRequest) -> HttpResponse:
    """A refusal."""
    return render(request, "shell/refusal.html", {"sentence": "Dieser Termin ist vergeben.", "back_url": "/"})


def missing(request: HttpRequest) -> HttpResponse:
    """A page that is not there."""
    return render(request, "shell/error.html", {"status": 404, "title": "Diese Seite gibt es nicht", "text": "Schade."})


def search(request: HttpRequest) -> HttpResponse:
    """A page with suggestions."""
    return HttpResponse(engines["django"].from_string(SEARCH).render({}, request))


def suggestions(request: HttpRequest) -> HttpResponse:
    """Two for what begins with re, else nothing."""
    if not request.GET["q"].startswith("re"):
        return HttpResponse()
    names = "".join(f'<li><a href="/?{name}">{name}</a></li>' for name in ("Reisepass", "Rente"))
    return HttpResponse(f'<ul class="suggestions">{names}</ul>')


urlpatterns = [
    path("suche/", search, name="search"),
    path("vorschlaege/", suggestions, name="suggestions"),
    path("", components, name="components"),
    path("schalter/", staff, name="staff"),
    path("vergeben/", refused, name="refused"),
    path("weg/", missing, name="missing"),
]
