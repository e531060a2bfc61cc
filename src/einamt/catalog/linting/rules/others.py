"""What shows only beside other services, and what links answer."""

from collections.abc import Iterator
from hashlib import sha256

from einamt.catalog.linting.rules.complaints import Complaint
from einamt.catalog.linting.rules.facts import LinkFacts, ServiceAmongOthers, WithheldForms
from einamt.kernel.errors import N_

FAILURES = 3
"""How often in a row an address must fail before it counts as dead; the visits are at least hours apart."""


def names_too_alike(facts: ServiceAmongOthers) -> Iterator[Complaint]:
    """Two services whose names are the same words, whatever their order and endings: people cannot tell them apart."""
    for namesake in facts.namesakes:
        yield Complaint(
            N_("Der Name klingt wie „%(other)s“. Wer sucht, kann beide nicht unterscheiden."),
            {"other": namesake.content.texts["de"].name},
            namesake.slug[:120],
        )


def form_without_service(facts: WithheldForms) -> Iterator[Complaint]:
    """An online form that only services without a page lead to: nobody finds it, and nobody may look after it."""
    for name, url in facts.forms:
        if bare(url) not in facts.used:
            yield Complaint(
                N_("Zum Formular „%(name)s“ (%(url)s) führt keine veröffentlichte Leistung."),
                {"name": name[:100], "url": url},
                _mark(bare(url)),
            )


def bare(url: str) -> str:
    """An address without what does not change where it leads: scheme, fragment, the last slash."""
    return url.partition("#")[0].partition("://")[2].rstrip("/").casefold()


def dead_link(facts: LinkFacts) -> Iterator[Complaint]:
    """An address that answered wrongly, or not at all, three times in a row."""
    if facts.trouble in {"", "not-public"} or facts.failures < FAILURES:
        return
    if facts.status:
        message = N_("Die Adresse %(url)s antwortet mit dem Fehler %(status)d.")
        yield Complaint(message, {"url": facts.url, "status": facts.status}, _mark(facts.url))
    else:
        yield Complaint(N_("Die Adresse %(url)s antwortet nicht."), {"url": facts.url}, _mark(facts.url))


def link_to_nowhere_public(facts: LinkFacts) -> Iterator[Complaint]:
    """An address within a private network, or with a port or scheme that citizens' browsers do not reach."""
    if facts.trouble == "not-public":
        yield Complaint(
            N_("Die Adresse %(url)s führt in ein internes Netz. Von außen kann sie niemand öffnen."),
            {"url": facts.url},
            _mark(facts.url),
        )


def _mark(url: str) -> str:
    return sha256(url.encode()).hexdigest()[:20]
