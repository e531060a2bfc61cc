"""What stands in the bars and in the foot of the page. Channels add their entries when they start.

    navigation.add(area="citizen", label=N_("Termine"), url_name="portal:appointments", order=20)

Areas: `citizen` (the bar of the portal), `staff` (the bar of counter, cockpit and back office), `foot` (the foot of
citizens' pages). An entry that `needs` a right is shown to those who have it: the room of accounts says who does.
Entries with a `section` stand together; who sees more than fit in a row sees the sections, and the pages of one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.core.checks import CheckMessage, Error, register
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from einamt.platform.shell import addresses

Area = Literal["citizen", "staff", "foot"]
Guard = Callable[[HttpRequest, object], bool]
FIT_IN_A_ROW = 8
"""Entries of a bar beside the city's name and the person's, on a screen 1440 pixels wide."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a bar; `label` is a German msgid."""

    label: str
    url_name: str
    order: int
    needs: object | None
    section: str
    """A German msgid."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry as one person sees it on one page."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Section:
    """Pages that stand together in a bar; the section itself leads to the first of them."""

    label: str
    links: list[Link]

    @property
    def url(self) -> str:
        """Of its first page."""
        return self.links[0].url

    @property
    def is_current(self) -> bool:
        """Whether one of its pages is."""
        return any(link.is_current for link in self.links)


_entries: dict[Area, list[Entry]] = {"citizen": [], "staff": [], "foot": []}
_guards: list[Guard] = []


def add(*, area: Area, label: str, url_name: str, order: int, needs: object | None = None, section: str = "") -> None:
    """Add an entry; adding the same page to the same area again replaces it."""
    others = [entry for entry in _entries[area] if entry.url_name != url_name]
    entry = Entry(label=label, url_name=url_name, order=order, needs=needs, section=section)
    _entries[area] = sorted([*others, entry], key=lambda each: each.order)


def guard(*, allows: Guard) -> None:
    """Say who may see entries that need a right. Without a guard nobody does; with several all must agree."""
    _guards.append(allows)


def links(*, area: Area, request: HttpRequest) -> list[Link]:
    """The entries of `area` that this request may see; current is the one whose address fits the path best."""
    return [link for _, link in _seen(area=area, request=request)]


def sections(*, area: Area, request: HttpRequest) -> list[Section]:
    """The same by section, in the order of their first entries; one without a name where all fit in a row."""
    seen = _seen(area=area, request=request)
    if len(seen) <= FIT_IN_A_ROW:
        return [Section(label="", links=[link for _, link in seen])] if seen else []
    by_label: dict[str, list[Link]] = {}
    for entry, link in seen:
        by_label.setdefault(entry.section or entry.label, []).append(link)
    return [Section(label=gettext(label), links=found) for label, found in by_label.items()]


def _seen(*, area: Area, request: HttpRequest) -> list[tuple[Entry, Link]]:
    entries = [entry for entry in _entries[area] if _may_see(entry=entry, request=request)]
    urls = addresses.page_addresses(url_names=[entry.url_name for entry in entries])
    within = [url for url in urls if _is_within(path=request.path, url=url)]
    current = max(within, key=len, default=None)
    return [
        (entry, Link(label=gettext(entry.label), url=url, is_current=url == current))
        for entry, url in zip(entries, urls, strict=True)
    ]


def _may_see(*, entry: Entry, request: HttpRequest) -> bool:
    if entry.needs is None:
        return True
    return bool(_guards) and all(allows(request, entry.needs) for allows in _guards)


def _is_within(*, path: str, url: str) -> bool:
    return path == url or (url.rstrip("/").count("/") > 0 and path.startswith(url))


@register()
def _every_entry_has_a_page(**_: object) -> list[CheckMessage]:
    return [
        Error(f"The navigation names the page {entry.url_name!r}, which no channel has.", id="einamt.E010")
        for entries in _entries.values()
        for entry in entries
        if not _has_page(entry)
    ]


def _has_page(entry: Entry) -> bool:
    try:
        reverse(entry.url_name)
    except NoReverseMatch:
        return False
    return True
