"""Addresses of the log of reading."""

from django.urls import URLPattern, path

from einamt.channels.backoffice import reading_log

app_name = "reading-log"
urlpatterns: list[URLPattern] = [
    path("", reading_log.requests, name="requests"),
    path("<uuid:request_id>/", reading_log.request_page, name="request"),
]
