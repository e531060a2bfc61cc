"""Every model of the house declares its policy; Django's own tables are declared here."""

from collections.abc import Sequence

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register

from einamt.platform.retention.policy import Policy


@register()
def every_model_has_a_policy(app_configs: Sequence[AppConfig] | None, **_: object) -> list[CheckMessage]:
    """E002 for each model of ours without a `policy`."""
    configs = app_configs if app_configs is not None else list(apps.get_app_configs())
    return [
        Error(f"{model._meta.label} declares no retention policy.", obj=model, id="einamt.E002")
        for config in configs
        if config.name.startswith("einamt.")
        for model in config.get_models(include_auto_created=True)
        if not isinstance(getattr(model, "policy", None), Policy) and not model._meta.auto_created
    ]
