"""The base of every form: whole-sentence errors in the reader's language, at the field and in a summary on top.

    class ContactForm(Form):
        autocomplete = {"name": "name", "email": "email"}
        name = forms.CharField(label=gettext_lazy("Vor- und Nachname"), max_length=120)

A template shows it with `{% error_summary form %}` and `{% field form.name %}`. A field that has chosen its own words
in `error_messages` keeps them.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, ClassVar

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext

from einamt.kernel.errors import N_

REQUIRED = N_("Bitte füllen Sie „%(label)s“ aus.")
REQUIRED_CHOICE = N_("Bitte wählen Sie bei „%(label)s“ etwas aus.")
REQUIRED_TICK = N_("Bitte setzen Sie das Häkchen bei „%(label)s“.")
REQUIRED_FILE = N_("Bitte fügen Sie bei „%(label)s“ eine Datei an.")

SENTENCES: Mapping[str, str] = {
    "invalid": N_("Was bei „%(label)s“ steht, können wir nicht lesen. Bitte prüfen Sie die Schreibweise."),
    "invalid_choice": N_("Bitte wählen Sie bei „%(label)s“ etwas aus der Liste."),
    "max_length": N_("„%(label)s“ ist zu lang: höchstens %(limit_value)d Zeichen, Ihr Text hat %(show_value)d."),
    "min_length": N_("„%(label)s“ ist zu kurz: mindestens %(limit_value)d Zeichen, Ihr Text hat %(show_value)d."),
    "max_value": N_("„%(label)s“ ist zu groß: höchstens %(limit_value)s."),
    "min_value": N_("„%(label)s“ ist zu klein: mindestens %(limit_value)s."),
    "null_characters_not_allowed": N_("„%(label)s“ enthält ein unsichtbares Zeichen. Bitte tippen Sie es neu ein."),
}
INVALID: Mapping[type[forms.Field], str] = {
    forms.EmailField: N_("Diese E-Mail-Adresse ist nicht vollständig. Sie sieht etwa so aus: name@beispiel.de."),
    forms.DateField: N_("Bitte schreiben Sie „%(label)s“ mit Tag, Monat und Jahr, zum Beispiel 24.11.2026."),
    forms.IntegerField: N_("Bitte schreiben Sie bei „%(label)s“ eine Zahl, zum Beispiel 2."),
}
_WITH_PARAMETERS = frozenset({"invalid_choice", "max_length", "min_length", "max_value", "min_value"})


class Form(forms.Form):
    """A form that speaks in sentences. `autocomplete` says what the browser may fill in, by field name (WCAG 1.3.5)."""

    autocomplete: ClassVar[Mapping[str, str]] = {}
    use_required_attribute = False  # our sentences are better than the browser's bubbles
    base_fields: ClassVar[dict[str, forms.Field]]
    _is_taught: ClassVar[bool]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._teach()
        for field in self.__dict__.get("base_fields", {}).values():  # what a single form has of its own
            _speak_in_sentences(field)
        super().__init__(*args, **kwargs)

    @classmethod
    def _teach(cls) -> None:
        """Give the sentences to this kind's own fields, which every form of it copies; once."""
        if "_is_taught" in cls.__dict__:
            return
        fields = deepcopy(cls.base_fields)  # those of the kinds above are theirs
        for name, field in fields.items():
            if purpose := cls.autocomplete.get(name):
                field.widget.attrs.setdefault("autocomplete", purpose)
            _speak_in_sentences(field)
        cls.base_fields = fields
        cls._is_taught = True


def _speak_in_sentences(field: forms.Field) -> None:
    own = field.error_messages
    for code, sentence in {**SENTENCES, "required": _required(field), "invalid": _invalid(field)}.items():
        if own.get(code) == _stock_message(field, code):
            own[code] = _labelled_lazily(sentence, field.label or "", code in _WITH_PARAMETERS)


def _stock_message(field: forms.Field, code: str) -> object:
    """What Django would say; None where it leaves it to a validator."""
    kinds = (kind for kind in type(field).__mro__ if issubclass(kind, forms.Field))
    return next((kind.default_error_messages[code] for kind in kinds if code in kind.default_error_messages), None)


def _required(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return REQUIRED_TICK
    if isinstance(field, forms.ChoiceField):
        return REQUIRED_CHOICE
    return REQUIRED_FILE if isinstance(field, forms.FileField) else REQUIRED


def _invalid(field: forms.Field) -> str:
    return next((sentence for kind, sentence in INVALID.items() if isinstance(field, kind)), SENTENCES["invalid"])


def _labelled(sentence: str, label: object, has_parameters: bool) -> str:  # noqa: FBT001 - called through lazy()
    shown = str(label).rstrip(":?.")
    return gettext(sentence).replace("%(label)s", shown.replace("%", "%%") if has_parameters else shown)


_labelled_lazily = lazy(_labelled, str)
