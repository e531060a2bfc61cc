"""The catalogue's revision."""

from einamt.catalog.models import CatalogRevision


def revision() -> int:
    """The number that counts up with every change of the catalogue; 0 before the first."""
    return CatalogRevision.objects.values_list("number", flat=True).filter(pk=1).first() or 0
