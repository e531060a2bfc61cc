"""The rules of the halls in sentences, as citizens and staff read them, and what a change of them does."""

from collections.abc import Mapping

from django.utils.translation import get_language, gettext, ngettext

from einamt.channels.parts.city_rules import RuleLine
from einamt.platform.shell import words
from einamt.procedures.visits.floor_set import FloorSet, Reason, changes
from einamt.procedures.visits.rules import QueueRules


def floor_lines(values: FloorSet) -> list[RuleLine]:
    """Three lines: from when on somebody checks in, how long a call lasts, and what counts as an emergency."""
    check_in = gettext("Mit Termin melden Sie sich frühestens %(minutes)s vorher an.")
    call = gettext("Aufgerufene haben %(minutes)s für den Weg zum Schalter; vorher gilt niemand als nicht erschienen.")
    if not values.call_minutes:
        call = gettext("Wie lange ein Schalter nach einem Aufruf wartet, ist nicht festgelegt.")
    names = [f"{rank}. {_name(each)}" for rank, each in enumerate(values.reasons, start=1)]
    reasons = gettext("Vor allen mit Termin kommt an die Reihe, in dieser Rangfolge:")
    if not names:
        reasons = gettext("Die Stadt hat zurzeit keine Gründe festgelegt.")
    return [
        RuleLine(
            ("check_in_minutes",),
            gettext("Sich anmelden"),
            check_in % {"minutes": words.minutes(values.check_in_minutes)},
            values.source,
        ),
        RuleLine(
            ("call_minutes",),
            gettext("Nach dem Aufruf"),
            call % {"minutes": words.minutes(values.call_minutes)},
            values.source,
        ),
        RuleLine(("emergency",), gettext("Notfälle"), reasons, values.source, tuple(names)),
    ]


def floor_effects(*, before: FloorSet, after: FloorSet, used: Mapping[str, int] | None = None) -> list[str]:
    """What a change does, a sentence each; `used` says how many numbers a reason had in the last four weeks."""
    found = changes(before=before, after=after)
    places = {each.code: rank for rank, each in enumerate(after.reasons, start=1)}
    said = []
    if found.check_in:
        old, new = found.check_in
        sentence = gettext("Anmelden geht frühestens %(new)s vor dem Termin statt %(old)s.")
        said.append(sentence % {"new": words.minutes(new), "old": words.minutes(old)})
    if found.call:
        old, new = found.call
        sentence = gettext("Nach einem Aufruf wartet der Schalter %(new)s statt %(old)s.")
        said.append(sentence % {"new": words.minutes(new), "old": words.minutes(old)})
    for each in found.added:
        sentence = gettext("Ein neuer Grund für einen Notfall, an Stelle %(place)s: „%(name)s“.")
        said.append(sentence % {"place": places[each.code], "name": _name(each)})
    for renamed in found.renamed:
        sentence = gettext("„%(before)s“ heißt dann „%(after)s“.")
        said.append(sentence % {"before": _both(renamed.before), "after": _both(renamed.after)})
    for each in found.retired:
        sentence = gettext("„%(name)s“ ist dann kein Grund mehr. Wer schon eine Nummer hat, behält den Platz.")
        said.append(sentence % {"name": _name(each)} + _used(each, used))
    if found.is_reordered:
        said.append(gettext("Die Rangfolge der Gründe ändert sich."))
    return said


def line_effects(*, before: QueueRules, after: QueueRules) -> list[str]:
    """What new rules of booking change in the line, a sentence each."""
    pairs = [
        (
            gettext("Wer bis zu %(new)s zu spät kommt, gilt noch als Termin, statt bis zu %(old)s."),
            before.late_minutes,
            after.late_minutes,
        ),
        (
            gettext("Nicht gekommen ist, wer %(new)s nach dem Termin nicht da ist, statt %(old)s."),
            before.missing_minutes,
            after.missing_minutes,
        ),
        (
            gettext("Aufgerufen wird frühestens %(new)s vor dem Termin statt %(old)s."),
            before.soon_minutes,
            after.soon_minutes,
        ),
    ]
    return [
        sentence % {"new": words.minutes(new), "old": words.minutes(old)} for sentence, old, new in pairs if old != new
    ]


def _name(reason: Reason) -> str:
    return reason.called(language=get_language() or "de")


def _both(reason: Reason) -> str:
    """In both languages: a name may have changed in one of them only."""
    return f"{reason.name} / {reason.name_en}"


def _used(reason: Reason, used: Mapping[str, int] | None) -> str:
    if used is None:
        return ""
    count = used.get(reason.code, 0)
    sentence = ngettext(
        "In den letzten vier Wochen: %(count)s Nummer.", "In den letzten vier Wochen: %(count)s Nummern.", count
    )
    return " " + sentence % {"count": words.number(count)}
