"""The languages in which a service can be read, beyond those of the whole interface."""

from collections.abc import Collection

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

from einamt.catalog.queries import ServicePage, per_revision, service_languages
from einamt.platform.shell import languages
from einamt.platform.shell.languages import OtherLanguage


def language_context(*, page: ServicePage, in_the_bar: Collection[str]) -> dict[str, object]:
    """What the template needs to say in which languages `page` is, and can be had beyond those `in_the_bar`.

    Call it in the language of the page around the text.
    """
    around = get_language() or settings.LANGUAGE_CODE
    return {
        "alternates": _alternates(slug=page.slug),
        "canonical": service_url(slug=page.slug, language=page.language),
        "also_in": _also_in(slug=page.slug, but=frozenset({around, page.language, *in_the_bar})),
        "text_attributes": languages.attributes(code=page.language),
        "goes_on_in_english": not languages.is_of_interface(code=around),
    }


@per_revision
def _alternates(*, slug: str) -> list[tuple[str, str]]:
    """Every language that the service has a text in, with the path of its page: what search engines take for one
    page in several languages must name all of them, itself as well.
    """
    codes = [code for code in _ordered(service_languages(slug=slug)) if languages.is_known(code=code)]
    return [(code, service_url(slug=slug, language=code)) for code in codes]


@per_revision
def _also_in(*, slug: str, but: frozenset[str]) -> list[OtherLanguage]:
    """The page of a service in each language it has a text in, `but` for some."""
    return [
        languages.other_language(code=code, url=service_url(slug=slug, language=code))
        for code in _ordered(service_languages(slug=slug))
        if languages.is_known(code=code) and code not in but
    ]


def service_url(*, slug: str, language: str) -> str:
    """The path of a service's page in any language."""
    if languages.is_of_interface(code=language):
        with override(language):
            return reverse("portal:service", args=[slug])
    with override(settings.LANGUAGE_CODE):
        return reverse("portal:service-in-language", args=[slug, language])


def onward_language(*, slug: str) -> OtherLanguage:
    """The page of a service in the language in which the rest of the house goes on, for the bar."""
    code = languages.onward()
    return languages.other_language(code=code, url=service_url(slug=slug, language=code))


def _ordered(codes: list[str]) -> list[str]:
    """First the languages of the interface, then ours for content, then others by code."""
    ours = [code for code, _ in settings.LANGUAGES] + list(settings.CONTENT_LANGUAGES)
    return sorted(codes, key=lambda code: (ours.index(code) if code in ours else len(ours), code))
