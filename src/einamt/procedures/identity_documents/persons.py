"""Whose orders of documents are, for `einamt person`. The mail addresses are sealed without an index and opened one by
one; there is no name, which stands in the authority's own register.
"""

from collections.abc import Iterator
from uuid import UUID

from einamt.cases.persons import Contact, Holder, Holders
from einamt.platform.crypto.fields import blind_index
from einamt.platform.retention.persons import Wanted
from einamt.procedures.identity_documents.models import IdentityDocument


def _index(email: str) -> str:
    # as of the contact of an appointment, so that both are seen to be one person's
    return blind_index(text=email, purpose="appointments.contact") if email.strip() else ""


def _cases_of(wanted: Wanted) -> Iterator[UUID]:
    if index := _index(wanted.email):
        for document in IdentityDocument.objects.only("case_id", "email").iterator(chunk_size=500):
            if _index(document.email) == index:
                yield document.case_id


def _holder(case_id: UUID) -> Holder | None:
    document = IdentityDocument.objects.only("email").filter(case_id=case_id).first()
    if document is None:
        return None
    return Holder(name="", contacts=frozenset([_index(document.email)] if document.email else []))


def _written_to(case_id: UUID) -> Contact | None:
    document = IdentityDocument.objects.only("email", "language").filter(case_id=case_id).first()
    return None if document is None else Contact(document.email, document.language)


HOLDERS = Holders(find=_cases_of, holder=_holder, beside=lambda _case_id: {}, contact=_written_to)
