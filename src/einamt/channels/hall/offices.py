"""The office whose hall it is."""

from einamt.catalog.errors import OfficeNotFound
from einamt.catalog.models import Office


def office_by_slug(slug: str) -> Office:
    """The office with this part of an address.

    :raises OfficeNotFound: there is none.
    """
    office = Office.objects.filter(slug=slug).first()
    if office is None:
        raise OfficeNotFound
    return office
