"""The room of inquiries."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """Registers how inquiries are passed on, and their erasing."""

    name = "einamt.procedures.inquiries"

    def ready(self) -> None:
        """Fill the registries."""
        from einamt.platform.retention import persons as people  # noqa: PLC0415 - models can be loaded only now
        from einamt.platform.retention import registry as retention  # noqa: PLC0415
        from einamt.procedures.inquiries import erasing, mails, persons  # noqa: PLC0415

        mails.register()
        retention.register(erasing.ERASER)
        people.register(persons.PROVIDER)
