"""Whether a service says what people need to know, in every language that the city promises."""

from collections.abc import Iterator

from einamt.catalog.editing.content import TEXT_FIELDS, Text
from einamt.catalog.linting.rules.complaints import Complaint
from einamt.catalog.linting.rules.facts import ServiceFacts
from einamt.catalog.rules.texts import is_html
from einamt.kernel.errors import N_

MODULES = {
    "name": N_("Name"),
    "summary": N_("Kurztext"),
    "description": N_("Beschreibung"),
    "plain": N_("Einfache Sprache"),
    "procedure": N_("Ablauf"),
    "duration": N_("Dauer"),
    "costs_note": N_("Hinweis zu den Kosten"),
    "responsible_body": N_("Zuständige Stelle"),
}
"""What the fields of a text are called."""
LISTS = {
    "condition": N_("Voraussetzungen"),
    "evidence": N_("Unterlagen"),
    "legal-basis": N_("Rechtsgrundlagen"),
    "form": N_("Formulare"),
    "link": N_("Links"),
    "publication": N_("Broschüren"),
}
"""What the lists are called."""
COPIED_FROM = 40
"""Characters from which on a text in two languages cannot be the same by chance."""

_MISSING = N_("„%(module)s“ fehlt auf Deutsch.")
_MARKUP = N_(
    "In „%(module)s“ (%(language)s) stehen HTML-Zeichen. Auf der Seite erscheinen sie so, wie sie dastehen: "
    "als Zeichensalat."
)
_NO_FEES = N_("Weder Gebühren noch ein Hinweis zu den Kosten: Die Seite sagt nichts dazu.")


def without_basics(facts: ServiceFacts) -> Iterator[Complaint]:
    """A German name, a short text and a description: without them a page answers nothing."""
    text = facts.content.texts.get("de", Text())
    for module in ("name", "summary", "description"):
        if not getattr(text, module):
            yield Complaint(_MISSING, {"module": MODULES[module]}, module)


def without_module(facts: ServiceFacts) -> Iterator[Complaint]:
    """How long it takes, how it goes, what to bring and the law behind it, in German."""
    text = facts.content.texts.get("de", Text())
    for module in ("duration", "procedure"):
        if not getattr(text, module):
            yield Complaint(_MISSING, {"module": MODULES[module]}, module)
    lists = facts.content.items.get("de", {})
    for kind in ("evidence", "legal-basis"):
        if not lists.get(kind):
            yield Complaint(_MISSING, {"module": LISTS[kind]}, kind)


def without_fees(facts: ServiceFacts) -> Iterator[Complaint]:
    """Neither a fee nor a remark about costs. What is free should say so with a fee of 0,00."""
    if not facts.content.fees and not facts.content.texts.get("de", Text()).costs_note:
        yield Complaint(_NO_FEES)


def without_plain_words(facts: ServiceFacts) -> Iterator[Complaint]:
    """No text in plain language (§ 4 BITV 2.0 asks for it where the matter is of weight)."""
    if not facts.content.texts.get("de", Text()).plain:
        yield Complaint(_MISSING, {"module": MODULES["plain"]}, "plain")


def without_synonyms(facts: ServiceFacts) -> Iterator[Complaint]:
    """No word that people say instead of the official name: the search must guess."""
    if not facts.content.synonyms.get("de"):
        yield Complaint(N_("Kein einziges Wort, das Leute statt des amtlichen Namens sagen."))


def without_way(facts: ServiceFacts) -> Iterator[Complaint]:
    """No office serves it, it is not done online, and no text names who is responsible: a page that leads nowhere."""
    is_named = bool(facts.content.texts.get("de", Text()).responsible_body)
    if not (facts.offices or facts.content.online_url or is_named):
        yield Complaint(N_("Kein Amt, kein Online-Dienst, keine zuständige Stelle: Die Seite führt nirgendwohin."))


def untranslated(facts: ServiceFacts) -> Iterator[Complaint]:
    """A language that the city promises has no text at all; the page then falls back on German and says so."""
    for language in facts.languages:
        if language != "de" and language not in facts.content.languages:
            yield Complaint(
                N_("Noch nicht übersetzt: %(language)s. Wer die Seite so aufruft, liest sie auf Deutsch."),
                {"language": language},
                language,
            )


def partly_translated(facts: ServiceFacts) -> Iterator[Complaint]:
    """A language has a text, but parts that the German one has are missing in it."""
    german = facts.content.texts.get("de", Text())
    for language in facts.content.languages:
        if language == "de":
            continue
        text = facts.content.texts[language]
        missing = [name for name in TEXT_FIELDS if getattr(german, name) and not getattr(text, name)]
        for name in missing:
            yield Complaint(
                N_("„%(module)s“ gibt es auf Deutsch, aber nicht in der Sprache %(language)s."),
                {"module": MODULES[name], "language": language},
                f"{language}.{name}",
            )


def copied_instead_of_translated(facts: ServiceFacts) -> Iterator[Complaint]:
    """A long text is the same in German and in another language."""
    german = facts.content.texts.get("de", Text())
    for language in facts.content.languages:
        if language == "de":
            continue
        for name in TEXT_FIELDS:
            text = getattr(facts.content.texts[language], name)
            if len(text) >= COPIED_FROM and text == getattr(german, name):
                yield Complaint(
                    N_("„%(module)s“ ist in der Sprache %(language)s derselbe Text wie auf Deutsch."),
                    {"module": MODULES[name], "language": language},
                    f"{language}.{name}",
                )


def markup_in_text(facts: ServiceFacts) -> Iterator[Complaint]:
    """HTML or a script in a text. It does no harm, since pages show it letter by letter, and that is the trouble."""
    for language, text in facts.content.texts.items():
        for name in TEXT_FIELDS:
            if is_html(getattr(text, name)):
                yield Complaint(
                    _MARKUP,
                    {"module": MODULES[name], "language": language},
                    f"{language}.{name}",
                )
    for language, kinds in facts.content.items.items():
        for kind, entries in kinds.items():
            if any(is_html(entry.name) or is_html(entry.description) for entry in entries):
                yield Complaint(
                    _MARKUP,
                    {"module": LISTS[kind], "language": language},
                    f"{language}.{kind}",
                )


def form_without_address(facts: ServiceFacts) -> Iterator[Complaint]:
    """A form is named, but nobody can open it."""
    for entry in facts.content.items.get("de", {}).get("form", ()):
        if not entry.link:
            yield Complaint(
                N_("Das Formular „%(name)s“ hat keine Adresse: Niemand kann es öffnen."),
                {"name": entry.name[:100]},
                entry.name[:100],
            )


def service_without_form(facts: ServiceFacts) -> Iterator[Complaint]:
    """Among the papers to bring is a form to be filled in, but the service has no form."""
    lists = facts.content.items.get("de", {})
    if lists.get("form") or facts.content.online_url:
        return
    for entry in lists.get("evidence", ()):
        name = entry.name.casefold()
        if any(word in name for word in ("formular", "vordruck", "ausgefüllter antrag")) and not entry.link:
            yield Complaint(
                N_("„%(name)s“ ist mitzubringen, aber bei der Leistung steht kein Formular."),
                {"name": entry.name[:100]},
                entry.name[:100],
            )
