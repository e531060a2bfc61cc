"""The book of rules: in force, to come, proposed, and what became of earlier proposals."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.accounts.rights import Right
from einamt.catalog.models import Organisation
from einamt.catalog.queries import bookable_services
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
from einamt.channels.backoffice.regulating.forms import RulesForm, initial_of
from einamt.channels.parts.city_rules import rule_lines
from einamt.channels.parts.staff import requires, staff_of
from einamt.kernel.errors import DomainError
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city, words
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.models import RulesProposal
from einamt.procedures.appointments.operations import (
    accept_proposal,
    propose_rules,
    reject_proposal,
    withdraw_rules,
)
from einamt.procedures.appointments.rule_errors import RulesContradict, RulesDayTaken, RulesNotAhead
from einamt.procedures.appointments.rulebook import (
    open_rule_findings,
    proposal_of,
    proposals,
    rule_set,
    rules_at,
    rules_to_come,
    rules_until,
)
from einamt.procedures.appointments.ruleset import RuleSet, changes, from_plain


@require_safe
@requires(Right.SET_RULES)
def book(request: HttpRequest) -> HttpResponse:
    """What holds, what is to come, what is proposed, what was."""
    today = local_date(moment=clock.now(), zone=city.zone())
    language = get_language() or "de"
    held, to_come = rules_until(on=today), rules_to_come(on=today)
    if not held:
        raise RulesMissing
    rows = proposals()
    names = names_in(rows, [rules.author for rules in (*held, *to_come)])
    context = {
        "room": "book",
        "rules": held[0],
        "lines": rule_lines(held[0].values, language=language),
        "coming": [(rules, names.get(rules.author, "")) for rules in to_come],
        "open": [(row, names.get(row.author, "")) for row in rows if row.outcome == RulesProposal.Outcome.OPEN],
        "history": history_of(rows, names),
        "earlier": held,
        "findings": len(open_rule_findings()),
    }
    return render(request, "backoffice/regulating/book.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SET_RULES, is_local=True)
def propose(request: HttpRequest) -> HttpResponse:
    """Write rules down for somebody else to put in force; begins with the ones that hold last."""
    check_whole_city(request)
    now = clock.now()
    today = local_date(moment=now, zone=city.zone())
    to_come = rules_to_come(on=today)
    base = to_come[-1].values if to_come else rule_set(rules=rules_at(now=now))
    initial = initial_of(base, valid_from=(to_come[-1].valid_from if to_come else today) + timedelta(days=1))
    form = RulesForm(
        request.POST or None,
        initial=initial,
        services=bookable_services(language=get_language() or "de"),
        parts=list(Organisation.objects.filter(kind__in=Organisation.PARTS).order_by("name")),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = propose_rules(
                valid_from=form.cleaned_data["valid_from"],
                values=form.rule_set(),
                reason=form.cleaned_data["reason"],
                author=staff_of(request).actor,
                now=now,
            )
        except RulesContradict as refusal:
            form.show(refusal.contradictions)
        except (RulesNotAhead, RulesDayTaken) as refusal:
            form.add_error("valid_from", words.explain(refusal))
        else:
            messages.success(request, gettext("Vorgeschlagen. In Kraft setzen muss es jemand anderes."))
            return redirect("city-rules:proposal", made.pk)
    context = {"room": "book", "form": form}
    return render(request, "backoffice/regulating/propose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SET_RULES)
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """What a proposal would change, and the decision."""
    row = proposal_of(proposal_id=proposal_id)
    if row is None:
        raise Http404
    me = staff_of(request).actor
    refusal: DomainError | None = None
    if request.method == "POST":
        check_whole_city(request)
        try:
            return decide(
                request, proposal_id=proposal_id, accept=accept_proposal, reject=reject_proposal, then="city-rules:book"
            )
        except DomainError as error:
            refusal = error
    now = clock.now()
    try:
        before = rule_set(rules=rules_at(now=now))
    except RulesMissing:
        before = from_plain(row.values)
    after = from_plain(row.values)
    context = {
        "room": "book",
        "row": row,
        "author": labels.names_of([row.author]).get(row.author, ""),
        "is_own": row.author == str(me),
        "is_open": row.outcome == RulesProposal.Outcome.OPEN,
        "outcome": gettext(OUTCOMES[RulesProposal.Outcome(row.outcome)]),
        "changes": _changed(before, after),
        "source": after.source,
        "explanation": after.explanation,
        "refusal": refusal,
    }
    return render(request, "backoffice/regulating/proposal.html", context, status=refusal.status if refusal else 200)


@require_POST
@requires(Right.SET_RULES, is_local=True)
def withdraw(request: HttpRequest, rules_id: int) -> HttpResponse:
    """Take rules back that have not come into force."""
    check_whole_city(request)
    return take_back(request, rules_id=rules_id, withdraw=withdraw_rules, then="city-rules:book")


def _changed(before: RuleSet, after: RuleSet) -> list[Change]:
    """The sentences that read differently, and the rules behind them."""
    changed = set(changes(before=before, after=after))
    language = get_language() or "de"
    pairs = zip(rule_lines(before, language=language), rule_lines(after, language=language), strict=True)
    return [Change(new.title, old, new) for old, new in pairs if changed & set(new.codes)]
