"""Addresses of the city's rules."""

from django.urls import URLPattern, path

from einamt.channels.backoffice.regulating import findings, floor, views

app_name = "city-rules"
urlpatterns: list[URLPattern] = [
    path("", views.book, name="book"),
    path("vorschlag/", views.propose, name="propose"),
    path("vorschlag/<int:proposal_id>/", views.proposal, name="proposal"),
    path("zuruecknehmen/<int:rules_id>/", views.withdraw, name="withdraw"),
    path("befunde/", findings.finding_list, name="findings"),
    path("befunde/<int:finding_id>/", findings.finding, name="finding"),
    path("halle/", floor.book, name="floor"),
    path("halle/vorschlag/", floor.propose, name="propose-floor"),
    path("halle/vorschlag/<int:proposal_id>/", floor.proposal, name="floor-proposal"),
    path("halle/zuruecknehmen/<int:rules_id>/", floor.withdraw, name="withdraw-floor"),
]
