"""Finding a document by what somebody holds, and the reports that wait for a decision."""

from django.db.models import QuerySet

from einamt.accounts.queries import Permissions, offices_with_right
from einamt.accounts.rights import Right
from einamt.procedures.identity_documents.errors import DocumentNotFound, SystemUnknown
from einamt.procedures.identity_documents.models import IdentityDocument, ReportingSystem, StateReport
from einamt.procedures.identity_documents.numbers import hash_of_typed
from einamt.procedures.identity_documents.rules import Verdict
from einamt.procedures.identity_documents.slip_tokens import slip_hash


def document_by_number(*, number: str) -> IdentityDocument:
    """The document with the serial number that somebody typed, with its case; the latest where orders share one.

    Whatever is wrong, the answer, the one query and the work are the same.

    :raises DocumentNotFound: there is none.
    """
    found = _with_case().filter(number_hash=hash_of_typed(number)).order_by("-state_at").first()
    if found is None:
        raise DocumentNotFound
    return found


def document_by_slip(*, token: str) -> IdentityDocument:
    """The document of a slip's QR code, with as much of its case as a slip is told: what kind it is and how it stands.

    :raises DocumentNotFound: there is none, or its slips were revoked.
    """
    told = IdentityDocument.objects.select_related("case").only("case__kind", "case__state")
    found = told.filter(slip_hash=slip_hash(token=token)).first()
    if found is None:
        raise DocumentNotFound
    return found


def system_of_client(*, client_id: int | None) -> ReportingSystem:
    """The system that reports by a client's token.

    :raises SystemUnknown: the program reports no documents.
    """
    found = ReportingSystem.objects.filter(client_id=client_id).first() if client_id is not None else None
    if found is None:
        raise SystemUnknown
    return found


def deciding_organisations(*, permissions: Permissions) -> set[int]:
    """The authorities for whose documents somebody may decide: who serves in one of their offices, or all of them."""
    offices = offices_with_right(permissions=permissions, right=Right.SERVE)
    return permissions.organisations_with(right=Right.SERVE) | {office.organisation_id for office in offices}


def waiting_reports(*, permissions: Permissions) -> QuerySet[StateReport]:
    """What waits for a decision of somebody with `permissions`, the oldest first."""
    organisations = deciding_organisations(permissions=permissions)
    everywhere = StateReport.objects.filter(verdict=Verdict.WAITING).select_related(
        "system", "office", "document__case"
    )
    return everywhere.filter(system__organisation__in=organisations).order_by("received_at", "id")


def _with_case() -> QuerySet[IdentityDocument]:
    return IdentityDocument.objects.select_related("case__service", "case__organisation", "case__office")
