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


urlpatterns = [
    path("", components, name="components"),
    path("schalter/", staff, name="staff"),
    path("vergeben/", refused, name="refused"),
    path("weg/", missing, name="missing"),
]
