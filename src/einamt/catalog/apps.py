"""The room of the catalogue."""

from datetime import time, timedelta

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Registers the catalogue's jobs, and what follows a publication."""

    name = "einamt.catalog"

    def ready(self) -> None:
        """Fill the registries."""
        from einamt.catalog import jobs  # noqa: PLC0415 - models can be loaded only now
        from einamt.catalog.editing import jobs as editing  # noqa: PLC0415
        from einamt.catalog.editing.steps import PUBLISHED_TOPIC  # noqa: PLC0415
        from einamt.catalog.linting import jobs as linting  # noqa: PLC0415
        from einamt.catalog.linting import registry as registry_of_checks  # noqa: PLC0415
        from einamt.catalog.people_words import erasing as people_words  # noqa: PLC0415
        from einamt.catalog.responsibility.linting import RULES  # noqa: PLC0415
        from einamt.platform.outbox import registry, schedule  # noqa: PLC0415
        from einamt.platform.retention import registry as retention  # noqa: PLC0415

        registry_of_checks.add_source(RULES)
        schedule.register(name="catalog.publish-due", every=timedelta(minutes=1), job=editing.publish_due)
        schedule.register(name="catalog.lint", daily_at=time(4, 10), job=linting.lint)
        schedule.register(name="catalog.visit-links", every=timedelta(minutes=1), job=linting.visit_links)
        retention.register(people_words.ERASER)
        registry.subscribe(topic=PUBLISHED_TOPIC, name="catalog.lint", handler=linting.lint_published)
        schedule.register(name="catalog.remove-deleted", daily_at=time(2, 40), job=jobs.remove_deleted)
