"""Values of nobody's, for staff who look at what people are told about appointments."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.utils.translation import gettext, override

from einamt.kernel.errors import N_
from einamt.platform.shell import words

_BEGIN = datetime(2027, 3, 16, 9, 30, tzinfo=UTC)
_WHAT = N_("Reisepass beantragen")


def coming(language: str) -> Mapping[str, object]:
    """A passport on a Tuesday in March, for somebody with a long name."""
    with override(language):
        return {
            "name": "Thị Hương Giang Đặng-Nguyễn",
            "moment": words.moment_long(_BEGIN),
            "what": gettext(_WHAT),
            "reference": "K7M-4QX-T9R",
            "office": "Bürgeramt Musterstadt",
            "address": "Breite Straße 24a, 13187 Musterstadt",
            "transit": "S 2, Bus 155",
            "to_bring": [],
            "code": "4711-0815",
            "status_link": "https://service.example.de/stand/",
            "change_link": "https://service.example.de/termin/aendern/beispiel/",
            "home": "",
            "visit_link": "https://service.example.de/halle/beispiel/",
        }


def near(language: str) -> Mapping[str, object]:
    """The same, shortly before."""
    return {**coming(language), "cancel_link": "https://service.example.de/termin/absagen/beispiel/"}


def cancelled(language: str) -> Mapping[str, object]:
    """The same, called off."""
    values = coming(language)
    kept = {name: values[name] for name in ("name", "moment", "what", "reference")}
    return {**kept, "book_link": "https://service.example.de/termine/"}


def lost(language: str) -> Mapping[str, object]:
    """The same, after a pipe burst."""
    values = coming(language)
    kept = {name: values[name] for name in ("name", "moment", "what", "reference", "change_link")}
    return {**kept, "reason": "Rohrbruch"}


def lost_and_offered(language: str) -> Mapping[str, object]:
    """The same; another time will be offered."""
    return {**lost(language), "is_at_home": False, "is_called": False}
