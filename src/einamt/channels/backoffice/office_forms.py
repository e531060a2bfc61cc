"""The forms in which offices and what they serve are written."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, gettext_lazy

from einamt.catalog.offices.operations import LONGEST_SLUG
from einamt.catalog.offices.wording import read_degrees, read_hours
from einamt.channels.backoffice import labels
from einamt.channels.backoffice.marked import MarkedForm, WordingField
from einamt.platform.shell.forms import Form

MOST_STEPS, MOST_PERSONS = 48, 20


def _text(label: str, *, longest: int, rows: int = 0, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=gettext_lazy(hint) if hint else "",
        required=False,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
    )


def _hours(key: str) -> WordingField:
    return WordingField(
        label=labels.lazily(labels.OFFICE_FIELDS, key), required=False, max_length=100, reader=read_hours
    )


def _degrees(key: str) -> WordingField:
    return WordingField(
        label=labels.lazily(labels.OFFICE_FIELDS, key),
        required=False,
        max_length=24,
        reader=partial(read_degrees, key=key),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class OfficeForm(MarkedForm):
    """All about an office; the names of the fields are its keys (`catalog.offices.wording`)."""

    flags: ClassVar = frozenset({"is_public"})

    name = forms.CharField(label=labels.lazily(labels.OFFICE_FIELDS, "name"), max_length=200)
    street = _text(labels.lazily(labels.OFFICE_FIELDS, "street"), longest=200)
    postal_code = forms.RegexField(
        r"\d{5}",
        label=labels.lazily(labels.OFFICE_FIELDS, "postal_code"),
        required=False,
        error_messages={"invalid": gettext_lazy("Eine Postleitzahl hat fünf Ziffern.")},
    )
    city = _text(labels.lazily(labels.OFFICE_FIELDS, "city"), longest=100)
    latitude, longitude = _degrees("latitude"), _degrees("longitude")
    phone = _text(labels.lazily(labels.OFFICE_FIELDS, "phone"), longest=60)
    email = forms.EmailField(label=labels.lazily(labels.OFFICE_FIELDS, "email"), required=False, max_length=254)
    contact_url = forms.URLField(
        label=labels.lazily(labels.OFFICE_FIELDS, "contact_url"), required=False, max_length=500, assume_scheme="https"
    )
    hours_1, hours_2, hours_3, hours_4 = _hours("hours_1"), _hours("hours_2"), _hours("hours_3"), _hours("hours_4")
    hours_5, hours_6, hours_7 = _hours("hours_5"), _hours("hours_6"), _hours("hours_7")
    hours_note = _text(labels.lazily(labels.OFFICE_FIELDS, "hours_note"), longest=1000, rows=2)
    accessibility = forms.ChoiceField(label=labels.lazily(labels.OFFICE_FIELDS, "accessibility"))
    accessibility_note = _text(labels.lazily(labels.OFFICE_FIELDS, "accessibility_note"), longest=1000, rows=2)
    transit = _text(labels.lazily(labels.OFFICE_FIELDS, "transit"), longest=1000, rows=2)
    transit_en = _text(labels.lazily(labels.OFFICE_FIELDS, "transit_en"), longest=1000, rows=2)
    payment = _text(labels.lazily(labels.OFFICE_FIELDS, "payment"), longest=500, rows=2)
    is_public = forms.BooleanField(label=labels.lazily(labels.OFFICE_FIELDS, "is_public"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, wording: Mapping[str, str]) -> None:
        super().__init__(data, wording=wording)
        self.choose("accessibility", [(key, gettext(word)) for key, word in labels.ACCESSIBILITY.items()])


class NewOfficeForm(Form):
    """What an office begins with; everything else is written on its page."""

    name = forms.CharField(label=labels.lazily(labels.OFFICE_FIELDS, "name"), max_length=200)
    slug = forms.SlugField(
        label=gettext_lazy("Adresse der Seite"),
        help_text=gettext_lazy("Kleine Buchstaben, Ziffern, Bindestriche. Leer: wird aus dem Namen gebildet."),
        required=False,
        max_length=LONGEST_SLUG,
        error_messages={
            "invalid": gettext_lazy("Bitte nur kleine Buchstaben ohne Umlaute, Ziffern und Bindestriche benutzen.")
        },
    )
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"))
    street = _text(labels.lazily(labels.OFFICE_FIELDS, "street"), longest=200)
    postal_code = forms.RegexField(
        r"\d{5}",
        label=labels.lazily(labels.OFFICE_FIELDS, "postal_code"),
        required=False,
        error_messages={"invalid": gettext_lazy("Eine Postleitzahl hat fünf Ziffern.")},
    )
    city = _text(labels.lazily(labels.OFFICE_FIELDS, "city"), longest=100)

    def __init__(self, *args: object, organisations: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(key), name) for key, name in organisations]


class OfferForm(MarkedForm):
    """How an office serves a service."""

    flags: ClassVar = frozenset({"is_bookable"})

    steps = forms.IntegerField(
        label=labels.lazily(labels.OFFER_FIELDS, "steps"),
        help_text=gettext_lazy("Ein Zeitschritt ist so lang, wie die Regeln der Stadt für Termine sagen."),
        min_value=1,
        max_value=MOST_STEPS,
    )
    max_persons = forms.IntegerField(
        label=labels.lazily(labels.OFFER_FIELDS, "max_persons"),
        help_text=gettext_lazy("Leer: so viele, wie die Stadt für einen Termin erlaubt."),
        required=False,
        min_value=1,
        max_value=MOST_PERSONS,
    )
    is_bookable = forms.BooleanField(label=labels.lazily(labels.OFFER_FIELDS, "is_bookable"), required=False)
    hint = _text(labels.lazily(labels.OFFER_FIELDS, "hint"), longest=1000, rows=2)
    link = forms.URLField(
        label=labels.lazily(labels.OFFER_FIELDS, "link"), required=False, max_length=1000, assume_scheme="https"
    )


class NewOffersForm(Form):
    """Services that an office is to serve as well."""

    services = forms.MultipleChoiceField(label=gettext_lazy("Leistungen"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: object, services: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["services"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(key), name) for key, name in services]
