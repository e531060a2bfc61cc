"""The room of inquiries."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """Registers how inquiries are passed on, and their erasing."""

    name = "einamt.procedures.inquiries"

    def ready(self) -> None:
        """Fill the registries."""
        from einamt.platform.retention import registry as retention  # noqa: PLC0415 - models can be loaded only now
        from einamt.procedures.inquiries import erasing, mails  # noqa: PLC0415

        mails.register()
        retention.register(erasing.ERASER)
