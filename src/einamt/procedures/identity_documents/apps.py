"""The room of identity documents."""

from django.apps import AppConfig


class IdentityDocumentsConfig(AppConfig):
    """Declares the kind of case, the mails and the erasing of identity documents."""

    name = "einamt.procedures.identity_documents"
    label = "identity_documents"

    def ready(self) -> None:
        """Fill the registries."""
        from einamt.cases import persons as people  # noqa: PLC0415 - models can be loaded only now
        from einamt.cases import registry  # noqa: PLC0415
        from einamt.catalog import usage  # noqa: PLC0415
        from einamt.platform.retention import registry as retention  # noqa: PLC0415
        from einamt.procedures.identity_documents import erasing, kinds, mails, persons  # noqa: PLC0415
        from einamt.procedures.identity_documents.usage import services_of_reports  # noqa: PLC0415

        registry.register(kinds.IDENTITY_DOCUMENT)
        mails.register()
        retention.register(erasing.ERASER)
        people.register(persons.HOLDERS)
        usage.register(name="identity-documents", users=services_of_reports)
