"""Addresses for machines that watch over the house."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
