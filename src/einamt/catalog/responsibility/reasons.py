"""Reasons in a sentence: why somebody answers for a service, as one would say it on the telephone."""

from django.utils.translation import gettext as _

from einamt.catalog.responsibility.stored import Areas
from einamt.catalog.rules.letters import LetterRange, ends
from einamt.catalog.rules.responsibility import Rule


def reason_of(
    *, rule: Rule, area_key: str, areas: Areas, is_certain: bool, matter_names: dict[str, str], language: str
) -> str:
    """Why `rule` holds for somebody in the area: "Ihre Adresse liegt in Neukölln; Familiennamen A bis K."

    `is_certain` is whether the address is known to lie in the area; else the reason says "Für Adressen in …".
    """
    parts = []
    if rule.area_key and (name := _named_area(rule, area_key, areas, language)):
        text = _("Ihre Adresse liegt in %(area)s") if is_certain else _("Für Adressen in %(area)s")
        parts.append(text % {"area": name})
    if rule.names is not None:
        parts.append(_("Familiennamen %(letters)s") % {"letters": letters(rule.names)})
    if rule.matter:
        parts.append(_("Anliegen: %(matter)s") % {"matter": matter_names.get(rule.matter, rule.matter)})
    if not parts:
        parts.append(_("Ihre Adresse spielt dabei keine Rolle"))
    return "; ".join(parts) + "."


def letters(names: LetterRange) -> str:
    """A range of surnames in words: A bis K, or just one letter."""
    first, last = ends(names)
    return first if first == last else _("%(first)s bis %(last)s") % {"first": first, "last": last}


def reason_for_overlap() -> str:
    """Why there are several answers although everything is known."""
    return _(
        "Hierfür sind bei uns mehrere Stellen eingetragen, die sich überschneiden. "
        "Fragen Sie bitte bei einer von ihnen nach."
    )


def reason_for_question(question: str) -> str:
    """Why there is no single answer yet, and what decides."""
    return {
        "place": _("Wer zuständig ist, hängt davon ab, um welche Adresse es geht."),
        "address": _("Hier kommen mehrere Gebiete in Frage. Straße und Hausnummer entscheiden."),
        "matter": _("Je nach Anliegen ist eine andere Stelle zuständig."),
        "letters": _("Die Stellen teilen sich die Arbeit nach dem Familiennamen auf."),
    }[question]


def reason_for_any_office() -> str:
    """Allzuständigkeit."""
    return _("Dafür sind Sie in jedem dieser Ämter richtig, egal wo Sie wohnen.")


def reason_for_nobody(*, is_outside: bool, names_area: str) -> str:
    """Why nobody is named."""
    if is_outside:
        return _("Diese Adresse liegt nicht in unserem Gebiet. Dort ist eine andere Verwaltung zuständig.")
    if names_area:
        return _("Für %(area)s ist bei uns niemand eingetragen.") % {"area": names_area}
    return _("Dafür ist bei uns niemand eingetragen.")


def _named_area(rule: Rule, area_key: str, areas: Areas, language: str) -> str:
    """The largest area that the rule's key fits: a rule for all of a district names the district, not the locality."""
    fitting = [key for key in areas.chain(area_key) if key.startswith(rule.area_key)]
    return areas.name(fitting[-1], language) if fitting else ""
