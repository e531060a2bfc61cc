"""Addresses of this channel."""

from django.urls import path

from einamt.channels.hall import arriving, display, rule, stand, visiting

app_name = "hall"
urlpatterns = [
    path("anzeige/<slug:slug>/", display.display, name="display"),
    path("anzeige/<slug:slug>/<slug:key>/", display.display, name="display-with-code"),
    path("anzeige/<slug:slug>/<slug:key>/da.svg", display.way_in, name="way-in"),
    path("da/<slug:slug>/", arriving.arrive, name="arrive"),
    path("da/<slug:slug>/<str:code>/", arriving.arrive, name="arrive-with-code"),
    path("warten/<str:token>/", visiting.visit, name="visit"),
    path("warten/<str:token>/da/", visiting.say_here, name="say-here"),
    path("warten/<str:token>/gehen/", visiting.say_leaving, name="say-leaving"),
    path("so-rufen-wir-auf/", rule.rule, name="rule"),
    path("halle/<int:office_id>/", stand.stand, name="stand"),
    path("halle/<int:office_id>/<str:token>/", stand.stand, name="stand-of"),
]
