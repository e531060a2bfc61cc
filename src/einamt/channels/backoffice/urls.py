"""Addresses of the back office."""

from django.urls import URLPattern, path

from einamt.channels.backoffice import editing, findings, people_words, services, versions

app_name = "backoffice"
urlpatterns: list[URLPattern] = [
    path("", services.service_list, name="services"),
    path("leistung/<slug:slug>/", services.service, name="service"),
    path("leistung/<slug:slug>/bearbeiten/", editing.edit, name="edit"),
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
