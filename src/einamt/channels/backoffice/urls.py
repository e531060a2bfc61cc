"""Addresses of the back office."""

from django.urls import URLPattern, path

from einamt.channels.backoffice import editing, findings, lifecycle, offices, people_words, rulebook, services, versions

app_name = "backoffice"
urlpatterns: list[URLPattern] = [
    path("", services.service_list, name="services"),
    path("leistung/<slug:slug>/", services.service, name="service"),
    path("leistung/<slug:slug>/bearbeiten/", editing.edit, name="edit"),
    path("leistungen/neu/", lifecycle.new_service, name="new-service"),
    path("leistung/<slug:slug>/aufgeben/", lifecycle.retiring, name="retiring"),
    path("leistung/<slug:slug>/zustaendigkeit/", rulebook.rules, name="rules"),
    path("leistung/<slug:slug>/zustaendigkeit/neu/", rulebook.new_rule, name="new-rule"),
    path("leistung/<slug:slug>/zustaendigkeit/<int:rule_number>/", rulebook.rule, name="rule"),
    path("zustaendigkeiten/", rulebook.rule_list, name="rule-list"),
    path("zustaendigkeiten/gebiete/", rulebook.areas, name="areas"),
    path("aemter/", offices.office_list, name="offices"),
    path("aemter/neu/", offices.new_office, name="new-office"),
    path("amt/<slug:slug>/", offices.office, name="office"),
    path("amt/<slug:slug>/bearbeiten/", offices.edit_office, name="edit-office"),
    path("amt/<slug:slug>/leistungen/", offices.new_offers, name="new-offers"),
    path("amt/<slug:slug>/leistungen/<slug:service_slug>/", offices.offer, name="offer"),
    path("pruefung/", versions.review_list, name="reviews"),
    path("fassung/<uuid:version_id>/", versions.version, name="version"),
    path("fassung/<uuid:version_id>/vorschau/", versions.preview, name="preview"),
    path("befunde/", findings.finding_list, name="findings"),
    path("befunde/<int:finding_id>/", findings.finding, name="finding"),
    path("suchen/", people_words.searches, name="searches"),
    path("suchen/<int:search_id>/", people_words.search, name="search"),
    path("woerter/", people_words.word_list, name="words"),
    path("woerter/neu/", people_words.new_word, name="new-word"),
    path("woerter/<int:word_id>/", people_words.word, name="word"),
]
