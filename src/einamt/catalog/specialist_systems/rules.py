"""The link that opens a specialist system. Plain Python.

A template such as `vois-meso://person?name={name}&ref={reference}`. What stands in braces is put in percent-encoded.
Addresses of the web are logged on their way, by browsers, proxies and servers; what identifies a person goes only to a
program on the clerk's own computer, whose scheme is its own (Art. 25 GDPR: data protection by design).
"""

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from urllib.parse import quote, urlsplit

ANYWHERE = frozenset({"reference", "service", "language"})
"""What any link may have: it says nothing about a person to whoever does not know the case."""
LOCAL_ONLY = frozenset({"name"})
WEB = frozenset({"http", "https"})
REFUSED = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})
"""Schemes that run or read something in the browser."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")


def faults_of_link(template: str) -> Iterator[str]:
    """What is wrong with a template, in English, for whoever sets a city up; an empty one has no link."""
    if not template:
        return
    scheme = urlsplit(template.split("{", 1)[0]).scheme
    if not _SCHEME.fullmatch(scheme):
        yield f"{template!r} does not begin with a scheme such as https: or vois-meso:"
        return
    if scheme in REFUSED:
        yield f"a link may not begin with {scheme}:"
    try:
        names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError:
        yield f"{template!r} has a brace that is not closed"
        return
    if unknown := names - ANYWHERE - LOCAL_ONLY:
        yield f"unknown in braces: {', '.join(sorted(unknown))}; known: {', '.join(sorted(ANYWHERE | LOCAL_ONLY))}"
    if scheme in WEB and (personal := names & LOCAL_ONLY):
        yield f"not in an address of the web, which is logged on its way: {', '.join(sorted(personal))}"


def filled(template: str, *, values: Mapping[str, str]) -> str:
    """The link with what is known; what is not known is empty."""
    known = {name: quote(values.get(name, ""), safe="") for name in ANYWHERE | LOCAL_ONLY}
    return template.format_map(known)
