"""Finding documents: by their case, by the code on the paper, by the file itself."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext, override

from einamt.cases.documents.errors import DocumentUnknown
from einamt.cases.documents.models import DocumentFile, IssuedDocument
from einamt.cases.documents.registry import kind_of
from einamt.cases.documents.rules import code_in
from einamt.cases.queries import organisation_name
from einamt.catalog.models import Office, Organisation
from einamt.platform.crypto.secrets import keyed_hash
from einamt.platform.pdf.seals import Finding


@dataclass(frozen=True, slots=True)
class Checked:
    """What whoever holds a document is told about it: nothing about the person that it names."""

    kind_name: str
    issuer: str
    issued_at: datetime
    revoked_at: datetime | None
    revocation: str
    """A `RevocationReason`, or empty."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What a file's seal says, and the document that it is, if it is one that we have."""

    seal: Finding
    document: Checked | None


def code_hash(*, code: str) -> str:
    """What is kept of a document's code."""
    return keyed_hash(text=code, purpose="documents.code")


def issuer_name(*, organisation: Organisation, office: Office | None, language: str) -> str:
    """Who answers for a document: the authority, and the office where there is one."""
    name = organisation_name(organisation=organisation, language=language)
    return f"{name}, {office.name}" if office else name


def check_code(*, text: str, language: str) -> Checked:
    """The document with the code that was typed or scanned. What cannot be a code costs the same query.

    :raises DocumentUnknown: there is none, or it is no longer kept.
    """
    wanted = code_hash(code=code_in(text) or "")
    found = IssuedDocument.objects.select_related("organisation", "office").filter(code_hash=wanted).first()
    if found is None:
        raise DocumentUnknown
    return _checked(found, language)


def check_file(*, content: bytes, language: str) -> CheckedFile:
    """What can be said about a file that claims to be one of ours."""
    from einamt.platform.pdf.sealing import check_seal  # noqa: PLC0415 - takes memory

    digest = sha256(content).hexdigest()
    found = IssuedDocument.objects.select_related("organisation", "office").filter(digest=digest).first()
    return CheckedFile(seal=check_seal(pdf=content), document=_checked(found, language) if found else None)


def documents_of(*, case_id: UUID) -> list[IssuedDocument]:
    """The documents issued on a case, the latest first."""
    return list(IssuedDocument.objects.filter(case_id=case_id))


def pdf_of(*, document_id: UUID, case_id: UUID) -> bytes:
    """The sealed file of a document of the case.

    :raises DocumentUnknown: the case has no such document.
    """
    found = DocumentFile.objects.filter(document_id=document_id, document__case_id=case_id).first()
    if found is None:
        raise DocumentUnknown
    content: bytes = found.pdf
    return content


def _checked(document: IssuedDocument, language: str) -> Checked:
    with override(language):
        return Checked(
            kind_name=gettext(kind_of(document.kind).name),
            issuer=issuer_name(organisation=document.organisation, office=document.office, language=language),
            issued_at=document.issued_at,
            revoked_at=document.revoked_at,
            revocation=document.revocation,
        )
