"""What loading a city refuses."""

from einamt.kernel.errors import N_, DomainError


class CatalogNotEmpty(DomainError):
    """There are services already."""

    code = "catalog-not-empty"
    message = N_("Der Katalog enthält schon Leistungen. Eine Stadt wird nur in einen leeren Katalog geladen.")
