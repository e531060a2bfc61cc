"""What the log of reading refuses, in sentences for people."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class LogRequestUnknown(DomainError):
    """There is no such request."""

    code = "log-request-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_("Diese Anfrage an das Protokoll gibt es nicht.")


class SecondPersonNeeded(DomainError):
    """Who has asked wants to release it."""

    code = "second-person-needed"
    message = N_("Freigeben muss jemand anderes: In das Protokoll sieht niemand allein.")


class LogClosed(DomainError):
    """It is not released, no longer, or to somebody else."""

    code = "log-closed"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_("Das Protokoll ist hierfür nicht freigegeben, oder die Freigabe ist abgelaufen.")
