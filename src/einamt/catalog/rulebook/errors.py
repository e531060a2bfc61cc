"""What editing rules of responsibility refuses."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class RuleNotFound(DomainError):
    """The service has no such rule."""

    code = "rule-not-found"
    status = HTTPStatus.NOT_FOUND
    message = N_("Diese Regel gibt es nicht mehr. Die Liste zeigt, welche gelten.")


class RuleTaken(DomainError):
    """The same rule is there already."""

    code = "rule-taken"
    message = N_("Genau diese Regel gibt es schon.")


class RuleIncomplete(DomainError):
    """A rule names an organisation, an area or a kind of matter that there is not."""

    code = "rule-incomplete"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Organisation, Gebiet oder Art des Anliegens gibt es nicht mehr. Bitte wählen Sie neu.")


class BadLetters(DomainError):
    """The letters are no range of names."""

    code = "rule-bad-letters"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Bitte geben Sie beide Buchstaben an, den ersten zuerst, zum Beispiel A und K. Leer gilt für alle Namen."
    )


class BadPeriod(DomainError):
    """The rule would end before it begins."""

    code = "rule-bad-period"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Die Regel würde enden, bevor sie beginnt.")


class RulesChanged(DomainError):
    """The service's rules are not those any more that the person has been shown the consequences for."""

    code = "rules-changed"
    message = N_(
        "Die Regeln dieser Leistung haben sich inzwischen geändert. Unten steht, was Ihre Änderung jetzt "
        "bewirken würde."
    )
