"""The rules of the halls: what holds, what is to come, what is proposed, and the decision; with two people."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.accounts.rights import Right
from einamt.channels.backoffice import labels
from einamt.channels.backoffice.regulating.deciding import (
    OUTCOMES,
    Change,
    check_whole_city,
    decide,
    history_of,
    names_in,
    take_back,
)
from einamt.channels.backoffice.regulating.floor_forms import FloorForm
from einamt.channels.parts.floor_lines import floor_effects, floor_lines
from einamt.channels.parts.staff import requires, staff_of
from einamt.kernel.errors import DomainError
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city, words
from einamt.procedures.visits.errors import FloorRulesDayTaken, FloorRulesNotAhead
from einamt.procedures.visits.floor_rules import (
    floor_proposal,
    floor_proposals,
    floor_set,
    floor_to_come,
    floor_until,
    queue_rules,
    tickets_by_reason,
)
from einamt.procedures.visits.floor_set import FloorSet
from einamt.procedures.visits.models import FloorProposal
from einamt.procedures.visits.regulating import accept_floor, propose_floor, reject_floor, withdraw_floor

COUNTED = timedelta(weeks=4)
"""Over how long the numbers of a reason are counted for whoever decides about it."""


@require_safe
@requires(Right.SET_RULES)
def book(request: HttpRequest) -> HttpResponse:
    """What holds in the halls, what is to come, what is proposed, what was."""
    today = local_date(moment=clock.now(), zone=city.zone())
    held, to_come, rows = floor_until(on=today), floor_to_come(on=today), floor_proposals()
    names = names_in(rows, [rules.author for rules in (*held, *to_come)])
    values = floor_set(on=today)
    context = {
        "room": "floor",
        "rules": held[0] if held else None,
        "lines": floor_lines(values),
        "source": values.source,
        "line": queue_rules(on=today),
        "coming": [(rules, names.get(rules.author, "")) for rules in to_come],
        "open": [(row, names.get(row.author, "")) for row in rows if row.outcome == FloorProposal.Outcome.OPEN],
        "history": history_of(rows, names),
        "earlier": held,
    }
    return render(request, "backoffice/regulating/floor.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SET_RULES, is_local=True)
def propose(request: HttpRequest) -> HttpResponse:
    """Write rules of the halls down for somebody else to put in force; begins with the ones that hold last."""
    check_whole_city(request)
    now = clock.now()
    today = local_date(moment=now, zone=city.zone())
    to_come = floor_to_come(on=today)
    last = to_come[-1].values if to_come else floor_set(on=today)
    form = FloorForm(request.POST or None, base=last, valid_from=max(last.valid_from, today) + timedelta(days=1))
    if request.method == "POST" and form.is_valid():
        try:
            made = propose_floor(
                rules=form.floor_set(), reason=form.cleaned_data["reason"], author=staff_of(request).actor, now=now
            )
        except (FloorRulesNotAhead, FloorRulesDayTaken) as refusal:
            form.add_error("valid_from", words.explain(refusal))
        else:
            messages.success(request, gettext("Vorgeschlagen. In Kraft setzen muss es jemand anderes."))
            return redirect("city-rules:floor-proposal", made.pk)
    context = {"room": "floor", "form": form}
    return render(request, "backoffice/regulating/propose_floor.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SET_RULES)
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """What a proposal would change, and the decision."""
    row = floor_proposal(proposal_id=proposal_id)
    if row is None:
        raise Http404
    refusal: DomainError | None = None
    if request.method == "POST":
        check_whole_city(request)
        try:
            return decide(
                request, proposal_id=proposal_id, accept=accept_floor, reject=reject_floor, then="city-rules:floor"
            )
        except DomainError as error:
            refusal = error
    after = FloorSet.read(row.values)
    before = floor_set(on=after.valid_from - timedelta(days=1))
    pairs = zip(floor_lines(before), floor_lines(after), strict=True)
    is_open = row.outcome == FloorProposal.Outcome.OPEN
    context = {
        "room": "floor",
        "row": row,
        "author": labels.names_of([row.author]).get(row.author, ""),
        "is_own": row.author == str(staff_of(request).actor),
        "is_open": is_open,
        "outcome": gettext(OUTCOMES[FloorProposal.Outcome(row.outcome)]),
        "effects": floor_effects(
            before=before, after=after, used=tickets_by_reason(since=clock.now() - COUNTED) if is_open else None
        ),
        "changes": [
            Change(new.title, old, new)
            for old, new in pairs
            if (old.sentence, old.points) != (new.sentence, new.points)
        ],
        "source": after.source,
        "refusal": refusal,
    }
    return render(request, "backoffice/regulating/proposal.html", context, status=refusal.status if refusal else 200)


@require_POST
@requires(Right.SET_RULES, is_local=True)
def withdraw(request: HttpRequest, rules_id: int) -> HttpResponse:
    """Take rules of the halls back that have not come into force."""
    check_whole_city(request)
    return take_back(request, rules_id=rules_id, withdraw=withdraw_floor, then="city-rules:floor")
