"""Addresses of the cockpit."""

from django.urls import URLPattern, path

from einamt.channels.cockpit import monitoring, views
from einamt.channels.cockpit.comparison import views as comparison
from einamt.channels.cockpit.indicators import views as indicators
from einamt.channels.cockpit.measures import views as measures
from einamt.channels.cockpit.outlook import views as outlook
from einamt.channels.cockpit.quality import views as quality
from einamt.channels.cockpit.reports import evidence
from einamt.channels.cockpit.reports import views as reports
from einamt.channels.cockpit.staffing import views as staffing

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
    path("personal/", staffing.staffing, name="staffing"),
    path("personal/werte/", staffing.values_page, name="staffing-values"),
    path("personal/was-waere-wenn/", staffing.what_if, name="what-if"),
    path("personal/was-waere-wenn/<uuid:scenario_id>/", staffing.what_if_answer, name="what-if-answer"),
    path("berichte/", reports.overview, name="reports"),
    path("berichte/mails/<uuid:subscription_id>/abbestellen/", reports.mail_me_no_more, name="report-mails-end"),
    path("berichte/anfragen/neu/", evidence.new_answer, name="new-answer"),
    path("berichte/anfragen/<uuid:package_id>/", evidence.answer, name="answer"),
    path("berichte/anfragen/<uuid:package_id>/paket.zip", evidence.archive, name="answer-archive"),
    path("berichte/<slug:code>/", reports.report_page, name="report"),
    path("berichte/<slug:code>/entwurf.pdf", reports.draft_pdf, name="report-draft"),
    path("berichte/<slug:code>/mails/", reports.mail_me, name="report-mails"),
    path("berichte/<slug:code>/<int:number>/", reports.issue_page, name="issue"),
    path("berichte/<slug:code>/<int:number>/bericht.pdf", reports.issued_file, name="issue-file"),
]
