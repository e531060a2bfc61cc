"""The languages in which a service can be read, beyond those of the whole interface."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

from einamt.catalog.queries import ServicePage, service_languages
from einamt.platform.shell import languages
from einamt.platform.shell.languages import OtherLanguage


def language_context(*, page: ServicePage) -> dict[str, object]:
    """What the template needs to say in which languages `page` is, and can be had.

    Call it in the language of the page around the text.
    """
    shown = {page.language, get_language() or settings.LANGUAGE_CODE}
    found = [code for code in service_languages(slug=page.slug) if languages.is_known(code=code)]
    is_around = languages.is_of_interface(code=get_language() or settings.LANGUAGE_CODE)
    return {
        "also_in": [
            languages.other_language(code=code, url=service_url(slug=page.slug, language=code))
            for code in _ordered(found)
            if code not in shown and not (is_around and languages.is_of_interface(code=code))
        ],
        "text_attributes": languages.attributes(code=page.language),
        "goes_on_in_english": not is_around,
    }


def service_url(*, slug: str, language: str) -> str:
    """The path of a service's page in any language."""
    if languages.is_of_interface(code=language):
        with override(language):
            return reverse("portal:service", args=[slug])
    with override(settings.LANGUAGE_CODE):
        return reverse("portal:service-in-language", args=[slug, language])


def interface_languages(*, slug: str) -> list[OtherLanguage]:
    """The page of a service in each language of the interface, for the bar of a page in another one."""
    return [
        languages.other_language(code=code, url=service_url(slug=slug, language=code)) for code, _ in settings.LANGUAGES
    ]


def _ordered(codes: list[str]) -> list[str]:
    """First the languages of the interface, then ours for content, then others by code."""
    ours = [code for code, _ in settings.LANGUAGES] + list(settings.CONTENT_LANGUAGES)
    return sorted(codes, key=lambda code: (ours.index(code) if code in ours else len(ours), code))
