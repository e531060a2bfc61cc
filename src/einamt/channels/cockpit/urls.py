"""Addresses of the cockpit."""

from django.urls import URLPattern, path

from einamt.channels.cockpit import views
from einamt.channels.cockpit.indicators import views as indicators
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
    path("personal/", staffing.staffing, name="staffing"),
    path("personal/werte/", staffing.values_page, name="staffing-values"),
    path("was-waere-wenn/", staffing.what_if, name="what-if"),
    path("was-waere-wenn/<uuid:scenario_id>/", staffing.what_if_answer, name="what-if-answer"),
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
