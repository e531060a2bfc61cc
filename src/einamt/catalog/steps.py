"""Writing to the catalogue, for operations that have opened a transaction."""

from django.db import connection
from django.db.models import F

from einamt.catalog.models import CatalogRevision
from einamt.platform.transactions import require_transaction


def bump_revision() -> int:
    """Count the catalogue's revision up by one and return it: whatever is derived from the content is made anew.

    The one row is locked by the update until the transaction ends, so that no two changes share a number.
    """
    require_transaction()
    row = CatalogRevision.objects.filter(pk=1)
    if not row.update(number=F("number") + 1):
        # the very first change of a catalogue; somebody else may be making it at this moment
        CatalogRevision.objects.bulk_create([CatalogRevision(pk=1, number=0)], ignore_conflicts=True)
        row.update(number=F("number") + 1)
    return CatalogRevision.objects.values_list("number", flat=True).get(pk=1)


def check_references_at_once() -> None:
    """Have PostgreSQL check references with each statement of this transaction, not at its end.

    It remembers every row that it still has to check in memory; a million entries have some fifteen million.
    """
    require_transaction()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
