"""The city's own pages that people look for with the search, as `catalog.search.own_pages` names them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from einamt.kernel.errors import N_


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What is said instead of hits; `url` is empty where there is nothing to open."""

    title: str
    text: str
    link: str = ""
    url: str = ""


_PAGES = {
    "emergency": OwnPage(
        N_("Im Notfall rufen Sie 112 an"),
        N_("112 ist die Feuerwehr und der Rettungsdienst, 110 die Polizei. Beide sind immer da und kosten nichts."),
    ),
    "appointments": OwnPage(
        N_("Termin buchen"),
        N_("Wählen Sie, worum es geht. Dann sehen Sie, wo und wann etwas frei ist."),
        N_("Anliegen wählen und Termin buchen"),
        "portal:appointments",
    ),
    "change": OwnPage(
        N_("Termin absagen oder verschieben"),
        N_(
            "Beides geht mit dem Link in Ihrer Bestätigung: in der E-Mail, die wir Ihnen nach dem Buchen geschickt "
            "haben. Haben Sie ihn nicht mehr, rufen Sie uns an und halten Sie die Vorgangsnummer bereit."
        ),
    ),
    "offices": OwnPage(
        N_("Ämter und Öffnungszeiten"),
        N_("Alle Ämter mit Anschrift, Öffnungszeiten und den nächsten freien Terminen."),
        N_("Alle Ämter zeigen"),
        "portal:offices",
    ),
    "contact": OwnPage(
        N_("So erreichen Sie uns"),
        N_("Mit Fragen, Lob und Beschwerden sind Sie hier richtig."),
        N_("Nachricht schreiben"),
        "portal:contact",
    ),
    "status": OwnPage(
        N_("Wie steht es um mein Anliegen?"),
        N_("Mit Vorgangsnummer und Code aus Ihrer Bestätigung sehen Sie den Stand, ohne Konto."),
        N_("Stand zeigen"),
        "portal:status",
    ),
    "responsible": OwnPage(
        N_("Wer ist für mich zuständig?"),
        N_("Sagen Sie uns, worum es geht und wo Sie wohnen: Wir nennen die Stelle und den Grund."),
        N_("Zuständige Stelle finden"),
        "portal:who",
    ),
}


def own_page(*, key: str) -> OwnPage:
    """The page in the language of the request."""
    page = _PAGES[key]
    return OwnPage(
        title=gettext(page.title),
        text=gettext(page.text),
        link=gettext(page.link) if page.link else "",
        url=reverse(page.url) if page.url else "",
    )
