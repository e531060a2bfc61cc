"""Addresses of the post's pages."""

from django.urls import URLPattern, path

from einamt.channels.backoffice.post import batches, texts, undelivered

app_name = "post"
urlpatterns: list[URLPattern] = [
    path("", batches.batch_list, name="batches"),
    path("zusammenstellen/", batches.gather, name="gather"),
    path("zurueck/", batches.returned, name="returned"),
    path("stapel/<int:batch_id>/briefe.pdf", batches.pdf, name="pdf"),
    path("stapel/<int:batch_id>/aufgegeben/", batches.posted, name="posted"),
    path("nicht-zugestellt/", undelivered.undelivered, name="undelivered"),
    path("nicht-zugestellt/<uuid:message_id>/", undelivered.act, name="act"),
    path("texte/", texts.kinds, name="texts"),
    path("texte/<str:code>/", texts.kind, name="text"),
    path("texte/<str:code>/brief.pdf", texts.letter, name="letter"),
]
