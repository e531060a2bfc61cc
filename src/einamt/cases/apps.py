"""The room of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the erasing of cases."""

    name = "einamt.cases"

    def ready(self) -> None:
        """Register."""
        from einamt.cases.operations import ERASER  # noqa: PLC0415 - models can be loaded only now
        from einamt.platform.retention import registry  # noqa: PLC0415

        registry.register(ERASER)
