"""Fetching a decision that lies ready: only in the account of whom it is for."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from einamt.cases.decisions.queries import decision_in
from einamt.channels.parts.decided import in_words
from einamt.channels.portal.account.session import sign_in_of, with_account
from einamt.channels.portal.status.opened import keep_open
from einamt.citizens.models import CitizenAccount
from einamt.citizens.operations import fetch_decision
from einamt.citizens.queries import decision_for
from einamt.platform import clock


@with_account
@require_safe
def decision(request: HttpRequest, account: CitizenAccount, document_id: UUID) -> HttpResponse:
    """What fetching it means, and its button: opening a page fetches nothing.

    :raises DecisionUnknown: there is no such decision.
    :raises NotForThisAccount: the account has not proved the address at which its person was told.
    """
    found = decision_for(account=account, document_id=document_id)
    view = decision_in(case_id=found.document.case_id, document_id=document_id, now=clock.now())
    context = {"decided": in_words(view, objection=""), "reference": found.document.case.reference}
    return render(request, "portal/account/decision.html", context)


@with_account
@require_POST
def fetch(request: HttpRequest, account: CitizenAccount, document_id: UUID) -> HttpResponse:
    """Fetch it, and on to its case, where it can be read and saved.

    :raises DecisionUnknown, NotForThisAccount: as above.
    :raises NotReady: it does not lie ready, or not any more.
    """
    now = clock.now()
    case = fetch_decision(sign_in=sign_in_of(request, account=account), document_id=document_id, now=now)
    keep_open(request, case=case, now=now)
    messages.success(request, gettext("Abgerufen. Hier können Sie den Bescheid herunterladen und speichern."))
    return redirect("portal:case")
