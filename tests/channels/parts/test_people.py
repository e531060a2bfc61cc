"""What somebody tells about themselves is checked the same way for programs as in a form."""

import pytest

from einamt.channels.parts.people import ContactForm, cleaned
from einamt.procedures.appointments.helping import Help

SOUND = {"name": "Ayşe Öztürk", "email": "ayse@example.org", "phone": "030 1234567", "language": "Dari"}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"name": "  Ayşe \t Öztürk "},
        {"name": ""},
        {"name": "Ayşe 2"},
        {"name": "<b>Ayşe</b>"},
        {"name": "A" * 121},
        {"name": "Ay\x00şe"},
        {"email": " ayse@example.org "},
        {"email": "ayse@"},
        {"email": "a" * 250 + "@example.org"},
        {"phone": ""},
        {"phone": "anrufen"},
        {"phone": "0" * 41},
        {"language": "  Dari "},
        {"language": "Da\x00ri"},
        {"language": "D" * 61},
    ],
)
def test_a_program_is_told_what_a_form_would_say(told: dict[str, str]) -> None:
    told = SOUND | told
    form = ContactForm({**told, "help": [Help.INTERPRETER.value]}, help_offered={Help.INTERPRETER: 1})
    clean, refused = cleaned(told)
    assert (sorted(refused), form.is_valid()) == (sorted(form.errors), not refused)
    assert clean == {name: form.cleaned_data[name] for name in clean}
