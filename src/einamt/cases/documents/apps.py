"""The room of issued documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Says which page a document's code leads to."""

    name = "einamt.cases.documents"
    label = "documents"

    def ready(self) -> None:
        """Require the page."""
        from einamt.cases.documents.issuing import LINK  # noqa: PLC0415 - needs the models
        from einamt.platform import links  # noqa: PLC0415

        links.require(LINK)
