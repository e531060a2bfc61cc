"""Which texts a content language must say: those of the pages that can be read in it, and of the shell around them.

The pages are listed here; the templates they extend, include or show as components are found by reading them.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

PAGES = (
    "portal/service.html",
    *(f"kiosk/{name}.html" for name in ("start", "arrive", "choose", "service", "emergency", "shown", "still_there")),
)
"""Templates that are shown in content languages."""
MODULES = (
    "channels/api/apps.py",
    "channels/demo/apps.py",
    "channels/hall/apps.py",
    "channels/kiosk/arriving.py",
    "channels/portal/apps.py",
    "platform/ratelimit/errors.py",
    "platform/shell/words.py",
    "procedures/visits/errors/visitors.py",
)
"""Python modules whose texts stand on these pages: entries of the bars, dates and money, what a terminal refuses."""

_NAMED = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
_TAG = re.compile(r"{%\s*(\w+)")
_COMPONENT = "shell/components/{}.html"


def content_sources(*, source: Path) -> list[Path]:
    """The files under `source` whose texts a content language must say.

    :raises FileNotFoundError: a page, a module or a template named by one of them is not there.
    """
    templates = {
        path.relative_to(folder).as_posix(): path
        for folder in sorted(source.rglob("templates"))
        for path in folder.rglob("*.html")
    }
    return [*_with_parts(PAGES, templates), *_modules(source)]


def _with_parts(pages: Iterable[str], templates: dict[str, Path]) -> Iterator[Path]:
    waiting, seen = list(pages), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        if name not in templates:
            raise FileNotFoundError(name)
        seen.add(name)
        text = templates[name].read_text(encoding="utf-8")
        waiting += _NAMED.findall(text)
        waiting += [part for tag in _TAG.findall(text) if (part := _COMPONENT.format(tag)) in templates]
        yield templates[name]


def _modules(source: Path) -> Iterator[Path]:
    for name in MODULES:
        if not (path := source / name).exists():
            raise FileNotFoundError(name)
        yield path
