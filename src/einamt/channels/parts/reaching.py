"""How somebody wants to be told: asked the same way wherever staff write it down."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, gettext_lazy

from einamt.platform.notifications.addresses import BadAddress, PostalAddress, check
from einamt.platform.notifications.carriers import sms
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.numbers import mobile_number
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.shell.forms import Form

WAYS: Mapping[MessageChannel, Any] = {
    MessageChannel.MAIL: gettext_lazy("per E-Mail, wenn eine angegeben ist"),
    MessageChannel.SMS: gettext_lazy("per SMS an die Telefonnummer"),
    MessageChannel.LETTER: gettext_lazy("per Brief an diese Anschrift:"),
}


class ReachForm(Form):
    """The way, and what a letter needs; name, mail address and number stand in the form that this is a part of."""

    autocomplete: ClassVar = {}

    way = forms.ChoiceField(
        label=gettext_lazy("Wie sollen wir Bescheid geben?"),
        widget=forms.RadioSelect,
        initial=MessageChannel.MAIL.value,
    )
    extra = forms.CharField(label=gettext_lazy("Adresszusatz"), max_length=80, required=False)
    street = forms.CharField(label=gettext_lazy("Straße und Hausnummer"), max_length=88, required=False)
    postal_code = forms.CharField(label=gettext_lazy("Postleitzahl"), max_length=12, required=False)
    town = forms.CharField(label=gettext_lazy("Ort"), max_length=60, required=False)
    country = forms.CharField(
        label=gettext_lazy("Land"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Nur wenn es nicht Deutschland ist."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].required = False
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        offered = {way: label for way, label in WAYS.items() if way != MessageChannel.SMS or sms.is_offered()}
        field.choices = [(way.value, label) for way, label in offered.items()]

    def clean(self) -> dict[str, Any]:
        """A letter needs an address, an SMS a mobile phone."""
        super().clean()
        told = self.cleaned_data
        if told.get("way") == MessageChannel.LETTER:
            try:
                check(self._address())
            except BadAddress as wrong:
                sentence, field = wrong.args
                self.add_error(field if field in self.fields and field != "name" else "street", gettext(sentence))
        if told.get("way") == MessageChannel.SMS and mobile_number(told.get("phone", "")) is None:
            message = gettext("Für eine SMS brauchen wir die Nummer eines Mobiltelefons, zum Beispiel 0176 12345678.")
            self.add_error("phone", message)
        return told

    def reach(self) -> Recipient | None:
        """What was chosen; None where it is simply the mail. Call `is_valid` first."""
        chosen = self.recipient()
        return None if chosen.wish == MessageChannel.MAIL else chosen

    def recipient(self) -> Recipient:
        """How the person can be reached. Call `is_valid` first."""
        told = self.cleaned_data
        way = MessageChannel(told.get("way") or MessageChannel.MAIL)
        return Recipient(
            email=told.get("email", ""),
            mobile=mobile_number(told.get("phone", "")) or "",
            address=self._address() if way == MessageChannel.LETTER else None,
            wish=way,
        )

    def _address(self) -> PostalAddress:
        told = {name: " ".join(str(self.cleaned_data.get(name, "")).split()) for name in _ADDRESS}
        return PostalAddress(**told)


_ADDRESS = ("name", "extra", "street", "postal_code", "town", "country")
