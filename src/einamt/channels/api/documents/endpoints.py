"""The address at which a specialist system reports. What is sent again is answered again, and done once."""

from django.http import HttpRequest
from ninja import Router

from einamt.channels.api.booking.callers import caller_of
from einamt.channels.api.booking.schemas import BookingProblem
from einamt.channels.api.documents import schemas
from einamt.kernel.errors import N_
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.procedures.identity_documents.errors import BadReports
from einamt.procedures.identity_documents.operations import take_reports
from einamt.procedures.identity_documents.queries import system_of_client
from einamt.procedures.identity_documents.reading import read_values

router = Router(tags=["identity-documents"])

_REFUSALS = dict.fromkeys((400, 401, 403, 413, 422, 429, 503), BookingProblem)


@router.post(
    "identity-documents/reports",
    response={200: schemas.ReportAnswers, **_REFUSALS},
    summary=N_("Melden, wo Ausweise und Pässe sind"),
)
def report(request: HttpRequest, sent: schemas.ReportsIn) -> object:
    """All are taken, or none where one cannot be read; the content makes the report, so no key is needed.

    :raises SystemUnknown: the program reports for no authority.
    :raises BadReports: some cannot be read; they are named by place and field.
    """
    caller, now = caller_of(request), clock.now()
    system = system_of_client(client_id=caller.client_id)
    rows = [{**one.dict(), "occurred_at": one.occurred_at.isoformat()} for one in sent.reports]
    reading = read_values(rows=rows, now=now, zone=city.zone())
    if reading.faults:
        raise BadReports({"faults": "; ".join(str(fault) for fault in reading.faults)})
    answers = take_reports(system=system, reports=reading.reports, actor=caller.actor, now=now)
    return {
        "answers": [
            {
                "order": answer.order_number,
                "verdict": answer.verdict,
                "why": answer.why or None,
                "reference": answer.reference,
                "code": answer.code,
            }
            for answer in answers
        ]
    }
