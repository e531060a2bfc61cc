"""The room of objections."""

from django.apps import AppConfig


class ObjectionsConfig(AppConfig):
    """Declares the kind of case, the facts, the mails, whose objections are, and what they keep."""

    name = "einamt.procedures.objections"
    label = "objections"

    def ready(self) -> None:
        """Fill the registries."""
        from einamt.cases import holding, persons, registry  # noqa: PLC0415 - models can be loaded only now
        from einamt.cases.decisions.content import name_decisions  # noqa: PLC0415
        from einamt.platform.facts import schema  # noqa: PLC0415
        from einamt.procedures.objections import facts, keeping, kinds, mails  # noqa: PLC0415

        registry.register(kinds.OBJECTION)
        name_decisions(kind=kinds.OBJECTION.code, naming=kinds.DECISION_ON_OBJECTION)
        mails.register()
        schema.register(facts.RECEIVED)
        schema.register(facts.CLOSED)
        holding.register(keeping.HOLD)
        persons.register(keeping.HOLDERS)
