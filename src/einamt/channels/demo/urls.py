"""Addresses of this channel."""

from django.urls import URLPattern

app_name = "demo"
urlpatterns: list[URLPattern] = []
