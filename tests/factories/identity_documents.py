"""Orders of identity documents, as a specialist system reports them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from einamt.accounts.models import ApiClient
from einamt.catalog.models import Office, PublicService
from einamt.kernel.actor import SYSTEM
from einamt.procedures.identity_documents.models import IdentityDocument, ReportingSystem
from einamt.procedures.identity_documents.numbers import number_hash
from einamt.procedures.identity_documents.operations import Answer, connect_system, take_report
from einamt.procedures.identity_documents.rules import DocumentState
from einamt.procedures.identity_documents.steps import Report
from tests.factories.catalog import make_office, make_service

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
NUMBER = "LZ6311T47"
UNTIL = date(2026, 12, 31)


class Workshop:
    """An office, a service and the system that reports about them."""

    def __init__(self, *, client: ApiClient | None = None) -> None:
        self.office: Office = make_office()
        self.service: PublicService = make_service(offices=[self.office])
        self.system: ReportingSystem = connect_system(
            code="meso", name="Meldewesen", organisation=self.office.organisation, client=client
        )

    def report(self, state: DocumentState, *, hours: int = 0, order: str = "A-1", **changes: Any) -> Report:
        """What the system says about an order, so many hours after its beginning."""
        values: dict[str, Any] = {
            "order_number": order,
            "state": state,
            "occurred_at": NOW - timedelta(days=20) + timedelta(hours=hours),
            "number_hash": number_hash(number=NUMBER),
            "service_id": self.service.pk,
            "office_id": self.office.pk if state is DocumentState.READY else None,
            "ready_until": UNTIL if state is DocumentState.READY else None,
            "email": "ayse@example.org",
        }
        return Report(**{**values, **changes})

    def take(self, state: DocumentState, *, hours: int = 0, order: str = "A-1", **changes: Any) -> Answer:
        """Have it taken in."""
        report = self.report(state, hours=hours, order=order, **changes)
        return take_report(system=self.system, report=report, actor=SYSTEM, now=NOW)

    def document(self, order: str = "A-1") -> IdentityDocument:
        """The document of an order."""
        return IdentityDocument.objects.select_related("case").get(order_number=order)
