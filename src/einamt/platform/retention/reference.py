"""The pages of docs/reference that are made from the policies: how long what is kept, and what is kept about staff."""

from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, Field, ForeignKey, Model

from einamt.platform.retention.policy import Policy, Until
from einamt.platform.retention.registry import registered

_WORDS = {
    Until.REPLACED: "as long as it is in force, then with its history",
    Until.WITH_OWNER: "with what it belongs to",
    Until.DELIVERED: "until it is done",
    Until.FOREVER: "for good",
}
_NAMES_OF_ACTORS = frozenset({"actor", "author", "reviewer", "person", "owner"})
_ACTOR_LENGTH = 80
"""An `Actor` as text takes at least so much; shorter fields of these names hold a word of ours."""


def policies() -> Iterator[tuple[type[Model], Policy]]:
    """Every model that declares one, by name."""
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        if isinstance(policy := getattr(model, "policy", None), Policy):
            yield model, policy


def retention_page() -> str:
    """docs/reference/retention.md: of each model how long its rows are kept, by whom they are erased, and why."""
    erasers = {label: eraser.name for eraser in registered() for label in eraser.models}
    rows = [
        f"| `{model._meta.label}` | {'yes' if policy.personal else 'no'} | {_keep(policy)} "
        f"| {f'`{name}`' if (name := erasers.get(model._meta.label)) else '–'} | {policy.reason} |"
        for model, policy in policies()
    ]
    return "\n".join(
        [
            "# How long each table is kept",
            "",
            "Made by `einamt retention page retention` from the `policy` of each model; `einamt check` fails for",
            "a model without one, and for personal data that nobody erases. The law behind it:",
            "[rules](../rules/retention.md). A case is kept as long as [its kind](case-states.md) says, counted from",
            "its end.",
            "",
            "| model | personal | kept | eraser | why |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def staff_page() -> str:
    """docs/reference/staff-data.md: in which fields somebody who works for the city stands."""
    rows = [
        f"| `{model._meta.label}` | {', '.join(f'`{name}`' for name in names)} | {_keep(policy)} | {policy.reason} |"
        for model, policy in policies()
        if (names := staff_fields(model))
    ]
    return "\n".join(
        [
            "# What is kept about staff",
            "",
            "Made by `einamt retention page staff-data` from the models. Apart from `accounts.Staff`, which holds",
            "name, user name and mail address, staff stand in these fields by number only. No figure about anybody's",
            "work is made of them (§ 85(1) no. 13 PersVG Berlin): there is no query by person, and facts, of which",
            "figures are made, hold nobody. When somebody signed in last is not kept.",
            "",
            "| model | fields | kept | why |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def staff_fields(model: type[Model]) -> list[str]:
    """The fields of `model` that hold or name somebody who works for the city, or all of them if it is about staff."""
    if model._meta.label == settings.AUTH_USER_MODEL:
        return [field.name for field in model._meta.concrete_fields if not field.primary_key]
    return [field.name for field in model._meta.concrete_fields if _names_staff(field)]


def _names_staff(field: "Field[object, object]") -> bool:
    if isinstance(field, ForeignKey):
        return isinstance(field.related_model, type) and field.related_model._meta.label == settings.AUTH_USER_MODEL
    is_actor = field.name in _NAMES_OF_ACTORS or field.name.endswith("_by")
    return is_actor and isinstance(field, CharField) and (field.max_length or 0) >= _ACTOR_LENGTH


def _keep(policy: Policy) -> str:
    return f"{policy.keep.days} days" if isinstance(policy.keep, timedelta) else _WORDS[policy.keep]
