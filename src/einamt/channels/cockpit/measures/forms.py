"""Recording and changing a measure, and bringing it to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from einamt.catalog.models import Office, Organisation
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Unit
from einamt.insight.steering.measures.operations import Expectation
from einamt.insight.steering.measures.rules import judgeable
from einamt.platform.shell.forms import Form

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


def _day(label: StrOrPromise, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        **kwargs,
    )


class MeasureForm(Form):
    """What is done where, from when on, and what is expected of it. Shares are asked for in percentage points."""

    title = forms.CharField(label=_("Was wird gemacht?"), max_length=120)
    hypothesis = forms.CharField(
        label=_("Warum sollte es helfen?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    indicator = forms.ChoiceField(label=_("Kennzahl, an der es zu sehen sein soll"))
    expected = forms.FloatField(
        label=_("Erwartete Änderung"),
        localize=True,
        help_text=_("In Tagen oder Minuten, bei Anteilen in Prozentpunkten. Mit Minus, wenn die Zahl sinken soll."),
        error_messages={"invalid": _("Bitte schreiben Sie bei „Erwartete Änderung“ eine Zahl, zum Beispiel -2,5.")},
    )
    starts_on = _day(_("Beginn"))
    district_ids = forms.MultipleChoiceField(label=_("Bezirke"), required=False, widget=forms.CheckboxSelectMultiple)
    office_ids = forms.MultipleChoiceField(label=_("Ämter"), required=False, widget=forms.CheckboxSelectMultiple)
    is_afterwards = forms.BooleanField(
        label=_("Sie hat schon begonnen und wird nachträglich festgehalten"), required=False
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["is_afterwards"]
            self.fields["reason"] = forms.CharField(label=gettext("Warum wird das geändert?"), max_length=500)
        choices: dict[str, list[tuple[Any, str]]] = {
            "indicator": [(each.code, gettext(each.name)) for each in judgeable()],
            "district_ids": list(
                Organisation.objects.filter(kind__in=Organisation.PARTS).order_by("name").values_list("pk", "name")
            ),
            "office_ids": list(Office.objects.filter(is_public=True).order_by("name").values_list("pk", "name")),
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
            field.choices = options

    def clean(self) -> dict[str, Any]:
        """Districts or offices, not both; a change that is none says nothing."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("district_ids") and given.get("office_ids"):
            self.add_error(
                "office_ids",
                gettext("Bitte wählen Sie Bezirke oder Ämter, nicht beides. Ohne Auswahl gilt die ganze Stadt."),
            )
        if given.get("expected") == 0:
            self.add_error(
                "expected", gettext("Bitte geben Sie an, wie viel sich ändern soll: Null wäre keine Wirkung.")
            )
        return given

    def expectation(self) -> Expectation:
        """What was filled in, in the indicator's unit."""
        given = self.cleaned_data
        is_share = INDICATORS[given["indicator"]].unit is Unit.SHARE
        return Expectation(
            title=given["title"],
            hypothesis=given["hypothesis"],
            indicator=given["indicator"],
            expected_change=given["expected"] / 100 if is_share else given["expected"],
            starts_on=given["starts_on"],
            districts=list(Organisation.objects.filter(pk__in=given["district_ids"])),
            offices=list(Office.objects.filter(pk__in=given["office_ids"])),
        )


def initial_of(expectation: Expectation) -> dict[str, object]:
    """What a form for a change begins with."""
    is_share = INDICATORS[expectation.indicator].unit is Unit.SHARE
    return {
        "title": expectation.title,
        "hypothesis": expectation.hypothesis,
        "indicator": expectation.indicator,
        "expected": round(expectation.expected_change * (100 if is_share else 1), 6),
        "starts_on": expectation.starts_on,
        "district_ids": [str(each.pk) for each in expectation.districts],
        "office_ids": [str(each.pk) for each in expectation.offices],
    }


class EndForm(Form):
    """Why a measure ends or is withdrawn, and from when on it holds no more."""

    ends_on = _day(_("Erster Tag ohne die Maßnahme"), required=False)
    reason = forms.CharField(label=_("Grund"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
