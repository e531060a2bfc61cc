"""The room of cases."""

from django.apps import AppConfig
from django.db.models import Exists


class CasesConfig(AppConfig):
    """Registers the erasing of cases, what their history says of messages, and which services they need."""

    name = "einamt.cases"

    def ready(self) -> None:
        """Register."""
        from einamt.cases import access, notices, persons  # noqa: PLC0415
        from einamt.cases.models import Case  # noqa: PLC0415
        from einamt.cases.operations import ERASER  # noqa: PLC0415 - models can be loaded only now
        from einamt.cases.usage import services_of_cases  # noqa: PLC0415
        from einamt.catalog import usage  # noqa: PLC0415
        from einamt.platform.notifications import registry as messages  # noqa: PLC0415
        from einamt.platform.notifications.steps import UNDELIVERED  # noqa: PLC0415
        from einamt.platform.outbox import registry as topics  # noqa: PLC0415
        from einamt.platform.retention import persons as people  # noqa: PLC0415
        from einamt.platform.retention import registry  # noqa: PLC0415

        registry.register(ERASER)
        people.register(persons.PROVIDER)
        persons.register(persons.TOLD)
        messages.secrets(access.walls_around)
        messages.matters(lambda about: Exists(Case.objects.filter(pk=about)))
        topics.subscribe(topic=UNDELIVERED, name="cases.history", handler=notices.note_undelivered)
        usage.register(name="cases", users=services_of_cases)
