"""Deciding about proposals of rules: four eyes, once."""

from datetime import datetime
from typing import TypeVar

from einamt.kernel.actor import Actor
from einamt.platform.transactions import require_transaction
from einamt.procedures.appointments.proposals import Proposal
from einamt.procedures.appointments.rule_errors import OwnProposal, ProposalDecided

P = TypeVar("P", bound=Proposal)


def open_proposal(*, of: type[P], proposal_id: int) -> P:
    """A proposal that waits for its decision, locked.

    :raises ProposalDecided: it has been decided before, or there is none.
    """
    require_transaction()
    waiting = of._default_manager.filter(pk=proposal_id, outcome=Proposal.Outcome.OPEN)  # noqa: SLF001 - Django's own name
    found = waiting.select_for_update().first()
    if found is None:
        raise ProposalDecided
    return found


def refuse_own(*, proposal: Proposal, person: Actor) -> None:
    """Refuse whoever would put in force what they have proposed themselves.

    :raises OwnProposal: they have.
    """
    if proposal.author == str(person):
        raise OwnProposal


def decide(*, proposal: Proposal, outcome: Proposal.Outcome, person: Actor, now: datetime) -> None:
    """Write down how a proposal was decided; what else was set on it goes along."""
    require_transaction()
    proposal.outcome, proposal.decided_by, proposal.decided_at = outcome, str(person), now
    proposal.save()


def turn_down(*, proposal: Proposal, person: Actor, now: datetime) -> None:
    """Decide against a proposal; whoever has proposed it withdraws it so."""
    is_own = proposal.author == str(person)
    outcome = Proposal.Outcome.WITHDRAWN if is_own else Proposal.Outcome.REJECTED
    decide(proposal=proposal, outcome=outcome, person=person, now=now)
