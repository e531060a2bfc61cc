"""Writing changes down, for operations that have opened a transaction."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from einamt.catalog.journal.errors import ChangeNotFound, TakenBackAlready
from einamt.catalog.journal.rules import Wording, difference
from einamt.catalog.models import CatalogChange
from einamt.platform.transactions import require_transaction


def note_change(
    *,
    kind: CatalogChange.Kind,
    before: Wording,
    after: Wording,
    person: str,
    now: datetime,
    office_id: int | None = None,
    service_id: int | None = None,
    rule_number: int | None = None,
    note: str = "",
    takes_back: CatalogChange | None = None,
) -> CatalogChange:
    """Write down what was changed.

    :raises TakenBackAlready: `takes_back` has been taken back by somebody else.
    """
    require_transaction()
    old, new = difference(before=before, after=after)
    try:
        with transaction.atomic():
            return CatalogChange.objects.create(
                kind=kind,
                office_id=office_id,
                service_id=service_id,
                rule_number=rule_number,
                before=old,
                after=new,
                person=person,
                changed_at=now,
                note=note.strip(),
                takes_back=takes_back,
            )
    except IntegrityError:
        raise TakenBackAlready from None


def change_to_take_back(*, change_id: int, office_id: int | None = None, rules_of: int | None = None) -> CatalogChange:
    """A change of this office, or of the rules of this service; the caller has counted the revision up first, so that
    nobody else writes meanwhile.

    :raises ChangeNotFound: there is none.
    :raises TakenBackAlready: it has been taken back.
    """
    require_transaction()
    kind = Q(office_id=office_id) if office_id else Q(service_id=rules_of, kind=CatalogChange.Kind.RULE)
    change = CatalogChange.objects.filter(kind, pk=change_id).first()
    if change is None:
        raise ChangeNotFound
    if CatalogChange.objects.filter(takes_back=change).exists():
        raise TakenBackAlready
    return change
