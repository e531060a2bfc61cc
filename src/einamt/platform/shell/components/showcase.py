"""Invented contents for the page that shows every component (templates/shell/components.html)."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import ClassVar

from django import forms
from django.core.paginator import Paginator

from einamt.platform.shell.components.calendar import CalendarDay, CalendarWeek, DayState, TimeChip
from einamt.platform.shell.forms import Form

NOW = datetime(2026, 11, 22, 8, 36, 28, tzinfo=UTC)
FIRST_MONDAY = date(2026, 11, 23)


NUMERIC = forms.TextInput(attrs={"inputmode": "numeric"})
SHORT_TEXT = forms.Textarea(attrs={"rows": 3})
NEEDS = [("step_free", "Einen Zugang ohne Stufen"), ("sign", "Gebärdensprache"), ("translation", "Eine Übersetzung")]
SUMMARY = [("Wann", "Dienstag, 24. November, 9:36 Uhr"), ("Wo", "Bürgeramt Hohenzollerndamm"), ("Dauer", "12 Minuten")]
DISTRICTS = [("Mitte", 9, 0.81, 412), ("Neukölln", 21, 0.38, 365), ("Pankow", 12, 0.67, 298), ("Spandau", 6, 0.93, 201)]
FILLS = [0, 4, 0, 10, 4, 0, 0, 0, 0, 0, 3, 7, 2, 0, 0, 7, 6, 0, 10, 7, 4, 10, 7, 0, 9, 10, 8, 5, 10, 0]
HISTORY = [
    SimpleNamespace(label="Ihr Ausweis liegt bereit", at=None, explanation="etwa am 11. Dezember", is_expected=True),
    SimpleNamespace(label="In Herstellung", at=NOW, explanation="Das dauert zurzeit etwa zwei Wochen."),
    SimpleNamespace(label="Antrag aufgenommen", at=NOW - timedelta(days=2), explanation=""),
    SimpleNamespace(label="Termin gebucht", at=NOW - timedelta(days=9), explanation=""),
]


class ExampleForm(Form):
    """One field of each kind."""

    prefix = "beispiel"
    autocomplete: ClassVar = {"name": "name", "email": "email", "phone": "tel"}
    name = forms.CharField(label="Vor- und Nachname", max_length=120)
    email = forms.EmailField(label="E-Mail-Adresse", help_text="Dorthin schicken wir die Bestätigung.")
    phone = forms.CharField(label="Telefonnummer", required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    postal_code = forms.CharField(label="Postleitzahl", max_length=5, widget=NUMERIC)
    district = forms.ChoiceField(label="Bezirk", choices=[("", "Bitte wählen"), ("mi", "Mitte"), ("nk", "Neukölln")])
    way = forms.ChoiceField(
        label="Wie sollen wir Sie erreichen?",
        choices=[("mail", "Per E-Mail"), ("phone", "Am Telefon"), ("letter", "Mit einem Brief")],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="Was brauchen Sie vor Ort?",
        required=False,
        choices=NEEDS,
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(label="Was sollten wir noch wissen?", required=False, widget=SHORT_TEXT)
    agreed = forms.BooleanField(label="Ich habe gelesen, wie meine Angaben verwendet werden.")


def context() -> dict[str, object]:
    """Everything that the page shows."""
    wrong = ExampleForm({"beispiel-email": "jana@", "beispiel-postal_code": "107071"}, auto_id="wrong_%s")
    return {
        "example": ExampleForm(auto_id="right_%s"),
        "wrong": wrong,
        "weeks": _weeks(),
        "now": NOW,
        "held_until": NOW + timedelta(minutes=14, seconds=32),
        "nearly_over": NOW + timedelta(seconds=95),
        "times": [TimeChip(minute=minute, is_held=minute == 576) for minute in (576, 648, 660, 864)],
        "many_times": [480 + 12 * step for step in range(24)],
        "pairs": SUMMARY,
        "evidence": [
            SimpleNamespace(name="Alter Ausweis oder Pass", hint="auch wenn er abgelaufen ist"),
            SimpleNamespace(name="46,00 Euro", hint="mit Karte oder bar"),
            "Geburtsurkunde, wenn es Ihr erster Ausweis ist",
        ],
        "entries": HISTORY,
        "page": Paginator(range(230), 20).page(6),
        "rows": DISTRICTS,
        "spec": _spec(),
    }


def _weeks() -> list[CalendarWeek]:
    weeks = []
    for week in range(8):
        days = []
        for weekday in range(6):
            day = FIRST_MONDAY + timedelta(days=7 * week + weekday)
            fill = FILLS[(week * 6 + weekday) % len(FILLS)] / 10
            days.append(_day(day, fill, is_selected=day == date(2026, 11, 24)))
        weeks.append(CalendarWeek(days=days))
    return weeks


def _day(day: date, fill: float, *, is_selected: bool) -> CalendarDay:
    if day < date(2026, 11, 24):
        return CalendarDay(date=day, state="past")
    if day in {date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)} or (day.weekday() == 5 and fill < 0.6):
        return CalendarDay(date=day, state="closed")
    state: DayState = "free" if fill else "full"
    href = f"?tag={day.isoformat()}#zeiten" if fill else ""
    return CalendarDay(date=day, state=state, count=round(fill * 31), fill=fill, href=href, is_selected=is_selected)


def _spec() -> dict[str, object]:
    districts = {"Mitte": 9, "Neukölln": 21, "Pankow": 12, "Spandau": 6}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [{"district": name, "days": days} for name, days in districts.items()]},
        "width": "container",
        "height": {"step": 28},
        "layer": [
            {
                "mark": {"type": "bar", "height": 14},
                "encoding": {
                    "x": {"field": "days", "type": "quantitative", "title": "Tage bis zum ersten freien Termin"},
                    "y": {"field": "district", "type": "nominal", "title": None, "sort": "-x"},
                },
            },
            {"mark": {"type": "rule", "strokeDash": [4, 4]}, "encoding": {"x": {"datum": 14}}},
        ],
    }
