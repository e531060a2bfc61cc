"""The room of staffing."""

from django.apps import AppConfig


class StaffingConfig(AppConfig):
    """Has the worker answer questions, and their answers forgotten."""

    name = "einamt.insight.staffing"
    label = "staffing"

    def ready(self) -> None:
        """Register."""
        from einamt.insight.staffing import answering, erasing  # noqa: PLC0415
        from einamt.platform.retention import registry  # noqa: PLC0415 - models can be loaded only now

        answering.register()
        registry.register(erasing.ERASER)
