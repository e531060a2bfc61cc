"""The form of all rules: numbers as they are, times of day as the clock shows them, lists as text."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from einamt.catalog.models import Organisation
from einamt.catalog.queries import ServiceCard
from einamt.platform.shell import words
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.ruleset import (
    NAMES,
    NUMBERS,
    OTHERS,
    Contradiction,
    Minimum,
    RuleSet,
    Unit,
    decimal_of,
)

UNITS = {
    Unit.MINUTES: gettext_lazy("Minuten"),
    Unit.HOURS: gettext_lazy("Stunden"),
    Unit.DAYS: gettext_lazy("Tage"),
    Unit.PERCENT: gettext_lazy("Prozent"),
    Unit.CLOCK: gettext_lazy("Uhrzeit, zum Beispiel 7:00"),
    Unit.COUNT: "",
}
_CLOCK = re.compile(r"([01]?\d|2[0-4])[:.]([0-5]\d)")
_PER_RESIDENTS = re.compile(r"([\d.,]+)\s*/\s*1\.?000")


class RulesForm(Form):
    """Rules from a day on. What the fields hold is checked here, what fits together by `ruleset.contradictions`."""

    valid_from = forms.DateField(
        label=gettext_lazy("Gültig ab"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )
    reason = forms.CharField(
        label=gettext_lazy("Warum soll sich etwas ändern?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = forms.CharField(label=gettext_lazy("Grundlage: Vorschrift oder Beschluss"), max_length=200)
    explanation = forms.CharField(
        label=gettext_lazy("Was die Stadt dazu sagt, auf Deutsch"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    explanation_en = forms.CharField(
        label=gettext_lazy("Was die Stadt dazu sagt, auf Englisch"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    is_open_on_all_channels = forms.BooleanField(
        label=gettext_lazy("Jede Zeit ist auf allen Wegen buchbar"), required=False
    )
    reminder_hours = forms.CharField(
        label=gettext_lazy("Erinnerungen"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Stunden vorher, die längste zuerst, durch Komma getrennt: 48, 3"),
    )
    urgent_service_ids = forms.MultipleChoiceField(
        label=gettext_lazy("Dringende Anliegen"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sources = forms.CharField(
        label=gettext_lazy("Eigene Grundlagen einzelner Regeln"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Eine Zeile je Regel: Name der Regel, Doppelpunkt, Grundlage"),
    )

    def __init__(
        self, *args: Any, services: Sequence[ServiceCard], parts: Sequence[Organisation], **kwargs: Any
    ) -> None:
        numbers = {
            code: forms.CharField(max_length=10)
            if number.unit is Unit.CLOCK
            else forms.IntegerField(min_value=number.least, max_value=number.most)
            for code, number in NUMBERS.items()
        }
        minimums = {f"minimum_{part.pk}": forms.CharField(required=False, max_length=20) for part in parts}
        self.base_fields = {**self.base_fields, **numbers, **minimums}  # type: ignore[misc] # this form's own
        for code, number in NUMBERS.items():
            numbers[code].label = gettext(number.name)
            numbers[code].help_text = str(UNITS[number.unit])
        for part in parts:
            minimums[f"minimum_{part.pk}"].label = part.name
        super().__init__(*args, **kwargs)
        self.parts = parts
        urgent = self.fields["urgent_service_ids"]
        assert isinstance(urgent, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        urgent.choices = [(str(service.id), service.name) for service in services]

    @property
    def number_fields(self) -> list[forms.BoundField]:
        """The rules that are numbers, in their order."""
        return [self[code] for code in NUMBERS]

    @property
    def minimum_fields(self) -> list[forms.BoundField]:
        """A field for each part of the city."""
        return [self[f"minimum_{part.pk}"] for part in self.parts]

    def clean_release_minute(self) -> int:
        """Minutes after midnight."""
        found = _CLOCK.fullmatch(self.cleaned_data["release_minute"].strip())
        if found is None:
            raise forms.ValidationError(gettext("Bitte schreiben Sie eine Uhrzeit, zum Beispiel 7:00."))
        return int(found[1]) * 60 + int(found[2])

    def clean_reminder_hours(self) -> tuple[int, ...]:
        """Numbers."""
        texts = [text.strip() for text in self.cleaned_data["reminder_hours"].split(",") if text.strip()]
        if not all(text.isascii() and text.isdigit() for text in texts):
            raise forms.ValidationError(gettext("Bitte schreiben Sie Zahlen, durch Komma getrennt: 48, 3"))
        return tuple(int(text) for text in texts)

    def clean_sources(self) -> dict[str, str]:
        """By the code of the rule."""
        by_name = {gettext(name): code for code, name in NAMES.items()}
        found = {}
        for line in self.cleaned_data["sources"].splitlines():
            name, _, source = line.partition(":")
            if not line.strip():
                continue
            if name.strip() not in by_name or not source.strip():
                raise forms.ValidationError(
                    gettext("Die Zeile „%(line)s“ nennt keine Regel, wie sie hier heißt.") % {"line": line[:60]}
                )
            found[by_name[name.strip()]] = source.strip()
        return found

    def clean(self) -> dict[str, Any]:
        """The minimum of each part: a number a day, or one for 1,000 residents."""
        cleaned = dict(super().clean() or {})
        minimums = []
        for part in self.parts:
            name = f"minimum_{part.pk}"
            if not (text := (cleaned.get(name) or "").strip()):
                continue
            per_residents = _PER_RESIDENTS.fullmatch(text)
            exact = decimal_of(per_residents[1]) if per_residents else None
            if exact is not None and Decimal(0) < exact < Decimal(10_000):
                minimums.append(Minimum(part.pk, None, exact.quantize(Decimal("0.01"))))
            elif text.isascii() and text.isdigit() and len(text) < 8:
                minimums.append(Minimum(part.pk, int(text)))
            else:
                self.add_error(
                    name, gettext("Bitte schreiben Sie eine Zahl je Tag (40) oder je 1.000 Einwohner (1,5/1000).")
                )
        cleaned["minimum_supply"] = tuple(minimums)
        return cleaned

    def rule_set(self) -> RuleSet:
        """The rules that a valid form holds."""
        data = self.cleaned_data
        return RuleSet(
            **{code: data[code] for code in NUMBERS},
            is_open_on_all_channels=data["is_open_on_all_channels"],
            urgent_service_ids=tuple(sorted(int(pk) for pk in data["urgent_service_ids"])),
            reminder_hours=data["reminder_hours"],
            minimum_supply=data["minimum_supply"],
            source=data["source"].strip(),
            sources=data["sources"],
            explanation=data["explanation"].strip().replace("\r\n", "\n"),
            explanation_en=data["explanation_en"].strip().replace("\r\n", "\n"),
        )

    def show(self, found: Sequence[Contradiction]) -> None:
        """Say what contradicts itself, at the rule to be looked at."""
        for each in found:
            name = each.code if each.code in self.fields else None
            self.add_error(name, gettext(each.message) % each.params)


def initial_of(rules: RuleSet, *, valid_from: date) -> Mapping[str, Any]:
    """What the form's fields hold for rules."""
    values: dict[str, Any] = {code: rules.number(code) for code in NUMBERS}
    values |= {code: getattr(rules, code) for code in OTHERS if code != "minimum_supply"}
    values |= {
        f"minimum_{minimum.organisation_id}": str(minimum.per_day)
        if minimum.per_day is not None
        else f"{minimum.per_1000_residents}/1000"
        for minimum in rules.minimum_supply
    }
    return values | {
        "valid_from": valid_from,
        "release_minute": words.clock(rules.release_minute),
        "reminder_hours": ", ".join(map(str, rules.reminder_hours)),
        "source": rules.source,
        "sources": "\n".join(f"{gettext(NAMES[code])}: {source}" for code, source in rules.sources.items()),
        "explanation": rules.explanation,
        "explanation_en": rules.explanation_en,
    }
