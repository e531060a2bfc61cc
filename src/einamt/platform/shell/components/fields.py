"""A form's fields and the summary of what is wrong with it."""

from dataclasses import dataclass

from django import forms, template
from django.forms import BoundField

TEMPLATES = "shell/components/"


def register_tags(register: template.Library) -> None:
    """Make the tags of this module known."""
    register.inclusion_tag(f"{TEMPLATES}field.html", name="field")(field)
    register.inclusion_tag(f"{TEMPLATES}error_summary.html", name="error_summary")(error_summary)
    register.inclusion_tag(f"{TEMPLATES}not_a_robot.html", name="not_a_robot")(not_a_robot)


def field(bound: BoundField, *, hint: str = "", width: str = "", says_optional: bool = True) -> dict[str, object]:
    """A field with its label, hint and error, as KERN draws it: text, e-mail, phone, choice, ticks, search.

    Where a field may stay empty its label says so, unless `says_optional` is off (all fields of a filter may). `hint`
    stands in for the form's own help text; `width` is "2", "4", "10" or "20" characters where the answer's length is
    known.

    {% field form.email hint=_("Dorthin schicken wir die Bestätigung.") %}
    """
    widget = bound.field.widget
    kind = _kind(widget)
    described_by = [f"{bound.auto_id}-{part}" for part in ("hint", "error") if _has(bound, part, hint)]
    attributes: dict[str, str | bool] = {"class": _classes(kind, bound, width)}
    if described_by:
        attributes["aria-describedby"] = " ".join(described_by)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if bound.field.required and kind != "group":
        attributes["aria-required"] = "true"
    return {
        "bound": bound,
        "kind": kind,
        "hint": hint or bound.help_text,
        "is_marked_optional": says_optional and not bound.field.required,
        "control": "" if kind == "group" else bound.as_widget(attrs=attributes),
        "options": _options(bound, widget) if kind == "group" else [],
        "described_by": " ".join(described_by),
        "option_type": "checkbox" if isinstance(widget, forms.CheckboxSelectMultiple) else "radio",
        "option_classes": _classes("ticks" if isinstance(widget, forms.CheckboxSelectMultiple) else "radios", bound),
    }


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """One line of the summary: what is wrong, and where."""

    message: str
    target: str


def error_summary(form: forms.BaseForm) -> dict[str, object]:
    """What is wrong, on top of the page, with links to the fields; takes the focus when the page opens.

    {% error_summary form %}
    """
    found = [Wrong(message=str(message), target="") for message in form.non_field_errors()]
    for name in form.fields:
        bound = form[name]
        found += [Wrong(message=str(message), target=_first_control(bound)) for message in bound.errors]
    return {"found": found}


def not_a_robot(challenge_url: str, *, name: str = "altcha") -> dict[str, object]:
    """A proof of work (ALTCHA) done in the background while the form is filled in; nothing to solve, nothing to see.

    `challenge_url` answers with a challenge as JSON; the hidden field `name` then carries the payload. The page loads
    `built/robot.js` in its block `scripts`; without scripts the field stays empty, and a sentence says what follows.

    {% url "portal:challenge" as challenge_url %}{% not_a_robot challenge_url %}
    """
    return {"challenge_url": challenge_url, "name": name}


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    if isinstance(widget, forms.Select):
        return "select"
    return "text"


def _has(bound: BoundField, part: str, hint: str) -> bool:
    return bool(bound.errors) if part == "error" else bool(hint or bound.help_text)


CLASSES = {  # written out, because the build keeps those of KERN's classes that it finds in our sources
    "text": ("kern-form-input__input", "kern-form-input__input--error"),
    "select": ("kern-form-input__select", "kern-form-input__select--error"),
    "tick": ("kern-form-check__checkbox", "kern-form-check__checkbox--error"),
    "group": ("", ""),
    "ticks": ("kern-form-check__checkbox", "kern-form-check__checkbox--error"),
    "radios": ("kern-form-check__radio", "kern-form-check__radio--error"),
}


def _classes(kind: str, bound: BoundField, width: str = "") -> str:
    block, wrong = CLASSES[kind]
    return " ".join(filter(None, [block, wrong if bound.errors else "", f"width-{width}" if width else ""]))


def _options(bound: BoundField, widget: forms.Widget) -> list[dict[str, object]]:
    chosen = bound.value()
    values = {str(value) for value in (chosen if isinstance(chosen, list | tuple) else [chosen]) if value is not None}
    return [
        {"id": f"{bound.auto_id}_{index}", "value": value, "label": label, "is_chosen": str(value) in values}
        for index, (value, label) in enumerate(getattr(widget, "choices", ()))
    ]


def _first_control(bound: BoundField) -> str:
    return f"{bound.auto_id}_0" if _kind(bound.field.widget) == "group" else str(bound.auto_id)
