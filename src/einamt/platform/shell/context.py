"""What the page shell needs on every page."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from einamt.platform.shell import city, navigation


@dataclass(frozen=True, kw_only=True)
class OtherLanguage:
    """The same page in another language."""

    code: str
    name: str
    url: str


def shell(request: HttpRequest) -> dict[str, object]:
    """The context of the shell: the city, the three bars, the page's path and its other languages."""
    return {
        "city": SimpleLazyObject(city.current),
        "citizen_links": SimpleLazyObject(lambda: navigation.links(area="citizen", request=request)),
        "staff_links": SimpleLazyObject(lambda: navigation.links(area="staff", request=request)),
        "foot_links": SimpleLazyObject(lambda: navigation.links(area="foot", request=request)),
        "other_languages": SimpleLazyObject(lambda: other_languages(request)),
        "is_demo": settings.MODE == "demo",
        "path": request.path,
    }


def other_languages(request: HttpRequest) -> list[OtherLanguage]:
    """The languages this page can also be had in, each named in its own words."""
    codes = [code for code, _ in settings.LANGUAGES if code != get_language()]
    return [
        OtherLanguage(
            code=code,
            name=get_language_info(code)["name_local"],
            url=translate_url(request.get_full_path(), code),
        )
        for code in codes
    ]
