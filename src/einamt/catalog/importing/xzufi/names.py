"""Names of the standard: namespaces, modules, codes, and the code lists of our own that carry what it has no place for.

Source: the FIM model of XZuFi 2.2.0 and 2.3.1; code list `urn:de:xzufi:codeliste:leistungstextmodulleika` 20240216.
"""

VERSIONS = {
    "http://xoev.de/schemata/xzufi/2_2_0": "2.2",
    "http://xoev.de/schemata/xzufi/2_3_0": "2.3",
    "http://xoev.de/schemata/xzufi/2_3_1": "2.3",
}
"""Namespace to version, as far as the two differ for us."""
NAMESPACES = {"2.2": "http://xoev.de/schemata/xzufi/2_2_0", "2.3": "http://xoev.de/schemata/xzufi/2_3_1"}
"""The namespace that is written."""

SERVICE, SPECIALISATION, ORGANISATION, ONLINE_SERVICE = (
    "leistung",
    "spezialisierung",
    "organisationseinheit",
    "onlinedienst",
)
OBJECTS = (SERVICE, SPECIALISATION, ORGANISATION, ONLINE_SERVICE)

TEXT_MODULES = {
    "02": "name",
    "05": "summary",
    "06": "description",
    "11": "procedure",
    "22": "responsible_body",
}
"""Code of a text module to the column of `ServiceText`."""
LIST_MODULES = {"07": "legal-basis", "08": "evidence", "09": "condition", "14": "form", "15": "link"}
"""Code of a text module to the kind of `ServiceItem`."""
MODULE_LIST = "urn:de:xzufi:codeliste:leistungstextmodulleika"

AGENCY = "urn:de:einamt"
"""The agency of identifiers that EinAmt gives out itself."""
OWN_MODULES = "urn:de:einamt:codeliste:textmodul"
"""Individual text modules: `einfache-sprache` and `publikationen`."""
OWN_MARKS = "urn:de:einamt:codeliste:merkmal"
"""Classification of a service: `termin`, `nicht-gelistet`, `nicht-oeffentlich`, `zustaendig-…`, `kanal-…`."""
LIFE_EVENTS = "lebenslage"
ORGANISATION_KIND, ORGANISATION_AREA, ORGANISATION_RESIDENTS = "organisationsart", "gebiet", "einwohner"
"""Classes of categories, with `AGENCY`."""

ROLES = {"01": "responsible", "02": "contact"}
"""Role of a Zuständigkeit: zuständige Stelle, Ansprechpunkt. Any other code is kept as `code-…`."""
ROLE_LIST = "urn:de:xzufi:codeliste:zustaendigkeitsrolle"

LEIKA_ELEMENT = {"2.2": "referenzLeiKa", "2.3": "referenzLeistungsschluessel"}
VERSION_ELEMENT = {"2.2": "versionsinformation", "2.3": "versionsinformationen"}

ORDER = {
    "2.2": (
        *("id", "idSekundaer", "struktur", "referenzLeiKa", "modulText", "modulTextIndividuell", "modulFrist"),
        *("modulKosten", "modulBearbeitungsdauer", "modulBegriffImKontext", "modulFachlicheFreigabe"),
        *("modulAuskunftshinweis", "modulDokument", "modulUrsprungsportal", "typisierung", "vertrauensniveau"),
        *("leistungsadressat", "kennzeichenSchriftformerfordernis", "kategorie", "klassifizierung"),
        *("informationsbereichSDG", "idLeistungImKontext", "idProzess", "herausgeber", "gueltigkeitGebietID"),
        *("kennzeichenEA", "relevantFuerWirtschaftszweig", "relevantFuerRechtsform"),
        *("relevantFuerStaatsangehoerigkeit", "versionsinformation", "sprachversion", "gueltigkeit"),
    ),
    "2.3": (
        *("id", "idSekundaer", "struktur", "statusKatalog", "statusBibliothek", "detaillierungsstufe"),
        *("referenzLeistungsschluessel", "leistungsadressat", "bezugsortTyp", "modulText", "modulTextIndividuell"),
        *("modulFrist", "modulBearbeitungsdauer", "modulKosten", "modulDokument", "modulBegriffImKontext"),
        *("modulFachlicheFreigabe", "modulAuskunftshinweis", "modulUrsprungsportal", "typisierung"),
        *("vertrauensniveau", "kennzeichenFormularSchriftformerfordernis", "kennzeichenFormularPersoenlich"),
        *("kennzeichenFormularFormlos", "kategorie", "klassifizierung", "informationsbereicheSDG"),
        *("leistungImKontextID", "prozessID", "herausgeber", "gueltigkeitGebietID"),
        *("durchfuehrbarEinheitlicheStelle", "relevantFuerWirtschaftszweig", "relevantFuerRechtsform"),
        *("relevantFuerStaatsangehoerigkeit", "versionsinformationen", "sprachversion", "gueltigkeit"),
    ),
}
"""The elements of a Leistung in the order in which each version has them."""
RENAMED = (
    ("idLeistungImKontext", "leistungImKontextID"),
    ("idProzess", "prozessID"),
    ("kennzeichenSchriftformerfordernis", "kennzeichenFormularSchriftformerfordernis"),
)
"""Elements that only changed their names from 2.2 to 2.3."""
SDG = frozenset({"informationsbereichSDG", "informationsbereicheSDG"})
"""The areas of the Single Digital Gateway, which 2.3 has turned into a structure."""
