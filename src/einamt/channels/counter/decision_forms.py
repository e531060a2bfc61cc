"""What somebody fills in who issues a decision, sends it again, or notes when it arrived."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from einamt.cases.decisions.drafts import Direction, Draft
from einamt.cases.decisions.errors import WrongCourt
from einamt.cases.decisions.rules import COURTS, ArrivalReason, Court, Law, Remedy, Way
from einamt.platform.notifications.addresses import BadAddress, PostalAddress
from einamt.platform.notifications.addresses import check as check_address
from einamt.platform.shell.forms import Form

LAWS = [
    (Law.GENERAL.value, _("Verwaltungsverfahrensgesetz")),
    (Law.SOCIAL.value, _("Sozialgesetzbuch (SGB X)")),
    (Law.TAX.value, _("Kommunale Abgaben und Steuern (AO)")),
]
COURTS_IN_WORDS = [
    (Court.ADMINISTRATIVE.value, _("Verwaltungsgericht (VwGO)")),
    (Court.SOCIAL.value, _("Sozialgericht (SGG)")),
]
REMEDIES = [
    (Remedy.OBJECTION.value, _("Widerspruch")),
    (Remedy.ACTION.value, _("Klage")),
    (Remedy.NONE.value, _("keine Belehrung (dann gilt ein Jahr)")),
]
WAYS = [
    (Way.POST.value, _("mit der Post")),
    (Way.PORTAL.value, _("im Portal zum Abruf, sonst nach zehn Tagen mit der Post")),
    (Way.IN_PERSON.value, _("jetzt am Schalter ausgehändigt")),
    (Way.SERVED.value, _("förmlich zugestellt")),
]
ARRIVAL_REASONS = [
    (ArrivalReason.MISTAKE.value, _("Der Tag war falsch eingetragen")),
    (ArrivalReason.PROOF.value, _("Ein Nachweis sagt einen anderen Tag")),
    (ArrivalReason.CREDIBLE.value, _("Die Person hat glaubhaft gemacht, dass er später kam")),
]
_ADDRESS = ("extra", "street", "postal_code", "town", "country")


class DirectionForm(Form):
    """On which way a decision goes to whom."""

    autocomplete: ClassVar = {}

    person_name = forms.CharField(label=_("Vor- und Nachname"), max_length=120)
    way = forms.ChoiceField(
        label=_("Wie kommt der Bescheid zur Person?"),
        choices=WAYS,
        widget=forms.RadioSelect,
        help_text=_(
            "Nach SGB X und AO gilt er im Portal vier Tage nach der Nachricht, auch ohne Abruf: Dann folgt kein Brief."
        ),
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        required=False,
        help_text=_("Für das Portal: Dorthin geht die Nachricht, und nur wer sich mit ihr anmeldet, kann abrufen."),
    )
    has_consented = forms.BooleanField(
        label=_("Die Person ist mit der Bekanntgabe im Portal einverstanden"), required=False
    )
    street = forms.CharField(label=_("Straße und Hausnummer"), max_length=88, required=False)
    extra = forms.CharField(label=_("Adresszusatz"), max_length=80, required=False)
    postal_code = forms.CharField(label=_("Postleitzahl"), max_length=12, required=False)
    town = forms.CharField(label=_("Ort"), max_length=60, required=False)
    country = forms.CharField(
        label=_("Land"), max_length=40, required=False, help_text=_("Nur wenn es nicht Deutschland ist.")
    )
    command = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A letter, also the one that may follow, needs an address; the portal needs a mail address and consent."""
        super().clean()
        told = self.cleaned_data
        way = told.get("way")
        if way in {Way.POST, Way.PORTAL}:
            try:
                check_address(self._address())
            except BadAddress as wrong:
                sentence, field = wrong.args
                self.add_error(field if field in self.fields and field != "name" else "street", gettext(sentence))
        if way == Way.PORTAL and not told.get("email") and "email" not in self.errors:
            self.add_error("email", gettext("Für das Portal brauchen wir eine E-Mail-Adresse."))
        if way == Way.PORTAL and not told.get("has_consented"):
            self.add_error("has_consented", gettext("Ohne Einverständnis geht der Bescheid mit der Post."))
        return told

    def direction(self) -> Direction:
        """What was chosen. Call `is_valid` first."""
        told = self.cleaned_data
        return Direction(
            way=Way(told["way"]),
            address=self._address() if told["street"] else None,
            email=told["email"],
            has_consented=told["has_consented"],
        )

    def _address(self) -> PostalAddress:
        told = {name: " ".join(str(self.cleaned_data.get(name, "")).split()) for name in ("person_name", *_ADDRESS)}
        return PostalAddress(name=told.pop("person_name"), **told)


class DecisionForm(DirectionForm):
    """A decision as it is written."""

    subject = forms.CharField(
        label=_("Worum es geht"), max_length=160, help_text=_("Zum Beispiel: Ihr Antrag auf einen Bewohnerparkausweis")
    )
    operative = forms.CharField(
        label=_("Entscheidung"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Was gilt von jetzt an? In einfachen Sätzen, das Wichtigste zuerst."),
    )
    reasons = forms.CharField(
        label=_("Begründung"),
        max_length=12000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Was ist geschehen, welches Gesetz gilt, und warum führt das zur Entscheidung?"),
    )
    law = forms.ChoiceField(label=_("Welches Verfahrensrecht gilt?"), choices=LAWS, widget=forms.RadioSelect)
    court = forms.ChoiceField(
        label=_("Welches Gericht entscheidet am Ende?"),
        choices=COURTS_IN_WORDS,
        widget=forms.RadioSelect,
        help_text=_(
            "Danach richten sich Form und Frist. Wohngeld, Kita, Unterhaltsvorschuss, BAföG: Verwaltungsgericht."
        ),
    )
    remedy = forms.ChoiceField(label=_("Was kann man dagegen tun?"), choices=REMEDIES, widget=forms.RadioSelect)
    remedy_office = forms.CharField(
        label=_("Wo? Behörde oder Gericht, mit Anschrift"),
        max_length=240,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    remedy_electronic = forms.CharField(
        label=_("Wie geht es elektronisch?"),
        max_length=240,
        required=False,
        help_text=_("Nur, was die Unterschrift ersetzt, zum Beispiel die Adresse des Behördenpostfachs."),
    )

    def clean(self) -> dict[str, Any]:
        """An instruction says where; not every court goes with every law."""
        told = super().clean()
        law, court = told.get("law"), told.get("court")
        if law and court and Court(court) not in COURTS[Law(law)]:
            self.add_error("court", gettext(WrongCourt.message))
        if told.get("remedy") not in {None, Remedy.NONE} and not told.get("remedy_office"):
            self.add_error("remedy_office", gettext("Eine Belehrung sagt, wo man sich wehren kann."))
        return told

    def draft(self) -> Draft:
        """What was written. Call `is_valid` first."""
        told = self.cleaned_data
        return Draft(
            subject=told["subject"],
            operative=told["operative"],
            reasons=told["reasons"],
            person_name=told["person_name"],
            law=Law(told["law"]),
            court=Court(told["court"]),
            remedy=Remedy(told["remedy"]),
            remedy_office=told["remedy_office"],
            remedy_electronic=told["remedy_electronic"],
            direction=self.direction(),
        )


class ArrivalForm(Form):
    """When a decision was served, or a letter arrived."""

    arrived_on = forms.DateField(
        label=_("Angekommen oder zugestellt am"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CorrectionForm(ArrivalForm):
    """Another day, and why."""

    reason = forms.ChoiceField(label=_("Warum ein anderer Tag?"), choices=ARRIVAL_REASONS, widget=forms.RadioSelect)
