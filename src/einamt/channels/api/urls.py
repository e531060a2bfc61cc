"""The page about the interface, in the languages of the house."""

from django.urls import URLPattern, path

from einamt.channels.api import views

app_name = "api"
urlpatterns: list[URLPattern] = [path("", views.reference, name="reference")]
