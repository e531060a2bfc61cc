"""Addresses of the cockpit."""

from django.urls import URLPattern, path

from einamt.channels.cockpit import views
from einamt.channels.cockpit.comparison import views as comparison
from einamt.channels.cockpit.indicators import views as indicators

app_name = "cockpit"
urlpatterns: list[URLPattern] = [
    path("", views.glance, name="glance"),
    path("zahlen.csv", views.glance_csv, name="glance-csv"),
    path("kennzahlen/", indicators.all_indicators, name="indicators"),
    path("kennzahlen/<slug:code>/", indicators.one_indicator, name="indicator"),
    path("kennzahlen/<slug:code>/zahlen.csv", indicators.indicator_csv, name="indicator-csv"),
    path("kennzahlen/<slug:code>/vergleich/", comparison.fair_comparison, name="comparison"),
    path("kennzahlen/<slug:code>/vergleich.csv", comparison.fair_comparison_csv, name="comparison-csv"),
]
