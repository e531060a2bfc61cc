"""Addresses of the demo's own pages."""

from django.urls import URLPattern, path

from einamt.channels.demo import views

app_name = "demo"
urlpatterns: list[URLPattern] = [
    path("", views.people, name="people"),
    path("bausteine/", views.components, name="components"),
    path("post/", views.mailbox, name="mailbox"),
    path("post/<str:name>/", views.mail, name="mail"),
    path("post/<str:name>/<int:number>/", views.attachment, name="attachment"),
]
