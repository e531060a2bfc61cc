"""Forms that two people can have open at once: every field carries a mark of what its reader was shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext

from einamt.catalog.editing.errors import EditedMeanwhile
from einamt.catalog.editing.marks import mark
from einamt.catalog.editing.wording import BadWording
from einamt.platform.shell.forms import Form


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A field with its mark, and what somebody else has written there meanwhile."""

    field: BoundField
    mark: str
    theirs: str
    is_clash: bool


class MarkedForm(Form):
    """A form over a wording: a text for each field, by its name. `wording` is what stands there now."""

    flags: ClassVar[frozenset[str]] = frozenset()
    """Fields that say yes (`1`) or no (nothing)."""

    def __init__(self, data: Mapping[str, Any] | None, *, wording: Mapping[str, str], **kwargs: Any) -> None:
        initial = {key: bool(text) if key in self.flags else text for key, text in wording.items()}
        super().__init__(data, initial=initial, **kwargs)
        self.keys = [key for key in wording if key in self.fields]
        self.seen = {
            key: str(self.data.get(f"seen:{key}", "")) if self.is_bound else mark(wording[key]) for key in self.keys
        }
        self.clashes: dict[str, str] = {}

    def wording_by_key(self) -> dict[str, str]:
        """What was typed, a text for each field; after validation."""
        return {key: _typed(self.cleaned_data[key]) for key in self.keys}

    def show(self, clash: EditedMeanwhile) -> None:
        """Show what somebody else has written meanwhile beside what was typed; whoever saves again has seen it."""
        shown = self.data.copy()  # type: ignore[attr-defined] # a QueryDict: only what was sent is shown anew
        for key, text in clash.wording.items():
            if key in self.flags and not text:
                shown.pop(key, None)
            else:
                shown[key] = text
        self.data = shown
        self.seen = dict(clash.seen)
        self.clashes = {each.key: each.theirs for each in clash.clashes}

    def row(self, key: str) -> MarkedRow:
        """A field as the page shows it."""
        return MarkedRow(self[key], self.seen.get(key, ""), self.clashes.get(key, ""), key in self.clashes)

    def rows(self) -> dict[str, MarkedRow]:
        """All fields that carry a mark, by their keys."""
        return {key: self.row(key) for key in self.keys}

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Give a field what can be chosen."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class WordingField(forms.CharField):
    """A text that a reader of the catalogue must be able to read."""

    def __init__(self, *, reader: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._reader = reader

    def clean(self, value: object) -> str:
        """The text as it was typed."""
        text: str = super().clean(value)
        try:
            self._reader(text)
        except BadWording as wrong:
            raise ValidationError(gettext(wrong.message) % wrong.params) from None
        return text


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)
