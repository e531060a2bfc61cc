"""The hall of that Tuesday morning with its manager, and a clock that stands still."""

from collections.abc import Callable

import pytest
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.procedures.visits.arrivals import walk_in_profile
from tests.channels.counter.conftest import plain_static_files, set_clock, static_folder, unknown_halls
from tests.factories.accounts import make_staff
from tests.procedures.visits.conftest import Morning, morning

__all__ = ["morning", "plain_static_files", "set_clock", "static_folder", "unknown_halls"]


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """A process that has counted no arrivals yet."""
    walk_in_profile.cache_clear()


@pytest.fixture
def jonas(morning: Morning) -> Staff:
    """Manages the morning's office."""
    return make_staff(full_name="Jonas Weber", role=Role.OFFICE_MANAGER, office=morning.place.office)


@pytest.fixture
def manager(client: Client, jonas: Staff, set_clock: Callable[[str], None]) -> Client:
    """The manager's browser, at nine."""
    client.force_login(jonas)
    return client
