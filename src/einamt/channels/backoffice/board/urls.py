"""Addresses of the board."""

from django.urls import URLPattern, path

from einamt.channels.backoffice.board import levers, views

app_name = "board"
urlpatterns: list[URLPattern] = [
    path("", views.office_list, name="offices"),
    path("<slug:slug>/", views.board, name="board"),
    path("<slug:slug>/stand/", views.version, name="version"),
    path("<slug:slug>/schalter/", levers.open_one, name="open"),
    path("<slug:slug>/schalter/<int:opening_id>/", levers.close_one, name="close"),
    path("<slug:slug>/nummern/", levers.stop, name="stop"),
    path("<slug:slug>/nummern/wieder/", levers.resume, name="resume"),
]
