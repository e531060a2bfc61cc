"""The room of citizens' accounts."""

from django.apps import AppConfig


class CitizensConfig(AppConfig):
    """Registers the erasing of accounts, how a person's account is found, and who is told of a question."""

    name = "einamt.citizens"

    def ready(self) -> None:
        """Register."""
        from einamt.citizens import erasing, mails, persons  # noqa: PLC0415 - models can be loaded only now
        from einamt.platform.retention import persons as people  # noqa: PLC0415
        from einamt.platform.retention import registry  # noqa: PLC0415

        mails.register()
        registry.register(erasing.ERASER)
        people.register(persons.PROVIDER)
