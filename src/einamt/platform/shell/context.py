"""What the page shell needs on every page."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from einamt.platform.shell import addresses, city, languages, navigation
from einamt.platform.shell.languages import OtherLanguage
from einamt.platform.shell.models import GERMAN


def shell(request: HttpRequest) -> dict[str, object]:
    """The context of the shell: the city, the three bars, the front door, the page's path, and its other languages.

    `origin` is the city's public address: what search engines are told is the same whichever host answers.
    """
    return {
        "city": SimpleLazyObject(lambda: city.current().in_language(get_language() or GERMAN)),
        "citizen_links": SimpleLazyObject(lambda: navigation.links(area="citizen", request=request)),
        "staff_sections": SimpleLazyObject(lambda: navigation.sections(area="staff", request=request)),
        "foot_links": SimpleLazyObject(lambda: navigation.links(area="foot", request=request)),
        "front_door": SimpleLazyObject(front_door),
        "other_languages": SimpleLazyObject(lambda: other_languages(request)),
        "is_demo": settings.MODE == "demo",
        "path": request.path,
        "origin": settings.PUBLIC_URL,
    }


def front_door() -> str:
    """The path of the home page, in the language in which the reader goes on."""
    code = languages.onward()
    return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"


def other_languages(request: HttpRequest) -> list[OtherLanguage]:
    """The languages of the interface this page can also be had in, each named in its own words."""
    codes = [code for code, _ in settings.LANGUAGES if code != get_language()]
    here = request.get_full_path()
    return [languages.other_language(code=code, url=addresses.in_language(address=here, code=code)) for code in codes]
