"""The room of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the erasing of cases, and tells the catalogue which services cases need."""

    name = "einamt.cases"

    def ready(self) -> None:
        """Register."""
        from einamt.cases.operations import ERASER  # noqa: PLC0415 - models can be loaded only now
        from einamt.cases.persons import PROVIDER  # noqa: PLC0415
        from einamt.cases.usage import services_of_cases  # noqa: PLC0415
        from einamt.catalog import usage  # noqa: PLC0415
        from einamt.platform.retention import persons as people  # noqa: PLC0415
        from einamt.platform.retention import registry  # noqa: PLC0415

        registry.register(ERASER)
        people.register(PROVIDER)
        usage.register(name="cases", users=services_of_cases)
