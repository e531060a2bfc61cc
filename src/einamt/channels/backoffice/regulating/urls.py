"""Addresses of the city's rules."""

from django.urls import URLPattern, path

from einamt.channels.backoffice.regulating import findings, views

app_name = "city-rules"
urlpatterns: list[URLPattern] = [
    path("", views.book, name="book"),
    path("vorschlag/", views.propose, name="propose"),
    path("vorschlag/<int:proposal_id>/", views.proposal, name="proposal"),
    path("zuruecknehmen/<int:rules_id>/", views.withdraw, name="withdraw"),
    path("befunde/", findings.finding_list, name="findings"),
    path("befunde/<int:finding_id>/", findings.finding, name="finding"),
]
