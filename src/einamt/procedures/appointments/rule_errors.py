"""What those who lay down the city's rules are refused."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError
from einamt.procedures.appointments.ruleset import Contradiction


class RulesContradict(DomainError):
    """Rules that cannot be kept together, or are out of bounds; `contradictions` says what, each in a sentence."""

    code = "rules-contradict"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Diese Regeln passen nicht zusammen. Gespeichert ist nichts.")
    contradictions: Sequence[Contradiction] = ()


class RulesNotAhead(DomainError):
    """New rules hold from tomorrow at the earliest: nobody's booking of today is judged by two sets of rules."""

    code = "rules-not-ahead"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Neue Regeln gelten frühestens ab morgen. Bitte wählen Sie einen späteren Tag.")


class RulesDayTaken(DomainError):
    """Other rules come into force on that day; a row in the book is not edited."""

    code = "rules-day-taken"
    message = N_(
        "Ab diesem Tag gelten schon andere neue Regeln. "
        "Nehmen Sie zuerst jene zurück, oder wählen Sie einen anderen Tag."
    )


class ProposalDecided(DomainError):
    """A proposal that is not open any more: somebody else has decided, or its day has come meanwhile."""

    code = "proposal-decided"
    message = N_("Über diesen Vorschlag ist schon entschieden. Bitte laden Sie die Seite neu.")


class OwnProposal(DomainError):
    """Four eyes: whoever proposes rules does not put them in force."""

    code = "own-proposal"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_("Das haben Sie selbst vorgeschlagen. In Kraft setzen muss es jemand anderes.")


class RulesInForce(DomainError):
    """Rules whose day has come are not taken back: new ones take their place."""

    code = "rules-in-force"
    message = N_("Diese Regeln gelten schon. Ändern lassen sie sich nur durch neue, frühestens ab morgen.")


class RuleFindingNotFound(DomainError):
    """There is no such finding, or it has ended: the rule is kept again."""

    code = "rule-finding-not-found"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_("Diesen Befund gibt es nicht mehr. Wahrscheinlich wird die Regel inzwischen eingehalten.")


class RuleFindingAnswered(DomainError):
    """Somebody else has answered since the answer that this person has read."""

    code = "rule-finding-answered"
    message = N_(
        "Inzwischen hat jemand anderes geantwortet. Lesen Sie erst diese Antwort; Ihr Text steht noch im Feld und "
        "ersetzt sie, wenn Sie ihn noch einmal abschicken."
    )
