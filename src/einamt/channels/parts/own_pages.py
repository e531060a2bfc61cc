"""The city's own pages that people look for with the search, as `catalog.search.own_pages` names them.

One way for all who search: the portal's search, the page that tells who is responsible, and the interface for programs.
"""

from dataclasses import dataclass, replace

from django.utils.translation import gettext

from einamt.catalog.search.results import SearchResult
from einamt.kernel.errors import N_
from einamt.platform import links


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What is said instead of hits; `name` is that of `platform.links`, empty where there is nothing to open."""

    key: str
    title: str
    text: str
    link: str = ""
    name: str = ""

    @property
    def path(self) -> str:
        """Where it is on the host that the reader is on; empty where there is nothing to open."""
        return links.path(name=self.name, parameters={}) if self.name else ""

    def address(self, *, language: str) -> str:
        """The absolute address, for programs; empty where there is nothing to open."""
        return links.absolute(name=self.name, parameters={}, language=language) if self.name else ""


_PAGES = {
    page.key: page
    for page in (
        OwnPage(
            "emergency",
            N_("Im Notfall rufen Sie 112 an"),
            N_("112 ist die Feuerwehr und der Rettungsdienst, 110 die Polizei. Beide sind immer da und kosten nichts."),
        ),
        OwnPage(
            "appointments",
            N_("Termin buchen"),
            N_("Wählen Sie, worum es geht. Dann sehen Sie, wo und wann etwas frei ist."),
            N_("Anliegen wählen und Termin buchen"),
            "appointments",
        ),
        OwnPage(
            "change",
            N_("Termin absagen oder verschieben"),
            N_(
                "Beides geht mit dem Link in Ihrer Bestätigung: in der E-Mail, die wir Ihnen nach dem Buchen geschickt "
                "haben. Haben Sie ihn nicht mehr, rufen Sie uns an und halten Sie die Vorgangsnummer bereit."
            ),
        ),
        OwnPage(
            "offices",
            N_("Ämter und Öffnungszeiten"),
            N_("Alle Ämter mit Anschrift, Öffnungszeiten und den nächsten freien Terminen."),
            N_("Alle Ämter zeigen"),
            "offices",
        ),
        OwnPage(
            "contact",
            N_("So erreichen Sie uns"),
            N_("Mit Fragen, Lob und Beschwerden sind Sie hier richtig."),
            N_("Nachricht schreiben"),
            "contact",
        ),
        OwnPage(
            "status",
            N_("Wie steht es um mein Anliegen?"),
            N_("Mit Vorgangsnummer und Code aus Ihrer Bestätigung sehen Sie den Stand, ohne Konto."),
            N_("Stand zeigen"),
            "case-status",
        ),
        OwnPage(
            "responsible",
            N_("Wer ist für mich zuständig?"),
            N_("Sagen Sie uns, worum es geht und wo Sie wohnen: Wir nennen die Stelle und den Grund."),
            N_("Zuständige Stelle finden"),
            "who-is-responsible",
        ),
    )
}
PAGE_NAMES = frozenset(page.name for page in _PAGES.values() if page.name)
"""The links that some channel must provide."""


def own_page(*, result: SearchResult | None) -> OwnPage | None:
    """The page that a search asked for, in the language of the request; none where it asked for something else."""
    return said_page(key=result.page) if result is not None and result.page else None


def said_page(*, key: str) -> OwnPage:
    """A page in the language of the request."""
    page = _PAGES[key]
    return replace(
        page, title=gettext(page.title), text=gettext(page.text), link=gettext(page.link) if page.link else ""
    )
