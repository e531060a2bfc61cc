"""The room of decisions."""

from datetime import timedelta

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Declares the kind of document, facts, messages, the job that lets letters follow, and how long cases are kept."""

    name = "einamt.cases.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Fill the registries."""
        from einamt.cases import holding, persons  # noqa: PLC0415 - models can be loaded only now
        from einamt.cases.decisions import facts, jobs, keeping, mails  # noqa: PLC0415
        from einamt.cases.decisions.content import DECISION  # noqa: PLC0415
        from einamt.cases.documents import registry  # noqa: PLC0415
        from einamt.platform.facts import schema  # noqa: PLC0415
        from einamt.platform.outbox import registry as topics  # noqa: PLC0415
        from einamt.platform.outbox import schedule  # noqa: PLC0415

        registry.register(DECISION)
        schema.register(facts.ISSUED)
        mails.register()
        holding.register(keeping.HOLD)
        persons.register(keeping.HOLDERS)
        topics.subscribe(topic=jobs.UNFETCHED, name="decisions.letters-follow", handler=jobs.follow_by_post)
        schedule.register(name="decisions.letters-follow", every=timedelta(minutes=15), job=jobs.find_unfetched)
