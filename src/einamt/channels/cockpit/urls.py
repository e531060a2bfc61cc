"""Addresses of the cockpit."""

from django.urls import URLPattern, path

from einamt.channels.cockpit import views

app_name = "cockpit"
urlpatterns: list[URLPattern] = [
    path("", views.glance, name="glance"),
    path("zahlen.csv", views.glance_csv, name="glance-csv"),
]
