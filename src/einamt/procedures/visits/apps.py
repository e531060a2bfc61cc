"""The room of visits."""

from datetime import time

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Registers kind of case, certificate, what is counted of visits, the closing of the day and the erasing."""

    name = "einamt.procedures.visits"

    def ready(self) -> None:
        """Fill the registries."""
        from einamt.cases import persons as persons_of_cases  # noqa: PLC0415
        from einamt.cases import registry  # noqa: PLC0415
        from einamt.cases.documents import registry as documents  # noqa: PLC0415
        from einamt.platform.outbox import schedule  # noqa: PLC0415 - models can be loaded only now
        from einamt.platform.retention import registry as retention  # noqa: PLC0415
        from einamt.procedures.visits import certificates, erasing, facts, jobs, kinds, persons  # noqa: F401, PLC0415 - facts register themselves

        registry.register(kinds.VISIT)
        documents.register(certificates.ATTENDANCE)
        persons_of_cases.register(persons.HOLDERS)
        retention.register(erasing.ERASER)
        schedule.register(name="visits.close-past-days", daily_at=time(0, 15), job=jobs.close_past_days)
