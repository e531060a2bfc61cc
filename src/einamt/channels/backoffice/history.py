"""The history of offices and rules of responsibility as a page shows it."""

from collections.abc import Mapping

from django.utils.translation import gettext

from einamt.catalog.journal.queries import ChangeLine, FieldChange
from einamt.channels.backoffice import labels
from einamt.kernel.errors import N_

FLAGS = frozenset({"is_public", "is_bookable"})
WHAT: Mapping[tuple[str, str], str] = {
    ("office", "added"): N_("Amt angelegt"),
    ("office", "changed"): N_("Amt geändert"),
    ("offer", "added"): N_("Leistung dazugenommen"),
    ("offer", "changed"): N_("Angebot geändert"),
    ("offer", "removed"): N_("Leistung herausgenommen"),
    ("rule", "added"): N_("Regel hinzugefügt"),
    ("rule", "changed"): N_("Regel geändert"),
    ("rule", "removed"): N_("Regel entfernt"),
}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "office": labels.OFFICE_FIELDS,
    "offer": labels.OFFER_FIELDS,
    "rule": labels.RULE_FIELDS,
}


def history_rows(
    lines: list[ChangeLine], *, names: Mapping[str, Mapping[str, str]] | None = None
) -> list[dict[str, object]]:
    """Changes in words. `names` says what the values of a field are called, by field and value."""
    people = labels.names_of(line.person for line in lines)
    return [
        {
            "line": line,
            "what": gettext(WHAT[line.kind, line.what]),
            "person": people[line.person],
            "fields": _fields(line, names or {}),
            "can_be_taken_back": not line.is_taken_back and (line.kind, line.what) != ("office", "added"),
        }
        for line in lines
    ]


def _fields(line: ChangeLine, names: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """The changed fields in the order of their form; none where the thing is gone."""
    order = list(FIELDS[line.kind])
    known = [each for each in line.fields if each.key in FIELDS[line.kind] and line.what != "removed"]
    return [_field(line.kind, each, names) for each in sorted(known, key=lambda each: order.index(each.key))]


def _field(kind: str, change: FieldChange, names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {
        "label": gettext(FIELDS[kind][change.key]),
        "before": _shown(change.key, change.before, names),
        "after": _shown(change.key, change.after, names),
    }


def _shown(key: str, text: str, names: Mapping[str, Mapping[str, str]]) -> str:
    if key in FLAGS:
        return gettext("ja") if text else gettext("nein")
    if key == "accessibility" and text in labels.ACCESSIBILITY:
        return gettext(labels.ACCESSIBILITY[text])
    return names.get(key, {}).get(text, text)
