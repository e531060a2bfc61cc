"""Addresses of this channel."""

from django.urls import path

from einamt.channels.counter import day, desks, documents, helping, reading, sign_in, ticketing, visiting
from einamt.channels.counter.booking import appointments, booking, home_visits, times

app_name = "counter"
urlpatterns = [
    path("", day.day, name="day"),
    path("stand/", day.version, name="version"),
    path("suche/", day.search, name="search"),
    path("aktion/", day.act, name="act"),
    path("notiz/", day.note, name="note"),
    path("nummer/", ticketing.draw, name="ticket"),
    path("nummer/stopp/", ticketing.stop, name="ticket-stop"),
    path("nummer/<uuid:case_id>/", ticketing.ticket, name="ticket-of"),
    path("platz/", desks.choose, name="choose"),
    path("vorgang/<str:reference>/", reading.case, name="case"),
    path("ausweise/", documents.documents, name="documents"),
    path("ausweise/zettel/", documents.slip, name="slip"),
    path("ausweise/bescheid/", documents.tell_by, name="tell-by"),
    path("ausweise/zettel/sperren/", documents.revoke, name="revoke-slips"),
    path("ausweise/klaeren/", documents.waiting, name="waiting-reports"),
    path("hilfe/", helping.help_page, name="help"),
    path("hilfe/aktion/", helping.act, name="help-act"),
    path("hausbesuche/", visiting.rounds, name="rounds"),
    path("termin/", times.choose_time, name="times"),
    path("termin/hausbesuch/", home_visits.book, name="book-home"),
    path("termin/buchen/", booking.book, name="book"),
    path("termin/suche/", appointments.find, name="find-appointment"),
    path("termin/<str:reference>/", appointments.appointment, name="appointment"),
    path("termin/<str:reference>/verschieben/", appointments.move, name="move"),
    path("termin/<str:reference>/absagen/", appointments.cancel, name="cancel"),
    path("termin/<str:reference>/weglassen/", appointments.shorten, name="shorten"),
    path("anmelden/", sign_in.sign_in, name="sign-in"),
    path("abmelden/", sign_in.sign_out, name="sign-out"),
    path("angemeldet/", sign_in.nowhere, name="nowhere"),
    path("passwort/<str:token>/", sign_in.choose_password, name="set-password"),
]
