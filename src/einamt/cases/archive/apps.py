"""The room of what is offered to the archive."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Has closed cases offered each night, and keeps them until the archive has decided."""

    name = "einamt.cases.archive"
    label = "archive"

    def ready(self) -> None:
        """Register."""
        from einamt.cases import holding  # noqa: PLC0415 - models can be loaded only now
        from einamt.cases.archive import operations, queries  # noqa: PLC0415
        from einamt.platform.retention import registry  # noqa: PLC0415

        holding.register(queries.HOLD)
        registry.register_offering(operations.OFFERING)
