"""What reports refuse."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class ReportUnknown(DomainError):
    """There is no such report, issue or answer."""

    code = "reports.unknown"
    status = HTTPStatus.NOT_FOUND
    message = N_("Diesen Bericht gibt es nicht. Bitte wählen Sie einen aus der Liste.")


class PeriodNotOver(DomainError):
    """The days of a report are not over yet, or are no whole months."""

    code = "reports.period-not-over"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Dieser Zeitraum ist noch nicht vorbei. Bitte wählen Sie einen, der abgeschlossen ist.")


class AlreadyIssued(DomainError):
    """This report was issued for these days before."""

    code = "reports.already-issued"
    status = HTTPStatus.CONFLICT
    message = N_("Für diesen Zeitraum ist der Bericht schon herausgegeben. Er bleibt, wie er ist.")


class NothingAsked(DomainError):
    """An answer without any figure, or figures that are told of nobody."""

    code = "reports.nothing-asked"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "So lassen sich die Zahlen nicht zeigen. Bitte wählen Sie mindestens eine Kennzahl, und eine Leistung oder "
        "einen Weg, nicht beides zugleich."
    )


class NoAddress(DomainError):
    """An account without an address of mail wants mails."""

    code = "reports.no-address"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Zu Ihrem Konto ist keine Mailadresse hinterlegt. Bitte wenden Sie sich an die Fachadministration.")
