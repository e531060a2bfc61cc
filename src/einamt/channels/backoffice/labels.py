"""What fields, states and persons are called on the editors' pages."""

from collections.abc import Collection, Iterable, Mapping

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.functional import lazy
from django.utils.translation import gettext

from einamt.accounts.queries import staff_names
from einamt.catalog.editing import rules
from einamt.catalog.editing.content import Content
from einamt.catalog.linting.rules.modules import LISTS, MODULES
from einamt.catalog.linting.sentences import language_name
from einamt.kernel.errors import N_
from einamt.platform.shell.components.basics import StatusKind

GENERAL = {
    "needs_appointment": N_("Braucht einen Termin"),
    "channels": N_("So geht es"),
    "online_url": N_("Adresse des Online-Dienstes"),
    "fees": N_("Gebühren"),
    "life_events": N_("Lebenslagen"),
    "is_public": N_("Hat eine Seite und wird gefunden"),
    "is_listed": N_("Steht in den Listen"),
}
CHANNELS = {
    "office": N_("im Amt"),
    "online": N_("online"),
    "post": N_("per Post"),
    "phone": N_("am Telefon"),
}
SYNONYMS = N_("Was Leute sagen")
STATES: dict[str, tuple[str, StatusKind]] = {
    rules.DRAFT: (N_("Entwurf"), "neutral"),
    rules.IN_REVIEW: (N_("in Prüfung"), "waiting"),
    rules.REJECTED: (N_("zurückgegeben"), "bad"),
    rules.APPROVED: (N_("wartet auf seinen Tag"), "active"),
    rules.PUBLISHED: (N_("gültig"), "good"),
    rules.REPLACED: (N_("ersetzt"), "neutral"),
    rules.DISCARDED: (N_("verworfen"), "neutral"),
}
WORD_STATES: dict[str, tuple[str, StatusKind]] = {
    "proposed": (N_("vorgeschlagen"), "waiting"),
    "in-force": (N_("gültig"), "good"),
    "refused": (N_("abgelehnt"), "bad"),
    "replaced": (N_("ersetzt"), "neutral"),
}
OFFICE_FIELDS = {
    "name": N_("Name"),
    "street": N_("Straße und Hausnummer"),
    "postal_code": N_("Postleitzahl"),
    "city": N_("Ort"),
    "latitude": N_("Breite"),
    "longitude": N_("Länge"),
    "phone": N_("Telefon"),
    "email": N_("E-Mail"),
    "contact_url": N_("Kontaktformular"),
    "hours_1": N_("Montag"),
    "hours_2": N_("Dienstag"),
    "hours_3": N_("Mittwoch"),
    "hours_4": N_("Donnerstag"),
    "hours_5": N_("Freitag"),
    "hours_6": N_("Samstag"),
    "hours_7": N_("Sonntag"),
    "hours_note": N_("Bemerkung zu den Zeiten"),
    "accessibility": N_("Zugang"),
    "accessibility_note": N_("Bemerkung zum Zugang"),
    "transit": N_("Bus und Bahn"),
    "transit_en": N_("Bus und Bahn, auf Englisch"),
    "payment": N_("Bezahlen"),
    "is_public": N_("Steht auf den Seiten der Stadt"),
}
ACCESSIBILITY = {
    "step_free": N_("stufenlos"),
    "lift": N_("mit Aufzug"),
    "limited": N_("eingeschränkt"),
    "unknown": N_("nicht bekannt"),
}
OFFER_FIELDS = {
    "steps": N_("Zeitschritte für eine Person"),
    "max_persons": N_("Höchstens so viele Personen"),
    "is_bookable": N_("Lässt sich buchen"),
    "hint": N_("Hinweis"),
    "link": N_("Link"),
}
RULE_FIELDS = {
    "organisation": N_("Organisation"),
    "unit": N_("Stelle oder Amt"),
    "unit_en": N_("Stelle oder Amt, auf Englisch"),
    "area_key": N_("Gebiet"),
    "letters_from": N_("Familiennamen von"),
    "letters_to": N_("Familiennamen bis"),
    "matter": N_("Art des Anliegens"),
    "valid_from": N_("Gilt ab"),
    "valid_until": N_("Gilt bis (dieser Tag gehört nicht mehr dazu)"),
}
AREA_KINDS = {
    "land": N_("Land"),
    "community": N_("Gemeindeverband"),
    "municipality": N_("Gemeinde"),
    "district": N_("Stadtteil"),
    "locality": N_("Ortsteil"),
}
SEVERITIES: dict[str, tuple[str, StatusKind]] = {
    "error": (N_("Fehler"), "bad"),
    "warning": (N_("Warnung"), "waiting"),
    "notice": (N_("Hinweis"), "neutral"),
}


def languages(*contents: Content) -> list[tuple[str, str]]:
    """The languages an editor may write in, German first: code and name."""
    codes = [*(code for code, _ in settings.LANGUAGES), *settings.CONTENT_LANGUAGES]
    codes += [code for content in contents for code in content.languages]
    return [(code, language_name(code)) for code in dict.fromkeys(codes)]


def direction(language: str) -> str:
    """`rtl` for languages that are written from right to left."""
    return "rtl" if LANG_INFO.get(language, {}).get("bidi") else "ltr"


def _called(names: Mapping[str, str], key: str) -> str:
    return gettext(names[key])


lazily = lazy(_called, str)
"""What a field is called, for a form's label: translated when it is shown."""


def field_label(key: str, *, with_language: bool = True) -> str:
    """What the field `key` is called, with its language where it has one."""
    kind, _, rest = key.partition(".")
    if kind in GENERAL:
        return gettext(GENERAL[kind])
    language, _, part = rest.partition(".")
    german = {"text": MODULES, "items": LISTS}[kind][part] if part else SYNONYMS
    name = gettext(german)
    return f"{name} ({language_name(language)})" if with_language else name


def shown(key: str, text: str) -> str:
    """What stands in a field, as a comparison shows it: words instead of codes."""
    if key in {"needs_appointment", "is_public", "is_listed"}:
        return gettext("ja") if text else gettext("nein")
    if key == "channels":
        return "\n".join(gettext(CHANNELS[line]) if line in CHANNELS else line for line in text.split("\n"))
    return text


def names_of(persons: Iterable[str]) -> dict[str, str]:
    """What persons are called; who is no longer known is said to be so."""
    wanted: Collection[str] = {person for person in persons if person}
    known = staff_names(actors=wanted)
    return {person: known.get(person, gettext("jemand, der nicht mehr hier arbeitet")) for person in wanted}
