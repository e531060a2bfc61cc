"""What is set and asked on the pages of staffing."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from einamt.channels.cockpit.indicators.selection import Places
from einamt.insight.staffing.whatif.question import WhatIf
from einamt.platform.shell import city
from einamt.platform.shell.forms import Form


class ParametersForm(Form):
    """What posts are reckoned with from a day on."""

    ab = forms.DateField(label=_("Gilt ab"))
    stunden = forms.FloatField(label=_("Stunden einer vollen Stelle im Jahr"), min_value=500, max_value=2500)
    verteilzeit = forms.FloatField(label=_("Zuschlag für Verteilzeiten in Prozent"), min_value=0, max_value=100)
    warten = forms.FloatField(label=_("Minuten, die neun von zehn höchstens warten"), min_value=1, max_value=240)
    quelle = forms.CharField(label=_("Quelle"), max_length=200)


class WhatIfForm(Form):
    """What would be others."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    ort = forms.ChoiceField(label=_("Ort"), required=False)
    schalter = forms.IntegerField(
        label=_("Schalter mehr (oder mit Minus: weniger)"), min_value=-50, max_value=200, required=False
    )
    tage = forms.MultipleChoiceField(
        label=_("An diesen Tagen"), required=False, widget=forms.CheckboxSelectMultiple, initial=list("01234")
    )
    geschlossen = forms.BooleanField(label=_("Der Ort ist geschlossen"), required=False)
    horizont = forms.IntegerField(
        label=_("Buchbar so viele Tage im Voraus"), min_value=1, max_value=120, required=False
    )
    nachfrage = forms.IntegerField(label=_("Mehr Anfragen in Prozent"), min_value=-90, max_value=200, required=False)
    nicht_erschienen = forms.IntegerField(
        label=_("Nicht erschienen in Prozent"), min_value=0, max_value=60, required=False
    )

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = gettext("Gemeinden") if city.current().is_community else gettext("Bezirke")
        choices: dict[str, list[Any]] = {
            "ort": [
                ("", gettext("ganze Stadt")),
                (parts, [(f"district:{key}", name) for key, name in places.districts.items()]),
                (gettext("Ämter"), [(f"office:{key}", name) for key, name in places.offices.items()]),
            ],
            "tage": [(str(day), WEEKDAYS[day]) for day in range(6)],
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what stands above
            field.choices = options

    def clean(self) -> dict[str, Any]:
        """Counters need days, a closure a place, and something has to be asked."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("schalter") and not given.get("tage"):
            self.add_error("tage", gettext("Bitte wählen Sie die Tage, an denen es mehr oder weniger Schalter sind."))
        if given.get("geschlossen") and not given.get("ort"):
            self.add_error("ort", gettext("Bitte wählen Sie, was geschlossen ist."))
        asked = [given.get(name) for name in ("schalter", "geschlossen", "horizont", "nachfrage")]
        if not self.errors and not any(asked) and given.get("nicht_erschienen") is None:
            self.add_error("schalter", gettext("Bitte sagen Sie, was anders wäre."))
        return given

    @property
    def command(self) -> UUID:
        """The command that the page was made with."""
        command: UUID = self.cleaned_data["command_id"]
        return command

    @property
    def question(self) -> WhatIf:
        """What the valid form asks."""
        given = self.cleaned_data
        return WhatIf(
            place=given["ort"],
            counters=given["schalter"] or 0,
            weekdays=tuple(int(day) for day in given["tage"]) or WhatIf().weekdays,
            horizon_days=given["horizont"],
            is_closed=given["geschlossen"],
            demand_percent=given["nachfrage"] or 0,
            no_show_percent=given["nicht_erschienen"],
        )
