"""A finding in words."""

from collections.abc import Mapping

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext


def sentence(*, message: str, params: Mapping[str, str | int]) -> str:
    """What was found, in the reader's language. Names of modules and languages are translated with it."""
    return gettext(message) % {name: _spoken(name, value) for name, value in params.items()}


def language_name(code: str) -> str:
    """What a language is called in the reader's language; an unknown one by its code."""
    english = LANG_INFO.get(code, {}).get("name")
    return gettext(english) if english else code


def _spoken(name: str, value: str | int) -> str | int:
    if name == "language":
        return language_name(str(value))
    return gettext(value) if name in {"module", "weekday"} and isinstance(value, str) else value
