"""The forms of the two levers."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from einamt.channels.parts.counters import COUNTER_NAME, LONGEST_NAME
from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.shell import city
from einamt.platform.shell.forms import Form
from einamt.procedures.visits.outlook import GroupOutlook


class OpenForm(Form):
    """Which counter, and whom it calls."""

    counter = forms.CharField(label=gettext_lazy("Schalter"), max_length=LONGEST_NAME, validators=[COUNTER_NAME])
    group = forms.ChoiceField(label=gettext_lazy("Für wen"))

    def __init__(self, *args: Any, groups: Sequence[GroupOutlook], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = choices_of(groups)  # type: ignore[attr-defined]

    def clean_counter(self) -> str:
        """As the counter's page writes it."""
        return str(self.cleaned_data["counter"]).strip().upper()


class StopForm(Form):
    """For whom, why and until when."""

    group = forms.ChoiceField(label=gettext_lazy("Für wen"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Warum?"), max_length=200, help_text=gettext_lazy("Wer kommt, liest das.")
    )
    until = forms.TimeField(
        label=gettext_lazy("Bis"),
        required=False,
        help_text=gettext_lazy("Leer: für den Rest des Tages."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, groups: Sequence[GroupOutlook], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now
        self.fields["group"].choices = [("", gettext("für alle")), *choices_of(groups)]  # type: ignore[attr-defined]

    @property
    def group_id(self) -> int | None:
        """The group that was chosen; None: all."""
        return int(self.cleaned_data["group"]) if self.cleaned_data["group"] else None

    @property
    def until_minute(self) -> int | None:
        """Minutes after midnight."""
        until: time | None = self.cleaned_data["until"]
        return until.hour * 60 + until.minute if until else None

    @property
    def until_at(self) -> datetime | None:
        """The moment of today."""
        if self.until_minute is None:
            return None
        zone = city.zone()
        return at_minute(day=local_date(moment=self._now, zone=zone), minute=self.until_minute, zone=zone)


def choices_of(groups: Sequence[GroupOutlook]) -> list[tuple[str, str]]:
    """The groups that have a plan today."""
    return [(str(each.group.pk), each.group.name) for each in groups]
