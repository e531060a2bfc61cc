"""Addresses of the cockpit."""

from django.urls import URLPattern, path

from einamt.channels.cockpit import monitoring, views
from einamt.channels.cockpit.comparison import views as comparison
from einamt.channels.cockpit.indicators import views as indicators
from einamt.channels.cockpit.measures import views as measures
from einamt.channels.cockpit.outlook import views as outlook
from einamt.channels.cockpit.quality import views as quality

app_name = "cockpit"
urlpatterns: list[URLPattern] = [
    path("", views.glance, name="glance"),
    path("zahlen.csv", views.glance_csv, name="glance-csv"),
    path("kennzahlen/", indicators.all_indicators, name="indicators"),
    path("kennzahlen/<slug:code>/", indicators.one_indicator, name="indicator"),
    path("kennzahlen/<slug:code>/zahlen.csv", indicators.indicator_csv, name="indicator-csv"),
    path("massnahmen/", measures.all_measures, name="measures"),
    path("massnahmen/neu/", measures.record, name="record-measure"),
    path("massnahmen/<int:measure_id>/", measures.one_measure, name="measure"),
    path("massnahmen/<int:measure_id>/aendern/", measures.change, name="change-measure"),
    path("massnahmen/<int:measure_id>/beenden/", measures.end, name="end-measure"),
    path("regeln/", monitoring.findings, name="monitoring"),
    path("regeln/<int:finding_id>/", monitoring.finding, name="monitored-finding"),
    path("kennzahlen/<slug:code>/vergleich/", comparison.fair_comparison, name="comparison"),
    path("kennzahlen/<slug:code>/vergleich.csv", comparison.fair_comparison_csv, name="comparison-csv"),
    path("kennzahlen/<slug:code>/ausblick/", outlook.indicator_outlook, name="outlook"),
    path("kennzahlen/<slug:code>/ausblick.csv", outlook.outlook_csv, name="outlook-csv"),
    path("datenqualitaet/", quality.data_quality, name="quality"),
    path("datenqualitaet.csv", quality.data_quality_csv, name="quality-csv"),
]
