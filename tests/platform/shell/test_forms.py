"""Forms that speak in sentences."""

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from einamt.platform.shell.forms import Form
from tests.platform.shell.reading import Found, read


class Contact(Form):
    """One field of each kind."""

    autocomplete = {"email": "email", "name": "name"}  # noqa: RUF012 - as forms write it
    name = forms.CharField(label="Name", min_length=2, max_length=5)
    email = forms.EmailField(label="E-Mail-Adresse", help_text="Dorthin schreiben wir.")
    phone = forms.CharField(label="Telefon", required=False)
    way = forms.ChoiceField(label="Wie?", choices=[("mail", "Per E-Mail"), ("phone", "Am Telefon")])
    ticks = forms.MultipleChoiceField(
        label="Was?", choices=[("a", "A"), ("b", "B")], required=False, widget=forms.CheckboxSelectMultiple
    )
    radio = forms.ChoiceField(label="Wohin?", choices=[("x", "X"), ("y", "Y")], widget=forms.RadioSelect)
    day = forms.DateField(label="Geburtstag")
    persons = forms.IntegerField(label="Personen", min_value=1, max_value=5)
    agreed = forms.BooleanField(label="Ich habe es gelesen.")


GOOD = {
    "name": "Jana",
    "email": "jana@example.org",
    "way": "mail",
    "radio": "x",
    "day": "1990-01-31",
    "persons": "2",
    "agreed": "on",
}


def errors(**changes: str) -> dict[str, list[str]]:
    form = Contact({**GOOD, **changes})
    return {name: list(found) for name, found in form.errors.items()}


def test_a_complete_form_has_no_errors() -> None:
    assert errors() == {}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Bitte füllen Sie „Name“ aus."),
        ("name", "J", "„Name“ ist zu kurz: mindestens 2 Zeichen, Ihr Text hat 1."),
        ("name", "Johanna", "„Name“ ist zu lang: höchstens 5 Zeichen, Ihr Text hat 7."),
        ("name", "a\x00b", "„Name“ enthält ein unsichtbares Zeichen. Bitte tippen Sie es neu ein."),
        ("email", "", "Bitte füllen Sie „E-Mail-Adresse“ aus."),
        ("email", "jana@", "Diese E-Mail-Adresse ist nicht vollständig. Sie sieht etwa so aus: name@beispiel.de."),
        ("way", "", "Bitte wählen Sie bei „Wie“ etwas aus."),
        ("way", "fax", "Bitte wählen Sie bei „Wie“ etwas aus der Liste."),
        ("ticks", "z", "Bitte wählen Sie bei „Was“ etwas aus der Liste."),
        ("radio", "", "Bitte wählen Sie bei „Wohin“ etwas aus."),
        (
            "day",
            "31.2.",
            "Bitte schreiben Sie „Geburtstag“ mit Tag, Monat und Jahr, zum Beispiel 24.11.2026.",
        ),
        ("persons", "zwei", "Bitte schreiben Sie bei „Personen“ eine Zahl, zum Beispiel 2."),
        ("persons", "0", "„Personen“ ist zu klein: mindestens 1."),
        ("persons", "9", "„Personen“ ist zu groß: höchstens 5."),
        ("agreed", "", "Bitte setzen Sie das Häkchen bei „Ich habe es gelesen“."),
    ],
)
def test_an_error_is_a_whole_sentence_that_names_the_field(field: str, value: str, sentence: str) -> None:
    found = errors(**{field: value}) if field != "ticks" else errors_of_ticks(value)
    assert found == {field: [sentence]}


def errors_of_ticks(value: str) -> dict[str, list[str]]:
    form = Contact({**GOOD, "ticks": [value]})
    return {name: list(found) for name, found in form.errors.items()}


def test_a_field_keeps_the_words_it_has_chosen() -> None:
    class Own(Form):
        name = forms.CharField(label="Name", error_messages={"required": "Wie heißen Sie?"})

    assert Own({}).errors["name"] == ["Wie heißen Sie?"]


def test_a_label_with_a_percent_sign_does_no_harm() -> None:
    class Share(Form):
        share = forms.CharField(label="Anteil in %", max_length=2)

    assert Share({"share": "100"}).errors["share"] == [
        "„Anteil in %“ ist zu lang: höchstens 2 Zeichen, Ihr Text hat 3."
    ]
    assert Share({}).errors["share"] == ["Bitte füllen Sie „Anteil in %“ aus."]


def test_errors_come_in_the_language_of_the_reader() -> None:
    class Lazy(Form):
        name = forms.CharField(label=_("Monday"))  # a msgid that Django itself translates

    form = Lazy({})
    with translation.override("de"):
        assert form.errors["name"] == ["Bitte füllen Sie „Montag“ aus."]


def test_one_forms_words_do_not_leak_into_the_next() -> None:
    class Other(Form):
        email = forms.EmailField(label="Adresse")

    Contact({})
    assert Other({}).errors["email"] == ["Bitte füllen Sie „Adresse“ aus."]


def page(data: dict[str, str] | None) -> Found:
    source = "{% error_summary form %}{% for bound in form %}{% field bound %}{% endfor %}"
    return read(Template(source).render(Context({"form": Contact(data)})))


def test_a_fresh_form_has_no_summary() -> None:
    assert not page(None).all("h2")


def test_every_error_in_the_summary_leads_to_its_field() -> None:
    found = page({})
    ids = {control["id"] for kind in ("input", "select", "textarea") for control in found.all(kind)}
    targets = [link["href"].removeprefix("#") for link in found.all("a")]
    assert len(targets) == 7
    assert set(targets) <= ids


def test_the_summary_takes_the_focus() -> None:
    summary = next(each for each in page({}).all("div") if each.get("class") == "error-summary")
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary


def test_a_field_points_to_its_hint_and_its_error() -> None:
    found = page({"email": "jana@"})
    control = next(each for each in found.all("input") if each["name"] == "email")
    ids = {each["id"] for each in found.all("p") if "id" in each}
    assert control["aria-invalid"] == "true"
    assert set(control["aria-describedby"].split()) <= ids


def test_the_browser_may_fill_in_what_it_knows() -> None:
    control = next(each for each in page(None).all("input") if each["name"] == "email")
    assert control["autocomplete"] == "email"
    assert "required" not in control


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "Telefon (freiwillig)" in page(None).text


def test_what_was_typed_stands_in_the_form_again() -> None:
    found = page({"name": "Łukasz", "radio": "y"})
    assert next(each for each in found.all("input") if each["name"] == "name")["value"] == "Łukasz"
    (chosen,) = [each for each in found.all("input") if "checked" in each]
    assert chosen["value"] == "y"
