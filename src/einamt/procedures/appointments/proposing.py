"""What one person proposes and another puts in force: rules of booking, and rules of the halls.

The models of proposals are tables of their own; what makes them proposals is the same.
"""

from datetime import datetime
from typing import TypeVar

from django.db import models

from einamt.kernel.actor import Actor
from einamt.platform.transactions import require_transaction
from einamt.procedures.appointments.rule_errors import OwnProposal, ProposalDecided


class Proposal(models.Model):
    """Rules that one person proposes and another puts in force: their history."""

    class Outcome(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        IN_FORCE = "in-force"
        """It has become rules, from its day on."""
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"
        """By who proposed it before it was decided, or by anybody in charge before its day came."""

    valid_from = models.DateField()
    values = models.JSONField()
    reason = models.TextField()
    """Why the rules are to change, for whoever decides and for the history."""
    author = models.CharField(max_length=120)
    """Who proposed it, as `kind:id`."""
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    """Who took rules back that were to come into force."""
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"from {self.valid_from} ({self.outcome})"


def four_eyes(*, name: str) -> list[models.BaseConstraint]:
    """What the database holds of a table of proposals: nobody puts their own in force, and an end has its moment."""
    return [
        models.CheckConstraint(
            condition=~models.Q(outcome="in-force")
            | (~models.Q(decided_by="") & ~models.Q(decided_by=models.F("author"))),
            name=f"{name}_four_eyes",
        ),
        models.CheckConstraint(
            condition=models.Q(outcome="open") ^ models.Q(decided_at__isnull=False), name=f"{name}_decided"
        ),
    ]


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
