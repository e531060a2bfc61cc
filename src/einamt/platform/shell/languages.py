"""The languages of the house.

The interface is there in `settings.LANGUAGES`. Single pages can also be read in a content language: those of
`settings.CONTENT_LANGUAGES` have words of ours for the page around the content; any other is shown within an English
page. A link on a page in a content language leads on in English (docs/adr/0016-content-and-interface-languages.md).
"""

from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.urls.resolvers import LocalePrefixPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

ENGLISH = "en"

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, kw_only=True)
class OtherLanguage:
    """A page in another language, which is named in its own words."""

    code: str
    name: str
    direction: Direction
    url: str


def other_language(*, code: str, url: str) -> OtherLanguage:
    """The page at `url`, which is in the language `code`.

    :raises KeyError: nobody here knows this language's name; `is_known` says so before.
    """
    return OtherLanguage(code=code, name=get_language_info(code)["name_local"], direction=direction(code=code), url=url)


def is_known(*, code: str) -> bool:
    """Whether `code` is a language whose name and direction are known."""
    try:
        get_language_info(code)
    except KeyError:
        return False
    return True


def is_of_interface(*, code: str) -> bool:
    """Whether the whole interface is there in this language."""
    return code in dict(settings.LANGUAGES)


def direction(*, code: str) -> Direction:
    """Which way a text in this language runs."""
    return "rtl" if is_known(code=code) and get_language_info(code)["bidi"] else "ltr"


def around(*, code: str) -> str:
    """The language of the page around a content in the language `code`: the same where we have its words."""
    return code if is_of_interface(code=code) or code in settings.CONTENT_LANGUAGES else ENGLISH


def onward(*, code: str = "") -> str:
    """The language in which the next page after one in `code` is: the same where the interface has it, else English.

    Without `code`, after the page that is being made.
    """
    code = code or get_language() or settings.LANGUAGE_CODE
    return code if is_of_interface(code=code) else ENGLISH


def attributes(*, code: str) -> SafeString:
    """What an element needs whose text is in another language than the page: ` lang="en"`, and `dir` where it differs.

    Empty where the page is in this language.
    """
    page = get_language() or settings.LANGUAGE_CODE
    if code == page:
        return SafeString("")
    if direction(code=code) == direction(code=page):
        return format_html(' lang="{}"', code)
    return format_html(' lang="{}" dir="{}"', code, direction(code=code))


class OnwardPrefix(LocalePrefixPattern):
    """Django's prefix of a language in an address; from a content language it leads on into the interface."""

    @property
    def language_prefix(self) -> str:
        code = onward()
        return "" if code == settings.LANGUAGE_CODE and not self.prefix_default_language else f"{code}/"
