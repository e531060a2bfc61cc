"""`{% load parts %}`: the parts that several channels show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.template import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from einamt.accounts.models import Staff
from einamt.cases.models import StatusWord
from einamt.cases.queries import BriefView, StatusView
from einamt.cases.registry import Outcome
from einamt.channels.parts.page_data import web_page
from einamt.platform import links
from einamt.platform.shell import city

register = template.Library()


@dataclass(frozen=True, slots=True)
class _Way:
    label: str
    url: str


@register.inclusion_tag("parts/status_card.html")
def status_card(view: StatusView, *, level: int = 2) -> dict[str, object]:
    """Where a case stands, since when, what happens next and by when, what its holder can do, and what happened.

    The same words for everybody who may read the case; what somebody is not told (`cases.telling`) is left out.
    `level` is that of the card's headings.

        {% status_card view %}
        {% status_card view level=3 %}
    """
    actions = [
        _Way(label=action.label, url=links.path(name=action.link, parameters=dict(action.parameters)))
        for action in view.actions
    ]
    return {"view": view, "actions": actions, "level": level, "kind": _kind(view)}


_OUTCOMES = {
    Outcome.DONE: "good",
    Outcome.MISSED: "bad",
    Outcome.REFUSED: "bad",
    Outcome.WITHDRAWN: "neutral",
}
_OPEN = {StatusWord.ACTION_REQUIRED: "waiting"}


@register.inclusion_tag("shell/components/status.html")
def case_status(view: BriefView) -> dict[str, object]:
    """In a list of cases, where one stands, in the colour that its card has.

    {% case_status matter %}
    """
    return {"label": view.state_label, "kind": _kind(view)}


def _kind(view: StatusView | BriefView) -> str:
    """How the shell colours where the case stands: by how it ended, else by whether its holder has something to do."""
    return _OUTCOMES[view.outcome] if view.outcome else _OPEN.get(view.word, "active")


@register.inclusion_tag("parts/signed_in.html", takes_context=True)
def signed_in(context: RequestContext) -> dict[str, object]:
    """Who is signed in, and the way out; for the block `bar_end` of staff pages.

    {% signed_in %}
    """
    user = getattr(context.get("request"), "user", None)
    return {
        "staff": user if isinstance(user, Staff) else None,
        "sign_out_url": links.path(name="staff-sign-out", parameters={}),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def page_data(context: RequestContext, name: str, kind: str = "WebPage") -> SafeString:
    """A public page as JSON-LD, by its address without what was asked; `kind` is schema.org's.

    {% page_data _("Kontakt") kind="ContactPage" %}
    """
    data = web_page(
        url=f"{settings.PUBLIC_URL}{context['request'].path}",
        name=str(name),  # `_("…")` is translated only when it is shown
        kind=kind,
        language=get_language() or "de",
        publisher=city.current().name,
    )
    return format_html('<script type="application/ld+json">{}</script>', data)


@register.filter
def under(row: Sequence[str], columns: Sequence[Mapping[str, object]]) -> list[tuple[str, Mapping[str, object]]]:
    """Each cell of a report's row with its column.

    {% for cell, column in row|under:table.columns %}
    """
    return list(zip(row, columns, strict=True))
