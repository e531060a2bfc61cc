"""Reading the status of a case to its holder, who stands at the counter and says the reference."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.accounts.rights import Right
from einamt.cases.access import asker_of
from einamt.cases.documents.registry import issuable_on
from einamt.cases.queries import status_view
from einamt.channels.counter.asking import file_address
from einamt.channels.counter.cases import readable_case
from einamt.channels.counter.issuing import REASONS
from einamt.channels.parts.conversation import conversation_of
from einamt.channels.parts.decided import decided
from einamt.channels.parts.issued import listed
from einamt.channels.parts.sign_in_ways import act_lines
from einamt.channels.parts.staff import permissions_of, requires
from einamt.citizens.queries import acts_on
from einamt.platform import clock


@requires(Right.READ_CASES, is_local=True)
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """What may be told about a case, in the words that its holder reads; the reading is recorded.

    :raises CaseNotFound: there is no such case.
    :raises AccessDenied: another part of the city answers for it, and its service is not everybody's to serve.
    """
    now = clock.now()
    found, permissions = readable_case(request, reference=reference, purpose="read-out"), permissions_of(request)
    asker = asker_of(permissions=permissions)
    view = status_view(case=found, asker=asker, language=get_language() or "de", now=now)
    may_serve = permissions.may(right=Right.SERVE)
    context = {
        "view": view,
        "decisions": decided(case=found, asker=asker, now=now),
        "documents": listed(case_id=found.pk),
        "conversation": conversation_of(
            case=found, asker=asker, file_address=lambda file_id: file_address(reference=reference, file_id=file_id)
        ),
        "acts": act_lines(acts_on(case_id=found.pk)) if may_serve else [],
        "kinds": issuable_on(found.pk) if may_serve else [],
        "may_serve": may_serve,
        "reasons": REASONS,
    }
    return render(request, "counter/case.html", context)
