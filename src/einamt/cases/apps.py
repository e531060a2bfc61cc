"""The room of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Tells the catalogue which services cases need."""

    name = "einamt.cases"
    label = "cases"

    def ready(self) -> None:
        """Register."""
        from einamt.cases.usage import services_of_cases  # noqa: PLC0415 - models can be loaded only now
        from einamt.catalog import usage  # noqa: PLC0415

        usage.register(name="cases", users=services_of_cases)
