"""Every model of the house declares its policy, the policy says something, and what has to end is ended by somebody.

A table that Django makes between two models holds nothing of its own and goes with the model that declares it. Tables
of Django's own apps (sessions, content types) hold no matters of citizens and are emptied by Django.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register
from django.db.models import CASCADE, Model

from einamt.platform.retention.policy import Policy, Until
from einamt.platform.retention.reference import staff_fields
from einamt.platform.retention.registry import erased_models


@register()
def every_model_has_a_policy(app_configs: Sequence[AppConfig] | None, **_: object) -> list[CheckMessage]:
    """E002 and E003 for models of ours."""
    configs = app_configs if app_configs is not None else list(apps.get_app_configs())
    return [
        problem
        for config in configs
        if config.name.startswith("einamt.")
        for model in config.get_models(include_auto_created=True)
        for problem in problems(model)
    ]


@register()
def every_end_comes(app_configs: Sequence[AppConfig] | None, **_: object) -> list[CheckMessage]:
    """E004 for models of ours: personal data with an end that no eraser brings about."""
    configs = app_configs if app_configs is not None else list(apps.get_app_configs())
    return [
        Error(
            f"Nobody erases the personal data of {model._meta.label}: platform/retention/registry takes erasers.",
            obj=model,
            id="einamt.E004",
        )
        for config in configs
        if config.name.startswith("einamt.")
        for model in config.get_models()
        if isinstance(policy := getattr(model, "policy", None), Policy) and policy.personal and not ends(model)
    ]


def ends(model: type[Model]) -> bool:
    """Whether rows of `model` come to their end: an eraser names it, its policy counts no time, or it goes by cascade
    with rows that do.
    """
    policy = getattr(model, "policy", None)
    if model._meta.label in erased_models():
        return True
    if policy is None or isinstance(policy.keep, timedelta):
        return False
    if policy.keep is not Until.WITH_OWNER:
        return True
    owners = (
        field.related_model
        for field in model._meta.concrete_fields
        if field.remote_field is not None and getattr(field.remote_field, "on_delete", None) is CASCADE
    )
    return any(isinstance(owner, type) and ends(owner) for owner in owners)


def problems(model: type[Model]) -> list[CheckMessage]:
    """E002: `model` has no policy. E003: its policy leaves open who, why or how long."""
    if model._meta.auto_created:
        return []
    policy = getattr(model, "policy", None)
    if not isinstance(policy, Policy):
        return [Error(f"{model._meta.label} declares no retention policy.", obj=model, id="einamt.E002")]
    wrong = {
        "names nobody who answers for it": not policy.owner.strip(),
        "gives no reason": not policy.reason.strip(),
        "keeps personal data for ever": policy.personal and policy.keep is Until.FOREVER,
        "names staff and says that is not personal": not policy.personal and bool(staff_fields(model)),
        "keeps nothing": isinstance(policy.keep, timedelta) and policy.keep <= timedelta(0),
    }
    return [
        Error(f"The retention policy of {model._meta.label} {what}.", obj=model, id="einamt.E003")
        for what, is_so in wrong.items()
        if is_so
    ]
