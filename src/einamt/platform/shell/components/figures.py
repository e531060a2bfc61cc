"""Long lists and charts."""

from hashlib import sha256
from typing import Any

from django import template
from django.core.paginator import Page

TEMPLATES = "shell/components/"


def register_tags(register: template.Library) -> None:
    """Make the tags of this module known."""
    register.inclusion_tag(f"{TEMPLATES}pagination.html", name="pagination", takes_context=True)(pagination)
    register.inclusion_tag(f"{TEMPLATES}chart.html", name="chart")(chart)


def pagination(context: template.Context, page: Page[Any]) -> dict[str, object]:
    """The way through a long list; keeps the other parameters of the address.

    {% pagination page %}
    """
    parameters = context["request"].GET.copy()
    links = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        parameters["page"] = str(number)
        is_page = isinstance(number, int)
        links.append({"number": number, "is_page": is_page, "url": f"?{parameters.urlencode()}" if is_page else ""})
    neighbours = {}
    for name, exists, number in (
        ("previous_url", page.has_previous(), page.number - 1),
        ("next_url", page.has_next(), page.number + 1),
    ):
        parameters["page"] = str(number)
        neighbours[name] = f"?{parameters.urlencode()}" if exists else ""
    return {"page": page, "links": links, **neighbours}


def chart(spec: dict[str, Any], *, label: str, table: str = "", caption: str = "") -> dict[str, object]:
    """A chart from a Vega-Lite specification, drawn where scripts run; its figures stand in a table on the same page.

    `label` is what the chart says, as a sentence; `table` is the anchor of its figures. Colours,
    fonts and grid come from the page, not from the specification. The script comes along, once a page.

    {% chart spec label=headline table="#zahlen" %}
    """
    name = sha256(repr(spec).encode()).hexdigest()[:8]
    return {"spec": spec, "spec_id": f"chart-{name}", "label": label, "table": table, "caption": caption}
