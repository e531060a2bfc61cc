"""An office whose specialist system reports."""

import pytest

from tests.factories.identity_documents import Workshop


@pytest.fixture
def workshop(db: None) -> Workshop:
    """An office, a service, a system."""
    return Workshop()
