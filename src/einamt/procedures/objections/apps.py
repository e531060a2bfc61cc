"""The room of objections."""

from django.apps import AppConfig


class ObjectionsConfig(AppConfig):
    """Declares the kind of case, the mails, whose objections are, and what they keep."""

    name = "einamt.procedures.objections"
    label = "objections"

    def ready(self) -> None:
        """Fill the registries."""
        from einamt.cases import holding, persons, registry  # noqa: PLC0415 - models can be loaded only now
        from einamt.procedures.objections import keeping, kinds, mails  # noqa: PLC0415

        registry.register(kinds.OBJECTION)
        mails.register()
        holding.register(keeping.HOLD)
        persons.register(keeping.HOLDERS)
