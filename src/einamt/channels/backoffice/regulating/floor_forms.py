"""The form of the rules of the halls: minutes, and a row for each reason, with some for new ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from einamt.platform.shell.forms import Form
from einamt.procedures.visits.floor_set import (
    LONGEST_NAME,
    MOST_CALL_MINUTES,
    MOST_CHECK_IN_MINUTES,
    MOST_REASONS,
    FloorSet,
    Reason,
    new_code,
)

NEW_ROWS = 3
"""Empty rows below those that are there."""


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one reason; `code` is empty in the rows for new ones."""

    number: int
    code: str
    rank: forms.BoundField
    name: forms.BoundField
    name_en: forms.BoundField
    is_retired: forms.BoundField | None


class FloorForm(Form):
    """Rules of the halls from a day on. A reason without a German name in a new row is none."""

    valid_from = forms.DateField(
        label=gettext_lazy("Gültig ab"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )
    reason = forms.CharField(
        label=gettext_lazy("Warum soll sich etwas ändern?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = forms.CharField(label=gettext_lazy("Grundlage: Vorschrift oder Beschluss"), max_length=200)
    check_in_minutes = forms.IntegerField(
        label=gettext_lazy("Anmelden frühestens vor dem Termin"),
        min_value=1,
        max_value=MOST_CHECK_IN_MINUTES,
        help_text=gettext_lazy("Minuten"),
    )
    call_minutes = forms.IntegerField(
        label=gettext_lazy("Zeit für den Weg zum Schalter nach einem Aufruf"),
        min_value=0,
        max_value=MOST_CALL_MINUTES,
        help_text=gettext_lazy("Minuten; vorher gilt niemand als nicht erschienen"),
    )

    def __init__(self, *args: Any, base: FloorSet, valid_from: date, **kwargs: Any) -> None:
        self._codes = [each.code for each in base.reasons] + [""] * NEW_ROWS
        initial: dict[str, Any] = {
            "valid_from": valid_from,
            "source": base.source,
            "check_in_minutes": base.check_in_minutes,
            "call_minutes": base.call_minutes,
        }
        for number, each in enumerate(base.reasons):
            initial |= {f"rank_{number}": number + 1, f"name_{number}": each.name, f"name_en_{number}": each.name_en}
        super().__init__(*args, initial=initial, **kwargs)
        for number, code in enumerate(self._codes):
            self.fields[f"rank_{number}"] = forms.IntegerField(
                label=gettext("Rang"), required=bool(code), min_value=1, max_value=MOST_REASONS
            )
            self.fields[f"name_{number}"] = forms.CharField(
                label=gettext("auf Deutsch"), required=bool(code), max_length=LONGEST_NAME
            )
            self.fields[f"name_en_{number}"] = forms.CharField(
                label=gettext("auf Englisch"),
                required=bool(code),
                max_length=LONGEST_NAME,
                widget=forms.TextInput(attrs={"lang": "en"}),
            )
            if code:
                self.fields[f"retired_{number}"] = forms.BooleanField(label=gettext("Entfällt"), required=False)

    @property
    def rows(self) -> Iterator[Row]:
        """The reasons that are there, then the empty ones."""
        for number, code in enumerate(self._codes):
            yield Row(
                number=number + 1,
                code=code,
                rank=self[f"rank_{number}"],
                name=self[f"name_{number}"],
                name_en=self[f"name_en_{number}"],
                is_retired=self[f"retired_{number}"] if code else None,
            )

    def clean(self) -> dict[str, Any]:
        """A new reason has a name in both languages, and there are not more reasons than there may be."""
        cleaned = dict(super().clean() or {})
        numbers = range(len(self._codes))
        left = [each for each in numbers if cleaned.get(f"name_{each}") and not cleaned.get(f"retired_{each}")]
        if len(left) > MOST_REASONS:
            sentence = gettext("Es können höchstens %(most)s Gründe sein. Bitte lassen Sie welche entfallen.")
            self.add_error(f"name_{left[-1]}", sentence % {"most": MOST_REASONS})
        for number, code in enumerate(self._codes):
            names = [cleaned.get(f"name_{number}"), cleaned.get(f"name_en_{number}")]
            if not code and any(names) and not all(names):
                missing = f"name_{number}" if not names[0] else f"name_en_{number}"
                self.add_error(missing, gettext("Ein Grund braucht einen Namen in beiden Sprachen."))
        return cleaned

    def floor_set(self) -> FloorSet:
        """The rules that a valid form holds; of the same rank, whoever stands in front goes first, new ones last."""
        data, taken, kept = self.cleaned_data, list(self._codes), []
        for number, known in enumerate(self._codes):
            name, name_en = data[f"name_{number}"].strip(), data[f"name_en_{number}"].strip()
            if not name or data.get(f"retired_{number}"):
                continue
            code = known or new_code(name=name, taken=taken)
            taken.append(code)
            rank = data[f"rank_{number}"] or MOST_REASONS + 1
            kept.append((rank, not known, number, Reason(code, name, name_en)))
        return FloorSet(
            valid_from=data["valid_from"],
            check_in_minutes=data["check_in_minutes"],
            call_minutes=data["call_minutes"],
            source=data["source"].strip(),
            reasons=tuple(reason for *_, reason in sorted(kept, key=lambda each: each[:3])),
        )
