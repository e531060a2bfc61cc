"""Named links: what sends a message names a page, and the channel that has the page says where it is.

Declared here, filled by channels when they start; absolute, from the city's public address. `required` names are held
by a system check, so that no mail is ever sent with a link that no channel has.
"""

from collections.abc import Callable
from urllib.parse import urljoin

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import override

_links: dict[str, Callable[[dict[str, str]], str]] = {}
_required: set[str] = set()


def require(*names: str) -> None:
    """Say that this room sends people to the pages `names`."""
    _required.update(names)


def provide(*, name: str, path: Callable[[dict[str, str]], str]) -> None:
    """Register the page `name`; `path` turns its parameters into a path that starts with a slash.

    :raises ValueError: another channel has registered the name.
    """
    if name in _links:
        message = f"the link {name!r} is registered twice"
        raise ValueError(message)
    _links[name] = path


def absolute(*, name: str, parameters: dict[str, str], language: str = "") -> str:
    """The absolute address of the page `name`, in the language of who is sent there (else in the city's)."""
    with override(language or settings.LANGUAGE_CODE):
        return urljoin(settings.PUBLIC_URL, _links[name](parameters))


def path(*, name: str, parameters: dict[str, str]) -> str:
    """The page `name` on the host that the reader is on, for pages of another channel."""
    return _links[name](parameters)


@register()
def _all_provided(**_: object) -> list[CheckMessage]:
    return [
        Error(f"No channel provides the link {name!r}.", id="einamt.E001") for name in sorted(_required - _links.keys())
    ]
