"""Buttons, notices, tags, lists: what every page needs."""

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

ButtonKind = Literal["primary", "secondary", "quiet", "danger"]
NoticeKind = Literal["info", "success", "warning", "danger"]
StatusKind = Literal["neutral", "waiting", "active", "good", "bad"]

TEMPLATES = "shell/components/"
BUTTON_CLASSES = {
    "primary": "kern-btn kern-btn--primary",
    "secondary": "kern-btn kern-btn--secondary",
    "quiet": "kern-btn kern-btn--tertiary",
    "danger": "kern-btn kern-btn--secondary kern-btn--danger",
}


class Labelled(Protocol):
    """Something with a term and a value."""

    label: str
    value: str


def register_tags(register: template.Library) -> None:
    """Make the tags of this module known."""
    register.inclusion_tag(f"{TEMPLATES}icon.html", name="icon")(icon)
    register.inclusion_tag(f"{TEMPLATES}button.html", name="button")(button)
    register.inclusion_tag(f"{TEMPLATES}button_link.html", name="button_link")(button_link)
    register.inclusion_tag(f"{TEMPLATES}status.html", name="status")(status)
    register.inclusion_tag(f"{TEMPLATES}empty.html", name="empty")(empty)
    register.inclusion_tag(f"{TEMPLATES}breadcrumb.html", name="breadcrumb")(breadcrumb)
    register.inclusion_tag(f"{TEMPLATES}pairs.html", name="pairs")(pairs)
    register.inclusion_tag(f"{TEMPLATES}checklist.html", name="checklist")(checklist)
    register.inclusion_tag(f"{TEMPLATES}timeline.html", name="timeline")(timeline)
    register.simple_block_tag(notice, name="notice")
    register.simple_block_tag(scroll, name="scroll")


def icon(name: str) -> dict[str, object]:
    """A line drawing of 20 px beside a word, never without one; names in templates/shell/components/icon.html.

    {% icon "clock" %}
    """
    return {"name": name}


def button(
    label: str,
    *,
    kind: ButtonKind = "primary",
    name: str = "",
    value: str = "",
    type: str = "submit",  # noqa: A002 - HTML's name
    icon: str = "",
    wide: bool = False,
    key: str = "",
    form: str = "",
) -> dict[str, object]:
    """A button that names the act. `wide` fills its column; `key` shows and sets the shortcut (dense pages); `form` is
    the id of the form it sends where it stands outside of it.

    {% button _("Termin absagen") kind="danger" %}
    """
    classes = BUTTON_CLASSES[kind] + (" kern-btn--block" if wide else "")
    return {
        "label": label,
        "classes": classes,
        "name": name,
        "value": value,
        "type": type,
        "icon": icon,
        "key": key,
        "form": form,
    }


def button_link(
    label: str, url: str, *, kind: ButtonKind = "primary", icon: str = "", wide: bool = False
) -> dict[str, object]:
    """A link that looks like a button, for the one main way onward.

    {% button_link _("Termin buchen") url %}
    """
    return {
        "label": label,
        "url": url,
        "classes": BUTTON_CLASSES[kind] + (" kern-btn--block" if wide else ""),
        "icon": icon,
    }


def status(label: str, *, kind: StatusKind = "neutral") -> dict[str, object]:
    """A word saying where something stands; colour only underlines it.

    {% status _("Aufgerufen") kind="active" %}
    """
    return {"label": label, "kind": kind}


def empty(title: str, *, text: str = "", url: str = "", label: str = "") -> dict[str, object]:
    """What stands where a list has nothing: what that means, and a way onward.

    {% empty _("Heute wartet niemand.") text=_("…") url=url label=_("Anderen Tag zeigen") %}
    """
    return {"title": title, "text": text, "url": url, "label": label}


def breadcrumb(*labels_and_urls: str) -> dict[str, object]:
    """Where the page hangs in the site: label, url, label, url, … and the page's own label last.

    {% breadcrumb _("Startseite") home _("Leistungen") services page.name %}
    """
    labels, urls = labels_and_urls[::2], labels_and_urls[1::2]
    return {"ways": list(zip(labels, urls, strict=False)), "here": labels[-1] if len(labels) > len(urls) else ""}


def pairs(items: Iterable[Sequence[object] | Labelled]) -> dict[str, object]:
    """A definition list from (term, value) pairs, or from objects with `label` and `value`.

    {% pairs view.lines %}
    """
    return {"items": [item if isinstance(item, Sequence) else (item.label, item.value) for item in items]}


def checklist(items: Iterable[object]) -> dict[str, object]:
    """What to bring, to be ticked on paper: texts, or objects with `name`, `description` and perhaps `is_ready`.

    {% checklist page.evidence %}
    """
    return {"items": [(item, "", False) if isinstance(item, str) else _named(item) for item in items]}


def _named(item: object) -> tuple[str, str, bool]:
    hint = getattr(item, "description", "") or getattr(item, "hint", "")
    return getattr(item, "name", ""), hint, getattr(item, "is_ready", False)


def timeline(entries: Iterable[object], *, is_final: bool = True) -> dict[str, object]:
    """What happened: objects with `label`, `at` (a moment, a date or None) and `explanation`, the latest first.

    Unless the matter `is_final`, the first entry is where it stands now. An entry with `is_expected` is still to come.

    {% timeline view.timeline is_final=view.is_final %}
    """
    rows = []
    now_is_marked = is_final
    for entry in entries:
        is_expected = bool(getattr(entry, "is_expected", False))
        is_now = not now_is_marked and not is_expected
        now_is_marked = now_is_marked or is_now
        rows.append({"entry": entry, "state": "next" if is_expected else "now" if is_now else "done"})
    return {"rows": rows}


def notice(content: SafeString, *, kind: NoticeKind = "info", title: str = "", level: int = 2) -> SafeString:
    """A remark that stands out. A short one needs no `title`; `level` is the title's heading level.

    {% notice kind="success" title=_("Ihr Termin ist gebucht.") %}<p>…</p>{% endnotice %}
    """
    context = {"kind": kind, "title": title, "content": content, "level": level}
    return render_to_string(f"{TEMPLATES}notice.html", context)


def scroll(content: SafeString, *, label: str) -> SafeString:
    """What may be wider than a phone (a table) scrolls in itself, by touch and by keyboard; `label` names it.

    {% scroll label=_("Besuche heute") %}<table class="table">…</table>{% endscroll %}
    """
    return render_to_string(f"{TEMPLATES}scroll.html", {"label": label, "content": content})
