"""Addresses of the citizens' pages."""

from django.urls import URLPattern, path

from einamt.channels.portal import authenticity, contact
from einamt.channels.portal.account import decisions, matters, service, signing_in
from einamt.channels.portal.account import details as account_details
from einamt.channels.portal.account import representations as account_acting
from einamt.channels.portal.booking import at_home, changing, confirming, details, holding, offered, starting, times
from einamt.channels.portal.discover import home as homepage
from einamt.channels.portal.discover import in_language, offices, pages, preview, services
from einamt.channels.portal.fairness import drawing, waiting
from einamt.channels.portal.published import booking_rules, files, free_times, reports
from einamt.channels.portal.status import documents, issued, objecting
from einamt.channels.portal.status import views as status
from einamt.channels.portal.who import views as who

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", homepage.home, name="home"),
    path("suche/", services.search, name="search"),
    path("suche/vorschlaege/", services.suggestions, name="suggestions"),
    path("leistungen/", services.service_list, name="services"),
    path("leistungen/<slug:slug>/", services.service, name="service"),
    path("leistungen/<slug:slug>/<slug:language>/", in_language.service_in_language, name="service-in-language"),
    path("vorschau/<str:token>/", preview.preview, name="preview"),
    path("lebenslagen/<slug:key>/", services.life_event, name="life-event"),
    path("aemter/", offices.office_list, name="offices"),
    path("aemter/<slug:slug>/", offices.office, name="office"),
    path("zustaendig/", who.choose_service, name="who"),
    path("zustaendig/<slug:slug>/", who.who, name="who-service"),
    path("zustaendig/<slug:slug>/adressen/", who.address_suggestions, name="who-addresses"),
    path("so-vergeben-wir-termine/", booking_rules.booking_rules, name="booking-rules"),
    path("berichte/", reports.reports, name="reports"),
    path("berichte/<slug:code>/<int:number>/", reports.report, name="report"),
    path("berichte/<slug:code>/<int:number>/bericht.pdf", reports.report_file, name="report-file"),
    path("freie-termine/", free_times.free_times, name="free-times"),
    path("freie-termine/<slug:name>.<str:form>", files.figures_file, name="figures-file"),
    path("kontakt/", contact.contact, name="contact"),
    path("kontakt/pruefung/", contact.challenge, name="contact-challenge"),
    path("kontakt/gesendet/", contact.sent, name="contact-sent"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("robots.txt", pages.robots, name="robots"),
    path("impressum/", pages.imprint, name="imprint"),
    path("datenschutz/", pages.privacy, name="privacy"),
    path("barrierefreiheit/", pages.accessibility, name="accessibility"),
    path("einfache-sprache/", pages.plain_language, name="plain-language"),
    path("termin/", starting.choose_services, name="appointments"),
    path("termin/zeiten/", times.choose_time, name="times"),
    path("termin/hausbesuch/", at_home.enter_address, name="home-address"),
    path("termin/hausbesuch/zeiten/", at_home.choose_time, name="home-times"),
    path("termin/hausbesuch/halten/", at_home.hold_time, name="home-hold"),
    path("termin/halten/", holding.hold_time, name="hold"),
    path("termin/freigeben/", holding.release_time, name="release"),
    path("termin/pruefung/", details.challenge, name="challenge"),
    path("termin/angaben/", details.enter_details, name="details"),
    path("termin/pruefen/", confirming.check_answers, name="check"),
    path("termin/post/", confirming.mail_sent, name="mail-sent"),
    path("termin/bestaetigen/<str:token>/", confirming.confirm_by_mail, name="confirm-by-mail"),
    path("termin/gebucht/", confirming.confirmed, name="confirmed"),
    path("termin/angebot/<str:token>/", offered.offer, name="offer"),
    path("warteliste/", waiting.join, name="waitlist"),
    path("warteliste/pruefung/", waiting.challenge, name="waitlist-challenge"),
    path("warteliste/eingetragen/", waiting.joined, name="waitlist-joined"),
    path("warteliste/<str:token>/", waiting.entry, name="waitlist-entry"),
    path("warteliste/<str:token>/wuensche/", waiting.change, name="waitlist-change"),
    path("verlosung/", drawing.draws, name="draws"),
    path("verlosung/<uuid:draw_id>/nachweis.json", drawing.proof, name="draw-proof"),
    path("termin/aendern/<str:token>/", changing.show, name="change"),
    path("termin/aendern/<str:token>/termin.ics", changing.calendar_file, name="calendar-file"),
    path("termin/aendern/<str:token>/absagen/", changing.cancel, name="cancel"),
    path("termin/aendern/<str:token>/weniger/", changing.leave_out_one, name="leave-out"),
    path("termin/aendern/<str:token>/hausbesuch/", at_home.choose_other_time, name="change-home-times"),
    path("termin/aendern/<str:token>/hausbesuch/halten/", at_home.hold_other_time, name="change-home-hold"),
    path("termin/aendern/<str:token>/zeiten/", changing.choose_time, name="change-times"),
    path("termin/aendern/<str:token>/halten/", changing.hold_time, name="change-hold"),
    path("termin/aendern/<str:token>/verschieben/", changing.move, name="move"),
    path("vorgang/", status.find_case, name="status"),
    path("vorgang/stand/", status.show_case, name="case"),
    path("vorgang/ausweis/", documents.by_number, name="document"),
    path("vorgang/dokument/<uuid:document_id>.pdf", issued.pdf, name="issued-document"),
    path("vorgang/bescheid/<uuid:document_id>/widerspruch/", objecting.object_to, name="object"),
    path("vorgang/widerspruch/eingegangen/", objecting.objected, name="objected"),
    path("vorgang/widerspruch/zuruecknehmen/", objecting.withdraw, name="withdraw-objection"),
    path("konto/bescheid/<uuid:document_id>/", decisions.decision, name="account-decision"),
    path("konto/bescheid/<uuid:document_id>/abrufen/", decisions.fetch, name="account-fetch"),
    path("konto/", matters.matters, name="account"),
    path("konto/anmelden/", signing_in.sign_in, name="account-sign-in"),
    path("konto/anmelden/post/", signing_in.mail_sent, name="account-mail-sent"),
    path("konto/anmelden/dienst/", service.leave, name="account-service"),
    path("konto/anmelden/dienst/zurueck/", service.arrived, name="account-service-arrived"),
    path("konto/link/<str:token>/", signing_in.open_link, name="account-link"),
    path("konto/abmelden/", signing_in.sign_out, name="account-sign-out"),
    path("konto/vorgang/aufnehmen/", matters.take_in, name="account-take"),
    path("konto/vorgang/offen/", matters.take_opened_in, name="account-take-opened"),
    path("konto/vorgang/<uuid:case_id>/", matters.open_matter, name="account-case"),
    path("konto/vorgang/<uuid:case_id>/gefunden/", matters.take_reached_in, name="account-take-reached"),
    path("konto/vorgang/<uuid:case_id>/entfernen/", matters.put_out, name="account-put-out"),
    path("konto/angaben/", account_details.my_details, name="account-details"),
    path("konto/angaben/adresse/", account_details.add_address, name="account-address"),
    path(
        "konto/angaben/adresse/<int:address_id>/entfernen/", account_details.drop_address, name="account-drop-address"
    ),
    path("konto/angaben/dienst/", service.connect, name="account-connect"),
    path(
        "konto/angaben/dienst/<int:identity_id>/entfernen/", account_details.drop_service, name="account-drop-service"
    ),
    path("konto/angaben/uebernehmen/", account_details.fill_in, name="account-fill-in"),
    path("konto/vertretungen/", account_acting.representations, name="account-representations"),
    path("konto/vertretungen/neu/<slug:kind>/", account_acting.ask, name="account-ask-to-act"),
    path("konto/vertretungen/beenden/", account_acting.stop, name="account-stop-acting"),
    path("konto/vertretungen/<uuid:representation_id>/handeln/", account_acting.start, name="account-act"),
    path("konto/vertretungen/<uuid:representation_id>/beenden/", account_acting.finish, name="account-end-acting"),
    path("konto/daten.json", account_details.take_along, name="account-data"),
    path("konto/loeschen/", account_details.delete, name="account-delete"),
    path("konto/geloescht/", account_details.deleted, name="account-deleted"),
    path("echtheit/", authenticity.check, name="authenticity"),
    path("echtheit/<str:code>/", authenticity.by_link, name="authenticity-of"),
    path("zettel/<str:token>/", documents.by_slip, name="slip"),
    path("vorgang/antworten/", status.answer, name="answer"),
    path("vorgang/datei/<uuid:file_id>/", status.file, name="message-file"),
    path("vorgang/schliessen/", status.close_case, name="close-case"),
]
