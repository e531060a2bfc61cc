"""A made-up XZuFi message of any size, written as a stream: no real one is public."""

from html import escape
from pathlib import Path

NAMESPACE = "http://xoev.de/schemata/xzufi/2_2_0"
AGENCY = "L100108"
SERVICES_OF_AN_ORGANISATION = 50
_SUBJECTS = ("Reisepass", "Gewerbe", "Hund", "Fahrzeug", "Wohnsitz", "Baum", "Marktstand", "Kind", "Ehe", "Garten")
_ACTIONS = ("beantragen", "anmelden", "abmelden", "ändern", "verlängern", "melden", "genehmigen lassen")
_LIST = 'listURI="urn:de:xzufi:codeliste:leistungstextmodulleika" listVersionID="20240216"'


def write_message(*, path: Path, entries: int) -> None:
    """Write `entries` objects: services with texts in two languages, and an organisation for every fifty of them."""
    with path.open("w", encoding="utf-8") as file:
        file.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<x:transfer xmlns:x="{NAMESPACE}" xzufiVersion="2.2.0">'
            "<x:nachrichtenkopf/>\n"
        )
        for number in range(entries):
            is_organisation = number % (SERVICES_OF_AN_ORGANISATION + 1) == SERVICES_OF_AN_ORGANISATION
            made = _organisation(number) if is_organisation else _service(number)
            file.write(f"<x:schreibe>{made}</x:schreibe>\n")
        file.write("</x:transfer>\n")


def _service(number: int) -> str:
    subject, action = _SUBJECTS[number % 10], _ACTIONS[number // 10 % 7]
    name = f"{subject} {action} ({number})"
    paragraph = f"<p>Wer in der Stadt wohnt und einen Antrag zu {subject} stellt, findet hier alles Nötige.</p>"
    evidence = "".join(f"<li>{thing} für {subject}</li>" for thing in ("Ausweis", "Nachweis der Anschrift", "Foto"))
    return "".join(
        [
            f'<x:leistung><x:id schemeAgencyID="{AGENCY}">{number}</x:id>',
            '<x:referenzLeiKa listURI="urn:de:fim:leika:leistung">',
            f"<code>{99_000_000_000_000 + number}</code></x:referenzLeiKa>",
            _module("02", {"de": name, "en": f"Service {number}"}),
            _module("05", {"de": f"{name}: in wenigen Schritten.", "en": f"Service {number}, in short."}),
            _module("06", {"de": paragraph * 4, "en": f"<p>All about number {number}.</p>"}),
            _module("07", {"de": f"§ {number % 90 + 1} Gesetz über {subject}"}),
            _module("08", {"de": f"<ul>{evidence}</ul>"}),
            _module("11", {"de": f"{paragraph}<ol><li>Termin buchen</li><li>Vorsprechen</li></ol>"}),
            f'<x:modulKosten><x:kosten><x:fix><x:betrag currencyCode="EUR">{number % 90}.50</x:betrag>',
            "</x:fix></x:kosten></x:modulKosten>",
            "<x:modulBegriffImKontext>",
            *(
                f'<x:begriffImKontext><x:begriff languageCode="de">{word} {number}</x:begriff></x:begriffImKontext>'
                for word in (f"{subject} weg", f"neuer {subject}")
            ),
            "</x:modulBegriffImKontext>",
            '<x:vertrauensniveau listURI="urn:xoev-de:fim:codeliste:vertrauensniveau"><code>30</code>',
            "</x:vertrauensniveau><x:versionsinformation>",
            "<x:geaendertDatumZeit>2026-10-01T12:00:00Z</x:geaendertDatumZeit>",
            "</x:versionsinformation></x:leistung>",
        ]
    )


def _organisation(number: int) -> str:
    """Answers for the services before it."""
    return "".join(
        [
            f'<x:organisationseinheit><x:id schemeAgencyID="{AGENCY}">o{number}</x:id>',
            f'<x:name><x:name languageCode="de">Amt {number}</x:name></x:name>',
            *(
                f'<x:zustaendigkeit><x:leistungID schemeAgencyID="{AGENCY}">{service}</x:leistungID>'
                f'<x:gebietID schemeID="urn:de:ars">14713{number % 10_000_000:07d}</x:gebietID></x:zustaendigkeit>'
                for service in range(number - SERVICES_OF_AN_ORGANISATION, number)
            ),
            "</x:organisationseinheit>",
        ]
    )


def _module(code: str, said: dict[str, str]) -> str:
    contents = "".join(
        f'<x:inhalt languageCode="{language}">{escape(text, quote=False)}</x:inhalt>' for language, text in said.items()
    )
    head = f"<x:leikaTextmodul {_LIST}><code>{code}</code></x:leikaTextmodul>"
    return f"<x:modulText>{head}{contents}</x:modulText>"
