"""What pages on rules with four eyes share: who may, who did, deciding about a proposal, taking rules back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from einamt.accounts.rights import Right
from einamt.channels.backoffice import labels
from einamt.channels.parts.city_rules import RuleLine
from einamt.channels.parts.staff import check_right_everywhere, staff_of
from einamt.kernel.errors import N_, DomainError
from einamt.platform import clock
from einamt.platform.shell import words
from einamt.procedures.appointments.proposals import Proposal

OUTCOMES = {
    Proposal.Outcome.OPEN: N_("wartet auf eine zweite Person"),
    Proposal.Outcome.IN_FORCE: N_("in Kraft gesetzt"),
    Proposal.Outcome.REJECTED: N_("abgelehnt"),
    Proposal.Outcome.WITHDRAWN: N_("zurückgenommen"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A rule before and after."""

    title: str
    before: RuleLine
    after: RuleLine


def check_whole_city(request: HttpRequest) -> None:
    """Refuse who has the right in a part of the city only: rules are the whole city's.

    :raises AccessDenied: the right is missing at the root.
    """
    check_right_everywhere(request, right=Right.SET_RULES)


def names_in(rows: Sequence[Proposal], authors: Sequence[str]) -> dict[str, str]:
    """What those are called who have proposed, decided and taken back, and the `authors` of rules, by actor."""
    people = [person for row in rows for person in (row.author, row.decided_by, row.withdrawn_by)]
    return labels.names_of(person for person in (*people, *authors) if person.startswith("staff:"))


def history_of(rows: Sequence[Proposal], names: Mapping[str, str]) -> list[dict[str, object]]:
    """What became of the proposals that are not open any more."""
    return [
        {
            "row": row,
            "author": names.get(row.author, ""),
            "decided_by": names.get(row.withdrawn_by or row.decided_by, ""),
            "decided_at": row.withdrawn_at or row.decided_at,
            "outcome": gettext(OUTCOMES[Proposal.Outcome(row.outcome)]),
        }
        for row in rows
        if row.outcome != Proposal.Outcome.OPEN
    ]


def decide(
    request: HttpRequest,
    *,
    proposal_id: int,
    accept: Callable[..., object],
    reject: Callable[..., object],
    then: str,
) -> HttpResponse:
    """Do what was pressed, and go on to the page `then`.

    :raises DomainError: it cannot be decided so.
    """
    is_accepted = request.POST.get("act") == "accept"
    operation = accept if is_accepted else reject
    operation(proposal_id=proposal_id, person=staff_of(request).actor, now=clock.now())
    messages.success(
        request,
        gettext("In Kraft gesetzt, ab dem Tag, der dabeisteht.")
        if is_accepted
        else gettext("Erledigt. Der Vorschlag steht noch in der Geschichte."),
    )
    return redirect(then)


def take_back(request: HttpRequest, *, rules_id: int, withdraw: Callable[..., object], then: str) -> HttpResponse:
    """Take rules back that have not come into force, or say why not, and go on to the page `then`."""
    try:
        withdraw(rules_id=rules_id, person=staff_of(request).actor, now=clock.now())
    except DomainError as refusal:
        messages.warning(request, words.explain(refusal))
    else:
        messages.success(request, gettext("Zurückgenommen. Es bleibt bei den Regeln, die jetzt gelten."))
    return redirect(then)
