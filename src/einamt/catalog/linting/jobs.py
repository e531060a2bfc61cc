"""What happens by the clock and after a publication."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from einamt.catalog.linting import links, operations


def lint(now: datetime) -> None:
    """Every night: run every check."""
    if settings.LINK_CHECKS:
        links.gather_links(now=now)
    operations.lint_catalog(now=now)


def visit_links(now: datetime) -> None:
    """Every minute: visit a few addresses, where the installation may reach the Internet."""
    if settings.LINK_CHECKS:
        links.check_links(now=now)


def lint_published(payload: Mapping[str, str], now: datetime) -> None:
    """After a publication: look at the service again."""
    operations.lint_services(service_ids=[int(payload["service"])], now=now)
