"""What linting refuses."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class FindingNotFound(DomainError):
    """There is no such finding, or it has ended."""

    code = "finding-not-found"
    status = HTTPStatus.NOT_FOUND
    message = N_("Diesen Befund gibt es nicht mehr: Was er bemängelt hat, ist inzwischen in Ordnung.")
