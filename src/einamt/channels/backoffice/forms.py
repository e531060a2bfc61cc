"""The form in which a service's content is written, one language at a time."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from einamt.catalog.editing.content import CHANNELS, Content
from einamt.catalog.editing.marks import mark
from einamt.catalog.editing.wording import (
    FLAGS,
    GENERAL,
    BadWording,
    language_keys,
    read_entries,
    read_fees,
    read_lines,
    wording,
)
from einamt.catalog.models import LifeEvent
from einamt.channels.backoffice import labels
from einamt.kernel.errors import N_
from einamt.platform.shell.forms import Form

LONGEST_TEXT = 20_000
SHORT = frozenset({"name", "summary", "duration", "responsible_body"})
HINTS: Mapping[str, str] = {
    "name": N_("So, wie Leute es nennen, mit einem Verb: „Reisepass beantragen“."),
    "summary": N_("Ein Satz, der sagt, wann man diese Leistung braucht."),
    "plain": N_("Kurze Sätze, ein Gedanke je Zeile, keine Fremdwörter."),
    "duration": N_("Zum Beispiel: Etwa vier bis sechs Wochen."),
    "description": N_("Leerzeile: neuer Absatz. „- “ am Anfang: Liste. [Wort](https://…): Link."),
    "items": N_("Ein Eintrag je Zeile. Erklärung und Adresse darunter, mit zwei Leerzeichen eingerückt."),
    "synonyms": N_("Ein Ausdruck je Zeile, auch falsch geschriebene: danach wird gesucht."),
    "fees": N_("Eine Gebühr je Zeile: 46,00 | wofür | what for | tr: ne için. Was nichts kostet: 0,00."),
    "is_listed": N_("Ohne Haken findet es nur, wer danach sucht."),
}


class ContentForm(Form):
    """All fields of one language and those of none. Fields are named by their keys (`catalog.editing.wording`)."""

    note = forms.CharField(
        label=gettext_lazy("Was haben Sie geändert, und warum?"),
        help_text=gettext_lazy("Für die Person, die es prüft."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, language: str, content: Content, note: str) -> None:
        self.keys = [*language_keys(language), *GENERAL]
        # before the base class gives every field its sentences; Django copies them from the instance
        own = {"note": self.base_fields["note"]} | {key: _field(key, content) for key in self.keys}
        self.base_fields = own  # type: ignore[misc]
        super().__init__(data, initial={"note": note} | {key: _initial(key, content) for key in self.keys})
        self.seen = self._seen(content)

    def wording_by_key(self) -> dict[str, str]:
        """What was typed, as `save_draft` takes it; after validation."""
        return {key: _typed(self.cleaned_data[key]) for key in self.keys}

    def show(self, texts: Mapping[str, str], *, seen: Mapping[str, str]) -> None:
        """Show other texts than those that were sent, with the marks of what others have written meanwhile."""
        shown = self.data.copy()  # type: ignore[attr-defined] # a QueryDict: only what was sent is shown anew
        for key, text in texts.items():
            if isinstance(self.fields[key], forms.MultipleChoiceField):
                shown.setlist(key, text.split("\n") if text else [])
            elif key in FLAGS and not text:
                shown.pop(key, None)
            else:
                shown[key] = text
        self.data = shown
        self.seen = dict(seen)

    def _seen(self, content: Content) -> dict[str, str]:
        """The marks of what the person was shown: those that came with the form, else those of the content."""
        if self.is_bound:
            return {key: str(self.data.get(f"seen:{key}", "")) for key in self.keys}
        return {key: mark(wording(content, key)) for key in self.keys}


def _field(key: str, content: Content) -> forms.Field:
    label, hint = labels.field_label(key, with_language=False), _hint(key)
    if key in FLAGS:
        return forms.BooleanField(label=label, help_text=hint, required=False)
    if key == "channels":
        further = [(code, code) for code in content.channels if code not in CHANNELS]
        choices = [*((code, gettext(labels.CHANNELS[code])) for code in CHANNELS), *further]
        return _choices(label, choices)
    if key == "life_events":
        return _choices(label, list(LifeEvent.objects.values_list("key", "name")))
    if key == "online_url":
        return forms.URLField(label=label, required=False, max_length=500, assume_scheme="https")
    _, _, part = key.rpartition(".")
    attributes = {"rows": _rows(part, wording(content, key)), "lang": key.split(".")[1] if "." in key else "de"}
    field = forms.CharField(
        label=label,
        help_text=hint,
        required=key == "text.de.name",
        max_length=300 if part == "name" else LONGEST_TEXT,
        strip=key.startswith("text."),
        widget=forms.TextInput() if part == "name" else forms.Textarea(attrs=attributes),
    )
    if "." in key:
        field.widget.attrs |= {"dir": labels.direction(key.split(".")[1]), "lang": key.split(".")[1]}
    if reader := _reader(key):
        field.validators.append(_validator(reader))
    return field


def _choices(label: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple)


def _hint(key: str) -> str:
    kind, _, rest = key.partition(".")
    name = rest.rpartition(".")[2] if kind == "text" else kind
    return gettext(HINTS[name]) if name in HINTS else ""


def _rows(part: str, text: str) -> int:
    """As many lines as the text has or needs, within reason; browsers that can grow fields do so."""
    lines = sum(1 + len(line) // 70 for line in text.split("\n"))
    return max(1 if part in SHORT else 3, min(lines + 1, 16))


def _reader(key: str) -> Callable[[str], object] | None:
    if key.startswith("items."):
        return read_entries
    if key.startswith("synonyms."):
        return lambda text: read_lines(text, limit=200)
    return read_fees if key == "fees" else None


def _validator(reader: Callable[[str], object]) -> Callable[[str], None]:
    def check(text: str) -> None:
        try:
            reader(text)
        except BadWording as wrong:
            raise ValidationError(gettext(wrong.message) % wrong.params) from None

    return check


def _initial(key: str, content: Content) -> object:
    text = wording(content, key)
    if key in FLAGS:
        return bool(text)
    return text.split("\n") if key in {"channels", "life_events"} and text else text or None


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
